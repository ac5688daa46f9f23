/**
 * Says that something about the interfaces or their IPv4 addresses may have changed: a cable, an
 * interface made or deleted, an address. What it is, is for the listener to read afresh, so that a
 * lost or doubled word from the kernel does no harm.
 */
import {
  AF_NETLINK,
  type Bytes,
  libc,
  MSG_DONTWAIT,
  POLLIN,
  SOCK_CLOEXEC,
  SOCK_RAW,
} from "./libc.ts";

/** rtnetlink(7) */
const RTMGRP_LINK = 1;
const RTMGRP_IPV4_IFADDR = 0x10;

const EFD_CLOEXEC = 0o2000000;

/** For what the kernel did not say, or where it refuses to say anything. */
const PERIOD_MS = 2000;

export class LinkMonitor {
  readonly #changed: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  /** An eventfd, written to when the waiting is to end. */
  #ending = -1;
  #isOpen = true;

  /** Calls `changed` after each change, and every two seconds. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#timer = setInterval(changed, PERIOD_MS);
    const socket = openGroups();
    if (socket === null) return;
    this.#ending = libc().eventfd(0, EFD_CLOEXEC);
    this.#listen(socket);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#timer);
    libc().write(this.#ending, new Uint8Array(new BigUint64Array([1n]).buffer), 8n);
  }

  async #listen(socket: number): Promise<void> {
    const waited = new Uint8Array(new Int32Array([socket, POLLIN, this.#ending, POLLIN]).buffer);
    const buffer = new Uint8Array(65536);
    while (this.#isOpen) {
      await libc().pollBeside(waited, 2n, -1);
      drain(socket, buffer);
      if (this.#isOpen) this.#changed();
    }
    libc().close(socket);
    libc().close(this.#ending);
  }
}

/** Null where the kernel refuses it; the period has to do then. */
function openGroups(): number | null {
  const c = libc();
  const socket = c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (socket < 0) return null;
  // struct sockaddr_nl (netlink(7))
  const address = new Uint8Array(12);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_NETLINK, true);
  view.setUint32(8, RTMGRP_LINK | RTMGRP_IPV4_IFADDR, true);
  if (c.bind(socket, address, address.length) === 0) return socket;
  c.close(socket);
  return null;
}

/** Forgets what the kernel said; that some of it was lost (ENOBUFS) is one of the errors that end it. */
function drain(socket: number, buffer: Bytes): void {
  const receive = () => libc().recv(socket, buffer, BigInt(buffer.length), MSG_DONTWAIT);
  while (receive() >= 0n);
}
