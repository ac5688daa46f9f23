/** IPv6 addresses as text and as their sixteen bytes. */
import { AF_INET6, type Bytes, cString, libc } from "./libc.ts";

/** Null where `text` is none. */
export function parseIpv6(text: string): Bytes | null {
  const bytes = new Uint8Array(16);
  return libc().inet_pton(AF_INET6, cString(text), bytes) === 1 ? bytes : null;
}

/** In the short form that is usual (RFC 5952). */
export function formatIpv6(address: Bytes): string {
  const text = new Uint8Array(46);
  libc().inet_ntop(AF_INET6, address, text, text.length);
  return new TextDecoder().decode(text).replace(/\0.*$/s, "");
}
