/**
 * Requests, read from a connection: HTTP/1.1 as far as status and control need it, each part of a
 * request bounded. Source: RFC 9112.
 */
import { ok, refuse, type Result } from "../model/mod.ts";

/** The request line and all header fields; browsers with many cookies send a few KiB. */
const LARGEST_HEAD = 8 * 1024;

/** No command needs more. */
const LARGEST_BODY = 64 * 1024;

export interface ReadRequest {
  readonly request: Request;
  /** Whether the connection may have another one after it. */
  readonly keepAlive: boolean;
}

/** Why a request is not answered as asked; the connection ends after that. */
export interface Refused {
  readonly status: 400 | 411 | 413 | 431 | 505;
  readonly why: string;
}

/** What bytes come from and answers go to: a connection. */
export interface Line {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly isOld: boolean;
  readonly headers: Headers;
}

export class RequestReader {
  readonly #line: Line;
  readonly #buffer = new Uint8Array(LARGEST_HEAD + LARGEST_BODY);
  /** Bytes in the buffer that are not read yet: clients may send a request before the last answer. */
  #length = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** The next request; null where the client has sent none and no more comes. */
  async next(): Promise<Result<ReadRequest, Refused> | null> {
    const end = await this.#headEnd();
    if (end === null) return this.#length === 0 ? null : refused(400, "the request was cut off");
    if (end < 0) return refused(431, `the head is longer than ${LARGEST_HEAD} bytes`);
    const head = readHead(new TextDecoder("latin1").decode(this.#buffer.subarray(0, end)));
    this.#drop(end + 4);
    if (!head.ok) return head;
    const length = bodyLength(head.value.headers);
    if (!length.ok) return length;
    if (length.value > this.#length && head.value.headers.get("expect") === "100-continue") {
      await this.#line.write(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    while (this.#length < length.value) {
      if (!await this.#fill()) return refused(400, "the body was cut off");
    }
    const body = this.#buffer.slice(0, length.value);
    this.#drop(length.value);
    return requestOf(head.value, body);
  }

  /** Where the head ends; −1: it is too long. Null: no more comes. */
  async #headEnd(): Promise<number | null> {
    for (let sought = 0;;) {
      // Empty lines before a request are to be passed over (RFC 9112, 2.2).
      while (this.#buffer[0] === CR && this.#buffer[1] === LF && this.#length >= 2) this.#drop(2);
      const end = endOfHead(this.#buffer.subarray(0, this.#length), sought);
      if (end !== null) return end > LARGEST_HEAD ? -1 : end;
      if (this.#length > LARGEST_HEAD) return -1;
      sought = Math.max(0, this.#length - 3);
      if (!await this.#fill()) return null;
    }
  }

  async #fill(): Promise<boolean> {
    const count = await this.#line.read(this.#buffer.subarray(this.#length));
    this.#length += count ?? 0;
    return count !== null;
  }

  #drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

const refused = (status: Refused["status"], why: string): Result<never, Refused> =>
  refuse({ status, why });

const CR = 13;
const LF = 10;

function endOfHead(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 3 < bytes.length; at++) {
    const ends = bytes[at] === CR && bytes[at + 1] === LF && bytes[at + 2] === CR &&
      bytes[at + 3] === LF;
    if (ends) return at;
  }
  return null;
}

function readHead(text: string): Result<Head, Refused> {
  const [first = "", ...fields] = text.split("\r\n");
  const [, method, target, version] = /^([A-Za-z]+) ([\x21-\x7e]+) HTTP\/(\d\.\d)$/.exec(first) ??
    [];
  if (method === undefined || target === undefined) {
    return refused(400, "it does not begin with METHOD PATH HTTP/1.1");
  }
  if (version !== "1.1" && version !== "1.0") return refused(505, "only HTTP/1.1 is spoken here");
  const headers = new Headers();
  for (const field of fields) {
    const [, name, value = ""] = FIELD.exec(field) ?? [];
    if (name === undefined || UNPRINTABLE.test(value)) {
      return refused(400, "a header field is not of the form NAME: VALUE");
    }
    // Of two lengths, or two hosts, another program may have believed the other one.
    if (ONLY_ONCE.test(name) && headers.has(name)) return refused(400, `${name} is given twice`);
    headers.append(name, value.trim());
  }
  const isOld = version === "1.0";
  const host = headers.get("host");
  if (host === null ? !isOld : !HOST.test(host)) return refused(400, "it has no good Host");
  return ok({ method, target, isOld, headers });
}

/** A token, and what follows the colon (RFC 9110, 5.1). */
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/s;

/** All but visible characters, blanks and bytes beyond ASCII (RFC 9110, 5.5). */
const UNPRINTABLE = /[^\x20-\x7e\t\x80-\xff]/;

/** Without it a host could go on as a path. */
const HOST = /^[A-Za-z0-9._:%[\]-]+$/;

const ONLY_ONCE = /^(content-length|host|transfer-encoding)$/i;

function bodyLength(headers: Headers): Result<number, Refused> {
  if (headers.has("transfer-encoding")) {
    return refused(411, "a body in chunks is not read here; send it with its Content-Length");
  }
  const length = headers.get("content-length") ?? "0";
  if (!/^\d{1,15}$/.test(length)) return refused(400, "its Content-Length is no number");
  return Number(length) > LARGEST_BODY
    ? refused(413, `the body is larger than ${LARGEST_BODY} bytes`)
    : ok(Number(length));
}

function requestOf(
  { method, target, isOld, headers }: Head,
  body: Uint8Array<ArrayBuffer>,
): Result<ReadRequest, Refused> {
  const hasBody = method !== "GET" && method !== "HEAD" && body.length > 0;
  try {
    const request = new Request(urlOf(target, headers.get("host") ?? "localhost"), {
      method,
      headers,
      ...hasBody ? { body } : {},
    });
    const ends = /\bclose\b/i.test(headers.get("connection") ?? "");
    return ok({ request, keepAlive: !isOld && !ends });
  } catch {
    return refused(400, "its method, path or Host cannot be used");
  }
}

/** A path, `*`, or what a proxy is asked for, whose own host counts (RFC 9112, 3.2). */
function urlOf(target: string, host: string): string {
  if (/^http:\/\//i.test(target)) return target;
  if (target === "*") return `http://${host}/`;
  if (!target.startsWith("/")) throw new TypeError("no path");
  return `http://${host}${target}`;
}
