/** Neighbour Discovery: what ARP is to IPv4, for IPv6 (RFC 4861). */
import { internetChecksum } from "./checksum.ts";
import type { Bytes } from "./libc.ts";
import { formatMac, type Question } from "./packet_socket.ts";
import { JUMP_IF_EQUAL, LEAVE, LOAD_BYTE, LOAD_HALF, TAKE } from "./socket_filter.ts";

export const ETH_P_IPV6 = 0x86dd;
const ICMPV6 = 58;
const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const TARGET_LINK_LAYER_ADDRESS = 2;
/** "Who had this before has it no more": the flag Override (RFC 4861, 4.4). */
const OVERRIDE = 0x20;

const ETHERNET = 14;
const IP = 40;
const ICMP = ETHERNET + IP;

const UNSPECIFIED = new Uint8Array(16);
/** ff02::1 */
const ALL_NODES = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

/**
 * To be asked on the interface with this index and MAC.
 * Source: RFC 4862, 5.4.2: as duplicate address detection asks, from no address, so that it spoils
 * nobody's table.
 */
export const neighbourQuestion = (address: Bytes, index: number, mac: Bytes): Question => ({
  index,
  protocol: ETH_P_IPV6,
  filter: [
    [LOAD_HALF, 0, 0, 12],
    [JUMP_IF_EQUAL, 0, 5, ETH_P_IPV6],
    [LOAD_BYTE, 0, 0, ETHERNET + 6],
    [JUMP_IF_EQUAL, 0, 3, ICMPV6],
    [LOAD_BYTE, 0, 0, ICMP],
    [JUMP_IF_EQUAL, 0, 1, ADVERTISEMENT],
    TAKE,
    LEAVE,
  ],
  probe: frame(mac, UNSPECIFIED, solicitedNode(address), message(SOLICITATION, 0, address)),
  holderIn: (received) => advertiserIn(received, address),
});

/** Unsolicited, to all nodes. Source: RFC 4861, 7.2.6. */
export function neighbourAnnouncement(address: Bytes, mac: Bytes): readonly Bytes[] {
  const option = Uint8Array.of(TARGET_LINK_LAYER_ADDRESS, 1, ...mac);
  return [frame(mac, address, ALL_NODES, message(ADVERTISEMENT, OVERRIDE, address, option))];
}

/** Who a frame says has `address`; null where it says nothing of it. */
export function advertiserIn(received: Bytes, address: Bytes): string | null {
  if (received.length < ICMP + 24 || received[ETHERNET + 6] !== ICMPV6) return null;
  if (received[ICMP] !== ADVERTISEMENT) return null;
  const target = received.subarray(ICMP + 8, ICMP + 24);
  return String(target) === String(address) ? formatMac(received.subarray(6, 12)) : null;
}

/** ff02::1:ff00:0 and the last three bytes (RFC 4291, 2.7.1). */
function solicitedNode(address: Bytes): Bytes {
  const group = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0);
  group.set(address.subarray(13), 13);
  return group;
}

/** RFC 4861, 4.3 and 4.4; without its checksum. */
function message(type: number, flags: number, target: Bytes, option = new Uint8Array()): Bytes {
  const bytes = new Uint8Array(24 + option.length);
  bytes[0] = type;
  bytes[4] = flags;
  bytes.set(target, 8);
  bytes.set(option, 24);
  return bytes;
}

/** An Ethernet frame to a multicast group, whose own address ends in the group's last four bytes. */
function frame(mac: Bytes, from: Bytes, group: Bytes, icmp: Bytes): Bytes {
  const bytes = new Uint8Array(ICMP + icmp.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x33, 0x33, ...group.subarray(12), ...mac], 0);
  view.setUint16(12, ETH_P_IPV6);
  view.setUint8(ETHERNET, 0x60);
  view.setUint16(ETHERNET + 4, icmp.length);
  // A hop limit of 255 shows that no router has passed it on.
  bytes.set([ICMPV6, 255, ...from, ...group], ETHERNET + 6);
  bytes.set(icmp, ICMP);
  const pseudo = Uint8Array.of(...from, ...group, 0, 0, 0, icmp.length, 0, 0, 0, ICMPV6);
  view.setUint16(ICMP + 2, internetChecksum(pseudo, icmp));
  return bytes;
}
