/**
 * Who is at the other end of a connection to a unix socket, as the kernel noted it when the
 * connection was made (SO_PEERCRED, unix(7)).
 *
 * Deno tells no descriptor. But only accepted connections bear the listener's own name, the kernel
 * gives each socket a number that it never uses again (SO_COOKIE, socket(7)), and one connection is
 * accepted at a time: it is the one whose number was not there before.
 */
import {
  AF_UNIX,
  type Bytes,
  cInt,
  libc,
  SO_ACCEPTCONN,
  SO_COOKIE,
  SO_PEERCRED,
  SOL_SOCKET,
} from "./libc.ts";

interface Accepted {
  readonly cookie: bigint;
  readonly uid: number;
}

export class PeerCredentials {
  readonly #path: Bytes;
  #known: ReadonlySet<bigint> = new Set();

  /** @param path where the socket was bound. */
  constructor(path: string) {
    this.#path = new Uint8Array(new TextEncoder().encode(path));
  }

  /**
   * The user id of whoever has made the connection that was accepted last; to be called after each
   * of them. Null: it cannot be told for sure.
   */
  uidOfLatest(): number | null {
    const all = this.#all();
    const fresh = all.filter(({ cookie }) => !this.#known.has(cookie));
    this.#known = new Set(all.map(({ cookie }) => cookie));
    return fresh.length === 1 ? fresh[0]?.uid ?? null : null;
  }

  #all(): readonly Accepted[] {
    try {
      return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
        const fd = Number(name);
        const accepted = isNamed(fd, this.#path) ? readAccepted(fd) : null;
        return accepted === null ? [] : [accepted];
      });
    } catch {
      return [];
    }
  }
}

/** Whether it is a unix socket of this name (struct sockaddr_un). */
function isNamed(fd: number, path: Bytes): boolean {
  const address = new Uint8Array(128);
  if (libc().getsockname(fd, address, cInt(address.length)) !== 0) return false;
  if (address[0] !== AF_UNIX || address[1] !== 0) return false;
  return address[2 + path.length] === 0 && path.every((byte, at) => address[2 + at] === byte);
}

/** Null: it is the listener itself. */
function readAccepted(fd: number): Accepted | null {
  if (option(fd, SO_ACCEPTCONN, 4)?.getInt32(0, true) !== 0) return null;
  const cookie = option(fd, SO_COOKIE, 8);
  // struct ucred: pid, uid, gid.
  const credentials = option(fd, SO_PEERCRED, 12);
  if (cookie === null || credentials === null) return null;
  return { cookie: cookie.getBigUint64(0, true), uid: credentials.getUint32(4, true) };
}

function option(fd: number, name: number, length: number): DataView | null {
  const value = new Uint8Array(length);
  return libc().getsockopt(fd, SOL_SOCKET, name, value, cInt(length)) === 0
    ? new DataView(value.buffer)
    : null;
}
