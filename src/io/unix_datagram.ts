/** One message to a datagram socket in the file system: systemd's notify socket, /dev/log. */
import {
  AF_UNIX,
  type Bytes,
  lastRefusal,
  libc,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  type Refusal,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
} from "./libc.ts";

/**
 * Sends `text` to the socket at `path`, which begins with `@` where it is an abstract one. Never
 * waits: a reader that is slow loses the message. Null: sent.
 */
export function sendToUnixSocket(path: string, text: string): Refusal | null {
  const c = libc();
  const socket = c.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return lastRefusal();
  const address = unixAddress(path);
  const bytes = new TextEncoder().encode(text);
  const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  const sent = c.sendto(socket, bytes, BigInt(bytes.length), flags, address, address.length);
  const refusal = sent < 0n ? lastRefusal() : null;
  c.close(socket);
  return refusal;
}

/** struct sockaddr_un (unix(7)): an abstract name begins with a zero byte and does not end in one. */
function unixAddress(path: string): Bytes {
  const isAbstract = path.startsWith("@");
  const name = new TextEncoder().encode(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  const address = new Uint8Array(2 + name.length);
  address[0] = AF_UNIX;
  address.set(name, 2);
  return address;
}
