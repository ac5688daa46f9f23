/**
 * Questions to the kernel's routing netlink socket (rtnetlink(7)).
 *
 * Called on the engine's own thread: an answer takes some 0.05 ms, which is less than the way to
 * another thread and back, and that other thread would not have this one's priority.
 */
import { ok, refuse, type Result } from "../model/mod.ts";
import {
  AF_NETLINK,
  type Bytes,
  EINTR,
  lastRefusal,
  libc,
  type Refusal,
  refusalOf,
  SO_RCVTIMEO,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_SOCKET,
} from "./libc.ts";

export interface NetlinkMessage {
  /** RTM_NEWLINK, RTM_NEWADDR, … */
  readonly type: number;
  /** What follows the header. */
  readonly body: DataView<ArrayBuffer>;
}

export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
const NLM_F_DUMP = 0x300;
const NLM_F_DUMP_INTR = 0x10;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const HEADER = 16;

/** A dump that changes came into is asked for again, but not for ever. */
const DUMP_TRIES = 5;

/** Asks for a change. The kernel's answer is yes, or why not. */
export function change(type: number, flags: number, body: Bytes): Result<null, Refusal> {
  const answer = exchange(type, NLM_F_REQUEST | NLM_F_ACK | flags, body);
  return answer.ok ? ok(null) : answer;
}

/** All objects of a kind, e.g. all links for RTM_GETLINK. */
export function dump(type: number, body: Bytes): Result<readonly NetlinkMessage[], Refusal> {
  for (let left = DUMP_TRIES;; left--) {
    const answer = exchange(type, NLM_F_REQUEST | NLM_F_DUMP, body);
    if (!answer.ok) return answer;
    if (!answer.value.isTorn || left === 1) return ok(answer.value.messages);
  }
}

/** Attributes by type: what follows a message's fixed part. */
export function readAttributes(body: DataView<ArrayBuffer>, offset: number): Map<number, Bytes> {
  const attributes = new Map<number, Bytes>();
  while (offset + 4 <= body.byteLength) {
    const length = body.getUint16(offset, true);
    if (length < 4 || offset + length > body.byteLength) break;
    const value = new Uint8Array(body.buffer, body.byteOffset + offset + 4, length - 4);
    attributes.set(body.getUint16(offset + 2, true), value);
    offset += align(length);
  }
  return attributes;
}

/** A message's fixed part with attributes behind it. */
export function withAttributes(fixed: Bytes, attributes: readonly [number, Bytes][]): Bytes {
  const size = attributes.reduce((sum, [, value]) => sum + align(4 + value.length), fixed.length);
  const body = new Uint8Array(size);
  const view = new DataView(body.buffer);
  body.set(fixed);
  let offset = fixed.length;
  for (const [type, value] of attributes) {
    view.setUint16(offset, 4 + value.length, true);
    view.setUint16(offset + 2, type, true);
    body.set(value, offset + 4);
    offset += align(4 + value.length);
  }
  return body;
}

const align = (length: number): number => (length + 3) & ~3;

interface Answer {
  readonly messages: readonly NetlinkMessage[];
  /** Something changed while it was being put together. */
  readonly isTorn: boolean;
}

function exchange(type: number, flags: number, body: Bytes): Result<Answer, Refusal> {
  const c = libc();
  const socket = c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (socket < 0) return refuse(lastRefusal());
  try {
    // The kernel answers within sendto; this bound is for a kernel that does not.
    c.setsockopt(
      socket,
      SOL_SOCKET,
      SO_RCVTIMEO,
      new Uint8Array(new BigInt64Array([1n, 0n]).buffer),
      16,
    );
    const request = withHeader(type, flags, body);
    if (c.sendto(socket, request, BigInt(request.length), 0, null, 0) < 0n) {
      return refuse(lastRefusal());
    }
    return receiveAnswer(socket);
  } finally {
    c.close(socket);
  }
}

/** struct nlmsghdr (netlink(7)) and the body. */
function withHeader(type: number, flags: number, body: Bytes): Bytes {
  const message = new Uint8Array(HEADER + body.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, 1, true);
  message.set(body, HEADER);
  return message;
}

function receiveAnswer(socket: number): Result<Answer, Refusal> {
  const messages: NetlinkMessage[] = [];
  let isTorn = false;
  for (;;) {
    const buffer = new Uint8Array(65536);
    const length = Number(libc().recv(socket, buffer, BigInt(buffer.length), 0));
    if (length < 0) {
      const refusal = lastRefusal();
      if (refusal.errno === EINTR) continue;
      return refuse(refusal);
    }
    for (const { type, flags, body } of messagesIn(buffer.subarray(0, length))) {
      if ((flags & NLM_F_DUMP_INTR) !== 0) isTorn = true;
      if (type === NLMSG_DONE) return ok({ messages, isTorn });
      if (type === NLMSG_ERROR) {
        const errno = -body.getInt32(0, true);
        return errno === 0 ? ok({ messages, isTorn }) : refuse(refusalOf(errno));
      }
      messages.push({ type, body });
    }
  }
}

/** The messages in one datagram. */
function* messagesIn(bytes: Bytes): Generator<NetlinkMessage & { readonly flags: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  while (offset + HEADER <= view.byteLength) {
    const length = view.getUint32(offset, true);
    if (length < HEADER || offset + length > view.byteLength) return;
    const body = new DataView(bytes.buffer, bytes.byteOffset + offset + HEADER, length - HEADER);
    yield { type: view.getUint16(offset + 4, true), flags: view.getUint16(offset + 6, true), body };
    offset += align(length);
  }
}
