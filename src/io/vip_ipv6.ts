/**
 * An IPv6 address on an interface: asked for and announced by Neighbour Discovery.
 *
 * The question is the one of duplicate address detection (RFC 4862), put by hb itself: the kernel
 * would take a second or two for it, and could not be told how long a takeover may wait.
 */
import { ok, type Result } from "../model/mod.ts";
import { type Interface, readInterfaces } from "./interfaces.ts";
import { formatIpv6 } from "./ipv6.ts";
import { addIpv6Address, readIpv6Addresses, removeIpv6Address } from "./ipv6_addresses.ts";
import type { Bytes, Refusal } from "./libc.ts";
import { ETH_P_IPV6, neighbourAnnouncement, neighbourQuestion } from "./neighbour_discovery.ts";
import { askWhoHas, sendFrames } from "./packet_socket.ts";
import type { Telling, VipAddress } from "./vip_address.ts";
import type { Ipv6Vip } from "./vip_params.ts";

/** `own` are the MACs of this host. */
export function ipv6Address(
  { address, prefix }: Ipv6Vip,
  place: Interface,
  own: ReadonlySet<string>,
): Result<VipAddress, Refusal> {
  const { index, mac } = place;
  const all = readIpv6Addresses(index);
  if (!all.ok) return all;
  const name = formatIpv6(address);
  return ok({
    name,
    place,
    held: all.value.filter((each) => isSame(each.address, address)).map((each) => ({
      refused: each.refused,
      words: [`${name}/${each.prefix}`],
      make: () => removeIpv6Address(index, each),
    })),
    adding: {
      words: [`${name}/${prefix}`, "nodad"],
      make: () => addIpv6Address(index, { address, prefix }),
    },
    askWhoHas: async (patience, signal) =>
      mac === null
        ? ok(null)
        : await askWhoHas(neighbourQuestion(address, index, mac), own, patience, signal),
    tellEveryone: () => tellEveryone(address, place.name),
  });
}

const isSame = (one: Bytes, other: Bytes): boolean => String(one) === String(other);

/** The interface may be another by now, or have lost the address. */
function tellEveryone(address: Bytes, at: string): Telling {
  const interfaces = readInterfaces();
  if (!interfaces.ok) return interfaces.problem;
  const found = interfaces.value.get(at);
  if (!found?.mac) return "nothing";
  const all = readIpv6Addresses(found.index);
  if (!all.ok) return all.problem;
  if (!all.value.some((each) => isSame(each.address, address))) return "nothing";
  return sendFrames(found.index, ETH_P_IPV6, neighbourAnnouncement(address, found.mac)) ?? "sent";
}
