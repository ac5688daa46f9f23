/** Which address `hb:vip` is about, and on which interface of this host. */
import { ok, refuse, type Result } from "../model/mod.ts";
import type { Address, Interface, Interfaces } from "./interfaces.ts";
import { broadcastOf, formatIpv4, isInNetwork, parseIpv4 } from "./ipv4.ts";
import { parseIpv6 } from "./ipv6.ts";
import type { Bytes } from "./libc.ts";

export type VipParams = Ipv4Vip | Ipv6Vip;

interface VipBase {
  /** What a start does where another host answers for the address: takes it all the same, or fails. */
  readonly conflict: "warn" | "refuse";
}

export interface Ipv4Vip extends VipBase {
  readonly version: 4;
  readonly address: number;
  /** Null: that of the network which the address is in. */
  readonly prefix: number | null;
  /** Null: the one on whose network the address is. */
  readonly interface: string | null;
}

export interface Ipv6Vip extends VipBase {
  readonly version: 6;
  readonly address: Bytes;
  readonly prefix: number;
  readonly interface: string;
}

/** Reads a resource's `params`. The problem is a sentence. */
export function readVipParams(params: Readonly<Record<string, string>>): Result<VipParams, string> {
  const { address: text = "", interface: at = null, conflict = "warn" } = params;
  if (conflict !== "warn" && conflict !== "refuse") {
    return refuse(`Cannot use params.conflict: got "${conflict}"; write "warn" or "refuse"`);
  }
  const [addressText = "", prefixText, ...rest] = text.split("/");
  const ipv4 = parseIpv4(addressText);
  const ipv6 = ipv4 === null ? parseIpv6(addressText) : null;
  const prefix = prefixText === undefined ? null : readPrefix(prefixText, ipv4 === null ? 128 : 32);
  if ((ipv4 === null && ipv6 === null) || prefix === undefined || rest.length > 0) {
    const said = text === "" ? "it is missing" : `got "${text}"`;
    return refuse(
      `Cannot use params.address: ${said}; give one like 10.0.0.5, 10.0.0.5/24 or fd00::5/64`,
    );
  }
  if (ipv4 !== null) return ok({ version: 4, address: ipv4, prefix, interface: at, conflict });
  if (ipv6 === null || at === null) {
    return refuse(
      `Cannot use params.address: got "${text}"; IPv6 needs params.interface beside it`,
    );
  }
  return ok({ version: 6, address: ipv6, prefix: prefix ?? 128, interface: at, conflict });
}

function readPrefix(text: string, longest: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= longest ? Number(text) : undefined;
}

/** The interface that is named; else the one of the narrowest network; else where it is already. */
export function findPlace(params: VipParams, interfaces: Interfaces): Interface | undefined {
  if (params.version === 6) return interfaces.get(params.interface);
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
export function newAddress(params: Ipv4Vip, place: Interface): Address {
  const prefix = params.prefix ?? networkPrefix(params.address, place) ?? 32;
  const broadcast = prefix <= 30 ? broadcastOf(params.address, prefix) : null;
  return { address: params.address, prefix, broadcast, scope: 0, label: null, refused: false };
}

/** Why `findPlace` found none. */
export function whyNoPlace(params: VipParams): string {
  if (params.version === 6 || params.interface !== null) {
    return `interface ${params.interface} does not exist`;
  }
  const address = formatIpv4(params.address);
  return `no interface has a network with ${address} in it; name one with params.interface`;
}

/** That of the narrowest network on the interface, other than by the address itself. */
function networkPrefix(wanted: number, { addresses }: Interface): number | null {
  const prefixes = addresses
    .filter(({ address, prefix }) => address !== wanted && isInNetwork(wanted, address, prefix))
    .map(({ prefix }) => prefix);
  return prefixes.length === 0 ? null : Math.max(...prefixes);
}
