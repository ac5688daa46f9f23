/** IPv4 addresses as text and as numbers. */
import type { Bytes } from "./libc.ts";

/** An address as an unsigned number of 32 bits; null where `text` is not four decimal numbers. */
export function parseIpv4(text: string): number | null {
  const parts = text.split(".");
  const good = parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return good ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : null;
}

export const formatIpv4 = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");

/** In network order. */
export function ipv4Bytes(address: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, address);
  return bytes;
}

export const ipv4FromBytes = (bytes: Bytes): number =>
  new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);

/** Whether `address` lies in the network that `within` with `prefix` names. */
export function isInNetwork(address: number, within: number, prefix: number): boolean {
  const mask = maskOf(prefix);
  return ((address & mask) >>> 0) === ((within & mask) >>> 0);
}

/** The last address of the network. */
export const broadcastOf = (address: number, prefix: number): number =>
  (address | ~maskOf(prefix)) >>> 0;

const maskOf = (prefix: number): number => prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
