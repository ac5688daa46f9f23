/** Networks of either IP version, and whether an address is in one of them. */
import { isIpv6, parseAddress } from "./address.ts";

export interface Network {
  readonly bits: bigint;
  /** Of an address: 32, or 128. */
  readonly width: number;
  /** How many bits from the left all its addresses share. */
  readonly prefix: number;
}

/** Reads `10.0.0.1`, `10.0.0.0/24`, `fd00::/8`; null where it is none of them. */
export function parseNetwork(text: string): Network | null {
  const [address = "", length, ...rest] = text.split("/");
  const found = addressBits(address);
  if (found === null || rest.length > 0 || !/^\d{1,3}$/.test(length ?? "0")) return null;
  const prefix = Number(length ?? found.width);
  return prefix <= found.width ? { ...found, prefix } : null;
}

/** Whether `address`, as the kernel prints it, is in the network. */
export function isInNetwork(address: string, { bits, width, prefix }: Network): boolean {
  const found = addressBits(address);
  const rest = BigInt(width - prefix);
  return found !== null && found.width === width && found.bits >> rest === bits >> rest;
}

/** An IPv4 address within IPv6 (`::ffff:10.0.0.1`) is the IPv4 address. A zone does not count. */
function addressBits(text: string): Omit<Network, "prefix"> | null {
  const v4 = parseAddress(text);
  if (v4 !== null) return v4.prefix === null ? { bits: BigInt(v4.bits), width: 32 } : null;
  if (!isIpv6(text)) return null;
  const [plain = ""] = text.split("%");
  // As RFC 5952 prints it: no IPv4 notation is left in it.
  const printed = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [left = "", right] = printed.split("::");
  const [head, tail] = [left, right ?? ""].map((part) => part.split(":").filter(Boolean));
  const zeros = Array<string>(8 - head!.length - tail!.length).fill("0");
  const bits = [...head!, ...zeros, ...tail!].reduce(
    (sum, group) => (sum << 16n) | BigInt(`0x${group}`),
    0n,
  );
  return bits >> 32n === 0xffffn ? { bits: bits & 0xffffffffn, width: 32 } : { bits, width: 128 };
}
