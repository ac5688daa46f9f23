/** An IPv4 address on an interface: asked for and announced by ARP. */
import { ok } from "../model/mod.ts";
import { arpAnnouncement, arpQuestion, ETH_P_ARP } from "./arp.ts";
import {
  addAddress,
  type Address,
  type Interface,
  readInterfaces,
  removeAddress,
} from "./interfaces.ts";
import { formatIpv4 } from "./ipv4.ts";
import { askWhoHas, sendFrames } from "./packet_socket.ts";
import type { Telling, VipAddress } from "./vip_address.ts";
import { type Ipv4Vip, newAddress } from "./vip_params.ts";

/** `own` are the MACs of this host. */
export function ipv4Address(vip: Ipv4Vip, place: Interface, own: ReadonlySet<string>): VipAddress {
  const { address } = vip;
  const { index, mac } = place;
  const wanted = newAddress(vip, place);
  const broadcast = wanted.broadcast === null ? [] : ["brd", formatIpv4(wanted.broadcast)];
  return {
    name: formatIpv4(address),
    place,
    held: place.addresses.filter((each) => each.address === address).map((each) => ({
      refused: each.refused,
      words: [wordOf(each)],
      make: () => removeAddress(place, each),
    })),
    adding: {
      words: [wordOf(wanted), ...broadcast],
      make: () => addAddress(index, wanted),
    },
    askWhoHas: async (patience, signal) =>
      mac === null
        ? ok(null)
        : await askWhoHas(arpQuestion(address, index, mac), own, patience, signal),
    tellEveryone: () => tellEveryone(address, place.name),
  };
}

const wordOf = ({ address, prefix }: Address): string => `${formatIpv4(address)}/${prefix}`;

/** The interface may be another by now, or have lost the address. */
function tellEveryone(address: number, at: string): Telling {
  const interfaces = readInterfaces();
  if (!interfaces.ok) return interfaces.problem;
  const found = interfaces.value.get(at);
  if (!found?.mac || !found.addresses.some((each) => each.address === address)) return "nothing";
  return sendFrames(found.index, ETH_P_ARP, arpAnnouncement(address, found.mac)) ?? "sent";
}
