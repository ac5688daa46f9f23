/**
 * A UDP socket on one interface of this host.
 *
 * Made and read by Deno, which waits without a thread; bound to its interface and written to
 * through libc, so that several links can share a port, each hears its own network only, and a
 * refused send says at once why.
 */
import { ok, refuse, type Result } from "../model/mod.ts";
import type { Interface } from "./interfaces.ts";
import { ipv4Bytes } from "./ipv4.ts";
import {
  AF_INET,
  type Bytes,
  cInt,
  cString,
  lastRefusal,
  libc,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  type Refusal,
  SO_BINDTODEVICE,
  SO_MEMINFO,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_TYPE,
  SOCK_DGRAM,
  SOL_SOCKET,
} from "./libc.ts";

const RECEIVE_BUFFER = 1 << 20;

/** TC_PRIO_INTERACTIVE: before bulk traffic in this host's own queue (socket(7)). */
const QUEUE_PRIORITY = 6;

/** More than any UDP datagram has. */
const DATAGRAM = 65536;

/** After a receive was refused; nothing but a closed or vanished interface is known to do that. */
const RETRY_MS = 100;

export class LinkSocket {
  /** That of the interface; one deleted and made again has another. */
  readonly index: number;
  readonly #socket: Deno.DatagramConn;
  readonly #fd: number;
  #isOpen = true;

  private constructor(index: number, socket: Deno.DatagramConn, fd: number) {
    this.index = index;
    this.#socket = socket;
    this.#fd = fd;
  }

  /** Opens one on all addresses of the interface. The problem is a sentence. */
  static open(
    at: Interface,
    port: number,
    onDatagram: (bytes: Uint8Array) => void,
  ): Result<LinkSocket, string> {
    const opened = listen(port);
    if (!opened.ok) return opened;
    const { socket, fd } = opened.value;
    const name = cString(at.name);
    if (libc().setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length) !== 0) {
      const why = lastRefusal().text;
      socket.close();
      return refuse(`Cannot bind UDP port ${port} to ${at.name}: ${why}; run as root`);
    }
    tune(fd);
    discardWaiting(fd);
    const made = new LinkSocket(at.index, socket, fd);
    made.#receive(onDatagram);
    return ok(made);
  }

  /** Sends one datagram now. Null: it is on its way. */
  send(bytes: Uint8Array, to: SocketAddress): Refusal | null {
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    const lent = bytes as Bytes;
    const sent = libc().sendto(this.#fd, lent, BigInt(lent.length), flags, to, to.length);
    return sent < 0n ? lastRefusal() : null;
  }

  /** Datagrams that the kernel threw away because the buffer was full (SK_MEMINFO_DROPS). */
  drops(): number {
    const memory = new Uint32Array(9);
    const length = cInt(memory.byteLength);
    const bytes = new Uint8Array(memory.buffer);
    return libc().getsockopt(this.#fd, SOL_SOCKET, SO_MEMINFO, bytes, length) === 0
      ? memory[8] ?? 0
      : 0;
  }

  /** Takes what has come and was not handed on yet, at most `most` datagrams. */
  waiting(most: number): readonly Uint8Array[] {
    const buffer = new Uint8Array(DATAGRAM);
    const found: Uint8Array[] = [];
    while (found.length < most) {
      const length = libc().recv(this.#fd, buffer, BigInt(buffer.length), MSG_DONTWAIT);
      if (length < 0n) break;
      found.push(buffer.slice(0, Number(length)));
    }
    return found;
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.close();
  }

  async #receive(onDatagram: (bytes: Uint8Array) => void): Promise<void> {
    const buffer = new Uint8Array(DATAGRAM);
    while (this.#isOpen) {
      const received = await this.#socket.receive(buffer).catch(() => null);
      if (!this.#isOpen) return;
      if (received !== null) onDatagram(received[0].slice());
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** struct sockaddr_in (ip(7)) */
export type SocketAddress = Bytes;

export function socketAddress(address: number, port: number): SocketAddress {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  bytes.set(ipv4Bytes(address), 4);
  return bytes;
}

interface Listening {
  readonly socket: Deno.DatagramConn;
  readonly fd: number;
}

/** Deno does not tell a socket's descriptor: it is the one that was not there before. */
function listen(port: number): Result<Listening, string> {
  const before = new Set(udpDescriptors(port));
  let socket: Deno.DatagramConn;
  try {
    const options = { hostname: "0.0.0.0", port, reuseAddress: true };
    socket = Deno.listenDatagram({ transport: "udp", ...options });
  } catch (error) {
    return refuse(`Cannot listen on UDP port ${port}: ${whyNotListening(error, port)}`);
  }
  const fd = udpDescriptors(port).find((each) => !before.has(each));
  if (fd !== undefined) return ok({ socket, fd });
  socket.close();
  return refuse(`Cannot listen on UDP port ${port}: /proc/self/fd does not show the socket`);
}

function whyNotListening(error: unknown, port: number): string {
  if (error instanceof Deno.errors.PermissionDenied && port < 1024) {
    return "ports below 1024 need root or CAP_NET_BIND_SERVICE";
  }
  if (error instanceof Deno.errors.AddrInUse) return "another program has it; see: ss -ulpn";
  return error instanceof Error ? error.message : String(error);
}

/** This process's UDP sockets on `port`. */
function udpDescriptors(port: number): number[] {
  try {
    return [...Deno.readDirSync("/proc/self/fd")]
      .map(({ name }) => Number(name))
      .filter((fd) => isUdpOn(fd, port));
  } catch {
    return [];
  }
}

function isUdpOn(fd: number, port: number): boolean {
  const c = libc();
  const address = new Uint8Array(128);
  if (c.getsockname(fd, address, cInt(address.length)) !== 0) return false;
  const view = new DataView(address.buffer);
  if (view.getUint16(0, true) !== AF_INET || view.getUint16(2) !== port) return false;
  const type = new Uint8Array(4);
  return c.getsockopt(fd, SOL_SOCKET, SO_TYPE, type, cInt(4)) === 0 && type[0] === SOCK_DGRAM;
}

/** All of it is a wish: where the kernel refuses, the link works less well under load. */
function tune(fd: number): void {
  const c = libc();
  const size = cInt(RECEIVE_BUFFER);
  if (c.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size, size.length) !== 0) {
    c.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, size, size.length);
  }
  c.setsockopt(fd, SOL_SOCKET, SO_PRIORITY, cInt(QUEUE_PRIORITY), 4);
}

/** What came from other interfaces before the socket was bound to its own. */
function discardWaiting(fd: number): void {
  const buffer = new Uint8Array(1);
  for (let left = 1000; left > 0; left--) {
    if (libc().recv(fd, buffer, 1n, MSG_DONTWAIT) < 0n) return;
  }
}
