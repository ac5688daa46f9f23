/** Where a ping goes: an IPv4 or IPv6 address as text, and as sendto(2) wants it. */
import type { IpVersion } from "./icmp_echo.ts";
import { parseIpv4 } from "./ipv4.ts";
import { parseIpv6 } from "./ipv6.ts";
import { AF_INET6, type Bytes, cString, libc } from "./libc.ts";
import { type SocketAddress, socketAddress } from "./link_socket.ts";

export interface PingAddress {
  readonly version: IpVersion;
  readonly to: SocketAddress;
}

/** Null where `text` is no address; `fe80::1%eth0` is one as long as there is an interface `eth0`. */
export function pingAddress(text: string): PingAddress | null {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== null) return { version: 4, to: socketAddress(ipv4, 0) };
  const [address = "", zone] = text.split("%");
  const scope = zone === undefined ? 0 : libc().if_nametoindex(cString(zone));
  const bytes = parseIpv6(address);
  if (bytes === null) return null;
  return zone !== undefined && scope === 0 ? null : { version: 6, to: ipv6Address(bytes, scope) };
}

/** struct sockaddr_in6 (ipv6(7)) */
function ipv6Address(address: Bytes, scope: number): SocketAddress {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET6, true);
  bytes.set(address, 8);
  view.setUint32(24, scope, true);
  return bytes;
}
