/**
 * ARP: asking who has an address, and telling all hosts on a network who has it now.
 *
 * Frames go through a packet socket bound to the interface (packet(7)), which needs root or
 * CAP_NET_RAW. Nothing here waits for the network but `askWhoHas`.
 */
import { type Millis, ok, refuse, type Result } from "../model/mod.ts";
import { ipv4Bytes, ipv4FromBytes } from "./ipv4.ts";
import {
  AF_PACKET,
  type Bytes,
  lastRefusal,
  libc,
  MSG_DONTWAIT,
  type Refusal,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
} from "./libc.ts";

const ETH_P_ARP = 0x0806;
const REQUEST = 1;
const REPLY = 2;
const FRAME = 42;
const EVERYONE = Uint8Array.of(255, 255, 255, 255, 255, 255);
const NOBODY = new Uint8Array(6);

/** How often it is asked who has an address, and how long is waited for an answer each time. */
export interface Patience {
  readonly probes: number;
  readonly wait: Millis;
}

/**
 * The MAC of a host that has the address already, on the network of the interface with this index
 * and MAC; null: none answered. `own` are the MACs of this host, whose own answers do not count.
 * Source: RFC 5227, 2.1.1: a probe's sender address is 0, so that it spoils nobody's table.
 */
export async function askWhoHas(
  address: number,
  index: number,
  mac: Bytes,
  own: ReadonlySet<string>,
  { probes, wait }: Patience,
  signal: AbortSignal,
): Promise<Result<string | null, Refusal>> {
  const opened = openPacketSocket(index);
  if (!opened.ok) return opened;
  const socket = opened.value;
  const probe = arpFrame(REQUEST, mac, 0, NOBODY, address);
  try {
    for (let sent = 0; sent < probes && !signal.aborted; sent++) {
      const refusal = send(socket, probe);
      if (refusal !== null) return refuse(refusal);
      await new Promise((resolve) => setTimeout(resolve, wait));
      const holder = readHolder(socket, address, own);
      if (holder !== null) return ok(holder);
    }
    return ok(null);
  } finally {
    close(socket);
  }
}

/**
 * Tells everyone on the network once that this interface has the address now. As a request and as
 * a reply, because there are hosts that learn from only one of the two forms.
 */
export function tellEveryone(address: number, index: number, mac: Bytes): Refusal | null {
  const opened = openPacketSocket(index);
  if (!opened.ok) return opened.problem;
  const refusal = send(opened.value, arpFrame(REQUEST, mac, address, NOBODY, address)) ??
    send(opened.value, arpFrame(REPLY, mac, address, EVERYONE, address));
  close(opened.value);
  return refusal;
}

/** `02:fc:00:00:00:01` */
export const formatMac = (mac: Bytes): string =>
  [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join(":");

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

/** The first holder that is not this host, in all that has come in since. */
function readHolder(socket: number, address: number, own: ReadonlySet<string>): string | null {
  const buffer = new Uint8Array(2048);
  for (;;) {
    const length = Number(libc().recv(socket, buffer, BigInt(buffer.length), MSG_DONTWAIT));
    if (length < 0) return null;
    const holder = holderIn(buffer.subarray(0, length), address);
    if (holder !== null && !own.has(holder)) return holder;
  }
}

function send(socket: number, frame: Bytes): Refusal | null {
  const sent = libc().sendto(socket, frame, BigInt(frame.length), MSG_DONTWAIT, null, 0);
  return sent < 0n ? lastRefusal() : null;
}

/** On another thread: the kernel first waits until no processor can be using the socket, 10 ms. */
function close(socket: number): void {
  libc().closeBeside(socket);
}

/** Hears and sends ARP on one interface only. */
function openPacketSocket(index: number): Result<number, Refusal> {
  const c = libc();
  const socket = c.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return refuse(lastRefusal());
  // struct sockaddr_ll (packet(7))
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, ETH_P_ARP);
  view.setInt32(4, index, true);
  if (c.bind(socket, address, address.length) === 0) return ok(socket);
  const refusal = lastRefusal();
  close(socket);
  return refuse(refusal);
}
