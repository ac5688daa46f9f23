/**
 * A socket for ICMP echo, never waited on: replies lie in its buffer until they are read.
 *
 * A raw socket where that is permitted (root, CAP_NET_RAW), with a filter in the kernel that lets in
 * the replies to its own identifier only: raw sockets hear what every other ping of this host is
 * answered. Else a ping socket (icmp(7), net.ipv4.ping_group_range), whose identifier the kernel
 * chooses and minds.
 */
import { ok, refuse, type Result } from "../model/mod.ts";
import { type Echo, ECHO_REPLY, echoRequest, type IpVersion, readEchoReply } from "./icmp_echo.ts";
import {
  AF_INET,
  AF_INET6,
  lastRefusal,
  libc,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  type Refusal,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
} from "./libc.ts";
import type { SocketAddress } from "./link_socket.ts";
import {
  attachFilter,
  type Instruction,
  JUMP_IF_EQUAL,
  LEAVE,
  LOAD_BYTE,
  LOAD_BYTE_AT_X,
  LOAD_HALF,
  LOAD_HALF_AT_X,
  TAKE,
  X_IS_IPV4_HEADER_LENGTH,
} from "./socket_filter.ts";

const FAMILY: Readonly<Record<IpVersion, number>> = { 4: AF_INET, 6: AF_INET6 };
/** IPPROTO_ICMP, IPPROTO_ICMPV6 */
const PROTOCOL: Readonly<Record<IpVersion, number>> = { 4: 1, 6: 58 };

/** More than an IP header with all its options and a reply. */
const REPLY = 256;

export class IcmpSocket {
  readonly #version: IpVersion;
  readonly #fd: number;
  readonly #identifier: number;
  /** Whether what is received begins with the IPv4 header. */
  readonly #hasHeader: boolean;

  private constructor(version: IpVersion, fd: number, identifier: number, isRaw: boolean) {
    this.#version = version;
    this.#fd = fd;
    this.#identifier = identifier;
    this.#hasHeader = isRaw && version === 4;
  }

  /** `identifier`: 16 bits that no other ping of this host is likely to have. */
  static open(version: IpVersion, identifier: number): Result<IcmpSocket, Refusal> {
    const raw = openSocket(version, SOCK_RAW);
    if (!raw.ok) {
      const ping = openSocket(version, SOCK_DGRAM);
      return ping.ok ? ok(new IcmpSocket(version, ping.value, identifier, false)) : raw;
    }
    const refusal = attachFilter(raw.value, repliesTo(version, identifier));
    if (refusal === null) return ok(new IcmpSocket(version, raw.value, identifier, true));
    libc().close(raw.value);
    return refuse(refusal);
  }

  /** Null: it is on its way. */
  send(echo: Echo, to: SocketAddress): Refusal | null {
    const request = echoRequest(this.#version, this.#identifier, echo);
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    const length = BigInt(request.length);
    const sent = libc().sendto(this.#fd, request, length, flags, to, to.length);
    return sent < 0n ? lastRefusal() : null;
  }

  /** The replies that have come since the last look. */
  receive(): readonly Echo[] {
    const replies: Echo[] = [];
    const buffer = new Uint8Array(REPLY);
    for (;;) {
      const length = Number(libc().recv(this.#fd, buffer, BigInt(REPLY), MSG_DONTWAIT));
      if (length < 0) return replies;
      const begin = this.#hasHeader ? 4 * ((buffer[0] ?? 0) & 15) : 0;
      const reply = readEchoReply(this.#version, buffer.subarray(begin, length));
      if (reply !== null) replies.push(reply);
    }
  }

  close(): void {
    libc().close(this.#fd);
  }
}

function openSocket(version: IpVersion, type: number): Result<number, Refusal> {
  const flags = type | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const fd = libc().socket(FAMILY[version], flags, PROTOCOL[version]);
  return fd < 0 ? refuse(lastRefusal()) : ok(fd);
}

/** A raw socket's filter sees the IPv4 header, but not that of IPv6. */
function repliesTo(version: IpVersion, identifier: number): readonly Instruction[] {
  const [first, byte, half]: [Instruction[], number, number] = version === 4
    ? [[[X_IS_IPV4_HEADER_LENGTH, 0, 0, 0]], LOAD_BYTE_AT_X, LOAD_HALF_AT_X]
    : [[], LOAD_BYTE, LOAD_HALF];
  return [
    ...first,
    [byte, 0, 0, 0],
    [JUMP_IF_EQUAL, 0, 3, ECHO_REPLY[version]],
    [half, 0, 0, 4],
    [JUMP_IF_EQUAL, 0, 1, identifier],
    TAKE,
    LEAVE,
  ];
}
