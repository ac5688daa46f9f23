/** Which address `hb:vip` is about, and on which interface of this host. */
import { ok, refuse, type Result } from "../model/mod.ts";
import type { Address, Interface, Interfaces } from "./interfaces.ts";
import { broadcastOf, formatIpv4, isInNetwork, parseIpv4 } from "./ipv4.ts";

export interface VipParams {
  readonly address: number;
  /** Null: that of the network which the address is in. */
  readonly prefix: number | null;
  /** Null: the one on whose network the address is. */
  readonly interface: string | null;
  /** What a start does where another host answers for the address: takes it all the same, or fails. */
  readonly conflict: "warn" | "refuse";
}

/** Reads a resource's `params`. The problem is a sentence. */
export function readVipParams(params: Readonly<Record<string, string>>): Result<VipParams, string> {
  const text = params.address ?? "";
  const [addressText = "", prefixText, ...rest] = text.split("/");
  const address = parseIpv4(addressText);
  const prefix = prefixText === undefined ? null : readPrefix(prefixText);
  if (address === null || prefix === undefined || rest.length > 0) {
    const said = text === "" ? "it is missing" : `got "${text}"`;
    return refuse(
      `Cannot use params.address: ${said}; give an IPv4 address like 10.0.0.5 or 10.0.0.5/24`,
    );
  }
  const { interface: at = null, conflict = "warn" } = params;
  if (conflict !== "warn" && conflict !== "refuse") {
    return refuse(`Cannot use params.conflict: got "${conflict}"; write "warn" or "refuse"`);
  }
  return ok({ address, prefix, interface: at, conflict });
}

function readPrefix(text: string): number | undefined {
  return /^\d{1,2}$/.test(text) && Number(text) <= 32 ? Number(text) : undefined;
}

/** The interface that is named; else the one of the narrowest network; else where it is already. */
export function findPlace(params: VipParams, interfaces: Interfaces): Interface | undefined {
  if (params.interface !== null) return interfaces.get(params.interface);
  const all = [...interfaces.values()];
  const fitting = all.flatMap((each) => {
    const prefix = networkPrefix(params.address, each);
    return prefix === null ? [] : [{ each, prefix }];
  });
  const narrowest = Math.max(...fitting.map(({ prefix }) => prefix));
  return fitting.find(({ prefix }) => prefix === narrowest)?.each ??
    all.find((each) => each.addresses.some(({ address }) => address === params.address));
}

/** The address as it is to be added. */
export function newAddress(params: VipParams, place: Interface): Address {
  const prefix = params.prefix ?? networkPrefix(params.address, place) ?? 32;
  const broadcast = prefix <= 30 ? broadcastOf(params.address, prefix) : null;
  return { address: params.address, prefix, broadcast, scope: 0, label: null, refused: false };
}

/** Why `findPlace` found none. */
export function whyNoPlace({ address, interface: name }: VipParams): string {
  return name !== null
    ? `interface ${name} does not exist`
    : `no interface has a network with ${
      formatIpv4(address)
    } in it; name one with params.interface`;
}

/** That of the narrowest network on the interface, other than by the address itself. */
function networkPrefix(wanted: number, { addresses }: Interface): number | null {
  const prefixes = addresses
    .filter(({ address, prefix }) => address !== wanted && isInNetwork(wanted, address, prefix))
    .map(({ prefix }) => prefix);
  return prefixes.length === 0 ? null : Math.max(...prefixes);
}
