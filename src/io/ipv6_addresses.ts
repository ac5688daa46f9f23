/** The IPv6 addresses of an interface of this host, as the kernel has them. */
import { ok, type Result } from "../model/mod.ts";
import { AF_INET6, type Bytes, type Refusal } from "./libc.ts";
import {
  change,
  dump,
  NLM_F_CREATE,
  NLM_F_EXCL,
  readAttributes,
  withAttributes,
} from "./netlink.ts";

export interface Ipv6Address {
  readonly address: Bytes;
  readonly prefix: number;
  /** The kernel found another host with it and does not use it (IFA_F_DADFAILED). */
  readonly refused: boolean;
}

const RTM_NEWADDR = 20;
const RTM_DELADDR = 21;
const RTM_GETADDR = 22;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_F_NODAD = 2;
const IFA_F_DADFAILED = 8;
/** struct ifaddrmsg (rtnetlink(7)) */
const IFADDRMSG = 8;

export function readIpv6Addresses(index: number): Result<readonly Ipv6Address[], Refusal> {
  const dumped = dump(RTM_GETADDR, header(0, 0, 0));
  if (!dumped.ok) return dumped;
  return ok(dumped.value.flatMap(({ type, body }) => {
    if (type !== RTM_NEWADDR || body.getUint8(0) !== AF_INET6) return [];
    if (body.getUint32(4, true) !== index) return [];
    const attributes = readAttributes(body, IFADDRMSG);
    const address = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS);
    const refused = (body.getUint8(2) & IFA_F_DADFAILED) !== 0;
    return address === undefined ? [] : [{ address, prefix: body.getUint8(1), refused }];
  }));
}

/**
 * To be used at once: duplicate address detection would take a second or two. An address that is there
 * already is refused (EEXIST).
 */
export function addIpv6Address(
  index: number,
  { address, prefix }: Omit<Ipv6Address, "refused">,
): Result<null, Refusal> {
  const flags = NLM_F_CREATE | NLM_F_EXCL;
  const fixed = header(prefix, IFA_F_NODAD, index);
  return change(RTM_NEWADDR, flags, withAttributes(fixed, [[IFA_LOCAL, address]]));
}

export function removeIpv6Address(
  index: number,
  { address, prefix }: Omit<Ipv6Address, "refused">,
): Result<null, Refusal> {
  return change(RTM_DELADDR, 0, withAttributes(header(prefix, 0, index), [[IFA_LOCAL, address]]));
}

function header(prefix: number, flags: number, index: number): Bytes {
  const bytes = new Uint8Array(IFADDRMSG);
  bytes.set([AF_INET6, prefix, flags, 0]);
  new DataView(bytes.buffer).setUint32(4, index, true);
  return bytes;
}
