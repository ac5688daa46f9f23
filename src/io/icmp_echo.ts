/** ICMP echo requests and replies, as they stand in a datagram (RFC 792, RFC 4443). */
import { internetChecksum } from "./checksum.ts";
import type { Bytes } from "./libc.ts";

export type IpVersion = 4 | 6;

/** Two hosts may use the same identifier by chance, but never the same token. */
export interface Echo {
  readonly sequence: number;
  readonly token: Bytes;
}

export const ECHO_REPLY: Readonly<Record<IpVersion, number>> = { 4: 0, 6: 129 };
const ECHO_REQUEST: Readonly<Record<IpVersion, number>> = { 4: 8, 6: 128 };
const HEADER = 8;

/** The kernel puts in the checksum of ICMPv6, which the addresses are part of. */
export function echoRequest(version: IpVersion, identifier: number, echo: Echo): Bytes {
  const bytes = new Uint8Array(HEADER + echo.token.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, ECHO_REQUEST[version]);
  view.setUint16(4, identifier);
  view.setUint16(6, echo.sequence);
  bytes.set(echo.token, HEADER);
  if (version === 4) view.setUint16(2, internetChecksum(bytes));
  return bytes;
}

/** Null: it is something else. `bytes` begin with the ICMP header. */
export function readEchoReply(version: IpVersion, bytes: Bytes): Echo | null {
  if (bytes.length < HEADER || bytes[0] !== ECHO_REPLY[version] || bytes[1] !== 0) return null;
  const sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint16(6);
  return { sequence, token: bytes.slice(HEADER) };
}
