/** ARP: how it is asked who has an IPv4 address, and how a network is told who has it now. */
import { ipv4Bytes, ipv4FromBytes } from "./ipv4.ts";
import type { Bytes } from "./libc.ts";
import { formatMac, type Question } from "./packet_socket.ts";

export const ETH_P_ARP = 0x0806;
const REQUEST = 1;
const REPLY = 2;
const FRAME = 42;
const EVERYONE = Uint8Array.of(255, 255, 255, 255, 255, 255);
const NOBODY = new Uint8Array(6);

/**
 * To be asked on the interface with this index and MAC.
 * Source: RFC 5227, 2.1.1: a probe's sender address is 0, so that it spoils nobody's table.
 */
export const arpQuestion = (address: number, index: number, mac: Bytes): Question => ({
  index,
  protocol: ETH_P_ARP,
  filter: [],
  probe: arpFrame(REQUEST, mac, 0, NOBODY, address),
  holderIn: (frame) => holderIn(frame, address),
});

/** As a request and as a reply, because there are hosts that learn from only one of the two forms. */
export const arpAnnouncement = (address: number, mac: Bytes): readonly Bytes[] => [
  arpFrame(REQUEST, mac, address, NOBODY, address),
  arpFrame(REPLY, mac, address, EVERYONE, address),
];

/** An Ethernet frame to everyone. Source: RFC 826. */
export function arpFrame(
  operation: typeof REQUEST | typeof REPLY,
  mac: Bytes,
  sender: number,
  targetMac: Bytes,
  target: number,
): Bytes {
  const frame = new Uint8Array(FRAME);
  frame.set(EVERYONE, 0);
  frame.set(mac, 6);
  frame.set([8, 6, 0, 1, 8, 0, 6, 4, 0, operation], 12);
  frame.set(mac, 22);
  frame.set(ipv4Bytes(sender), 28);
  frame.set(targetMac, 32);
  frame.set(ipv4Bytes(target), 38);
  return frame;
}

/** Who a frame says has `address`; null where it says nothing of it. */
export function holderIn(frame: Bytes, address: number): string | null {
  if (frame.length < FRAME || frame[12] !== 8 || frame[13] !== 6) return null;
  if (ipv4FromBytes(frame.subarray(28, 32)) !== address) return null;
  return formatMac(frame.subarray(22, 28));
}
