/** Addresses of hosts, and the networks around them. */

/** An address as a number, with the length of its network's prefix; null: none was given. */
export interface Address {
  readonly bits: number;
  readonly prefix: number | null;
}

/** Reads `10.0.0.1` or `10.0.0.1/24`; null where it is neither. */
export function parseAddress(text: string): Address | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const octets = match.slice(1, 5);
  // A leading zero is octal to some and decimal to others.
  if (octets.some((octet) => Number(octet) > 255 || /^0\d/.test(octet))) return null;
  const prefix = match[5] === undefined ? null : Number(match[5]);
  if (prefix !== null && prefix > 32) return null;
  return { bits: octets.reduce((bits, octet) => bits * 256 + Number(octet), 0), prefix };
}

/** Source: RFC 4291, 2.2, and of the zone after `%` RFC 4007, 11. */
export function isIpv6(text: string): boolean {
  const [address = "", zone, ...rest] = text.split("%");
  if (rest.length > 0 || (zone !== undefined && !/^[^\s/:]{1,15}$/.test(zone))) return false;
  return /^[0-9a-fA-F:.]+$/.test(address) && URL.canParse(`http://[${address}]/`);
}

/** The one form of several in which the same IPv6 address can be written (RFC 5952), with its zone. */
export function shortIpv6(text: string): string {
  const [address = "", zone] = text.split("%");
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  return zone === undefined ? short : `${short}%${zone}`;
}

/** Whether `network`, e.g. `10.0.0.1/24`, holds `address`. */
export function isWithin(address: Address, network: Address): boolean {
  const size = 2 ** (32 - (network.prefix ?? 32));
  return Math.floor(address.bits / size) === Math.floor(network.bits / size);
}

/** Why no host can have this address; null where one can. */
export function explainUnusable({ bits, prefix }: Address): string | null {
  const first = Math.floor(bits / 2 ** 24);
  if (first === 0) return "addresses that begin with 0 are not a host's";
  if (first >= 224) return "addresses from 224.0.0.0 on are not a host's";
  if (prefix === null || prefix > 30) return null;
  const size = 2 ** (32 - prefix);
  if (bits % size === 0) return `it is the network's own address in a /${prefix}`;
  if (bits % size === size - 1) return `it is the broadcast address of its /${prefix}`;
  return null;
}
