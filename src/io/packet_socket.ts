/**
 * Ethernet frames of one kind on one interface (packet(7)); needs root or CAP_NET_RAW. Nothing waits
 * for the network but `askWhoHas`.
 */
import { type Millis, ok, refuse, type Result } from "../model/mod.ts";
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
import { attachFilter, type Instruction } from "./socket_filter.ts";

/** How often it is asked who has an address, and how long is waited for an answer each time. */
export interface Patience {
  readonly probes: number;
  readonly wait: Millis;
}

export interface Question {
  /** Of the interface. */
  readonly index: number;
  /** ETH_P_ARP, ETH_P_IPV6 */
  readonly protocol: number;
  /** Which frames are to be looked at at all. */
  readonly filter: readonly Instruction[];
  readonly probe: Bytes;
  /** The MAC of who has the address, by this frame; null: it says nothing of that. */
  holderIn(frame: Bytes): string | null;
}

/**
 * The MAC of a host that has the address already; null: none answered. `own` are the MACs of this
 * host, whose own answers do not count.
 */
export async function askWhoHas(
  { index, protocol, filter, probe, holderIn }: Question,
  own: ReadonlySet<string>,
  { probes, wait }: Patience,
  signal: AbortSignal,
): Promise<Result<string | null, Refusal>> {
  const opened = open(index, protocol, filter);
  if (!opened.ok) return opened;
  const socket = opened.value;
  try {
    for (let sent = 0; sent < probes && !signal.aborted; sent++) {
      const refusal = send(socket, probe);
      if (refusal !== null) return refuse(refusal);
      await new Promise((resolve) => setTimeout(resolve, wait));
      const holder = receive(socket).map(holderIn).find((mac) => mac !== null && !own.has(mac));
      if (holder !== undefined) return ok(holder);
    }
    return ok(null);
  } finally {
    close(socket);
  }
}

/** Sends the frames. Null: they are on their way. */
export function sendFrames(
  index: number,
  protocol: number,
  frames: readonly Bytes[],
): Refusal | null {
  const opened = open(index, protocol, []);
  if (!opened.ok) return opened.problem;
  let refusal: Refusal | null = null;
  for (const frame of frames) refusal ??= send(opened.value, frame);
  close(opened.value);
  return refusal;
}

/** `02:fc:00:00:00:01` */
export const formatMac = (mac: Bytes): string =>
  [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join(":");

function open(
  index: number,
  protocol: number,
  filter: readonly Instruction[],
): Result<number, Refusal> {
  const c = libc();
  const socket = c.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return refuse(lastRefusal());
  // struct sockaddr_ll (packet(7))
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol);
  view.setInt32(4, index, true);
  const unfiltered = filter.length === 0 ? null : attachFilter(socket, filter);
  if (unfiltered === null && c.bind(socket, address, address.length) === 0) return ok(socket);
  const refusal = unfiltered ?? lastRefusal();
  close(socket);
  return refuse(refusal);
}

/** All that has come in since. */
function receive(socket: number): readonly Bytes[] {
  const frames: Bytes[] = [];
  const buffer = new Uint8Array(2048);
  for (;;) {
    const length = Number(libc().recv(socket, buffer, BigInt(buffer.length), MSG_DONTWAIT));
    if (length < 0) return frames;
    frames.push(buffer.slice(0, length));
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
