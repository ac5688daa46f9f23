/** The network interfaces of this host and their IPv4 addresses, as the kernel has them. */
import { ok, refuse, type Result } from "../model/mod.ts";
import { ipv4Bytes, ipv4FromBytes } from "./ipv4.ts";
import { AF_INET, type Bytes, cString, type Refusal } from "./libc.ts";
import {
  change,
  dump,
  type NetlinkMessage,
  NLM_F_CREATE,
  NLM_F_EXCL,
  readAttributes,
  withAttributes,
} from "./netlink.ts";

export interface Interface {
  readonly index: number;
  readonly name: string;
  /** Switched on by the administrator: `ip link set NAME up`. */
  readonly up: boolean;
  /** The cable is in, and the other end alive. */
  readonly carrier: boolean;
  /** Null where the hardware has none of six bytes, or does not speak ARP. */
  readonly mac: Bytes | null;
  /** In the kernel's order: the first is what packets are sent from. */
  readonly addresses: readonly Address[];
}

export interface Address {
  readonly address: number;
  readonly prefix: number;
  /** Null: none. */
  readonly broadcast: number | null;
  /** RT_SCOPE_UNIVERSE is 0, RT_SCOPE_LINK 253, RT_SCOPE_HOST 254. */
  readonly scope: number;
  /** `eth0:0` and the like, which tools of old go by. */
  readonly label: string | null;
  /** The kernel found another host with it and does not use it (IFA_F_DADFAILED). */
  readonly refused: boolean;
}

/** By name. */
export type Interfaces = ReadonlyMap<string, Interface>;

const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const RTM_NEWADDR = 20;
const RTM_DELADDR = 21;
const RTM_GETADDR = 22;

const IFF_UP = 1;
const IFF_NOARP = 0x80;
const IFF_LOWER_UP = 0x10000;
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;

const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_LABEL = 3;
const IFA_BROADCAST = 4;
const IFA_F_DADFAILED = 8;

/** struct ifinfomsg and struct ifaddrmsg (rtnetlink(7)). */
const IFINFOMSG = 16;
const IFADDRMSG = 8;

/** All interfaces of this network namespace. */
export function readInterfaces(): Result<Interfaces, Refusal> {
  const links = dump(RTM_GETLINK, new Uint8Array(IFINFOMSG));
  if (!links.ok) return links;
  const addresses = dump(RTM_GETADDR, addressHeader({ prefix: 0, scope: 0 }, 0));
  if (!addresses.ok) return addresses;
  const byIndex = readAddresses(addresses.value);
  const interfaces = links.value
    .filter(({ type }) => type === RTM_NEWLINK)
    .map((message) => readInterface(message, byIndex));
  return ok(new Map(interfaces.map((each) => [each.name, each])));
}

/** Gives the interface an address more. An address that it has already is refused (EEXIST). */
export function addAddress(index: number, address: Address): Result<null, Refusal> {
  return change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, addressMessage(index, address));
}

/**
 * Takes an address from the interface. The kernel may throw out others of the same network with
 * it, where this was the first of them and promote_secondaries is off: those are put back.
 */
export function removeAddress(from: Interface, address: Address): Result<null, Refusal> {
  const removed = change(RTM_DELADDR, 0, addressMessage(from.index, address));
  if (!removed.ok) return removed;
  const now = readInterfaces();
  if (!now.ok) return removed;
  const left = new Set(now.value.get(from.name)?.addresses.map(identityOf));
  for (const other of from.addresses) {
    if (identityOf(other) === identityOf(address) || left.has(identityOf(other))) continue;
    const restored = addAddress(from.index, other);
    if (!restored.ok) return refuse(restored.problem);
  }
  return removed;
}

const identityOf = ({ address, prefix }: Address): string => `${address}/${prefix}`;

function readInterface(
  { body }: NetlinkMessage,
  addresses: ReadonlyMap<number, readonly Address[]>,
): Interface {
  const attributes = readAttributes(body, IFINFOMSG);
  const index = body.getInt32(4, true);
  const flags = body.getUint32(8, true);
  const mac = attributes.get(IFLA_ADDRESS);
  return {
    index,
    name: readText(attributes.get(IFLA_IFNAME)) ?? "",
    up: (flags & IFF_UP) !== 0,
    carrier: (flags & IFF_LOWER_UP) !== 0,
    mac: mac?.length === 6 && (flags & IFF_NOARP) === 0 && mac.some(Boolean) ? mac : null,
    addresses: addresses.get(index) ?? [],
  };
}

function readAddresses(messages: readonly NetlinkMessage[]): Map<number, Address[]> {
  const byIndex = new Map<number, Address[]>();
  for (const { type, body } of messages) {
    if (type !== RTM_NEWADDR || body.getUint8(0) !== AF_INET) continue;
    const attributes = readAttributes(body, IFADDRMSG);
    const local = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS);
    if (local === undefined) continue;
    const broadcast = attributes.get(IFA_BROADCAST);
    const index = body.getUint32(4, true);
    const known = byIndex.get(index) ?? [];
    byIndex.set(index, known);
    known.push({
      address: ipv4FromBytes(local),
      prefix: body.getUint8(1),
      broadcast: broadcast === undefined ? null : ipv4FromBytes(broadcast),
      scope: body.getUint8(3),
      label: readText(attributes.get(IFA_LABEL)),
      refused: (body.getUint8(2) & IFA_F_DADFAILED) !== 0,
    });
  }
  return byIndex;
}

function readText(bytes: Bytes | undefined): string | null {
  return bytes === undefined ? null : new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
}

function addressHeader({ prefix, scope }: Pick<Address, "prefix" | "scope">, index: number): Bytes {
  const header = new Uint8Array(IFADDRMSG);
  header.set([AF_INET, prefix, 0, scope]);
  new DataView(header.buffer).setUint32(4, index, true);
  return header;
}

function addressMessage(index: number, address: Address): Bytes {
  const bytes = ipv4Bytes(address.address);
  const attributes: [number, Bytes][] = [[IFA_LOCAL, bytes], [IFA_ADDRESS, bytes]];
  if (address.broadcast !== null) attributes.push([IFA_BROADCAST, ipv4Bytes(address.broadcast)]);
  if (address.label !== null) attributes.push([IFA_LABEL, cString(address.label)]);
  return withAttributes(addressHeader(address, index), attributes);
}
