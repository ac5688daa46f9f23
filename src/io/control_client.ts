/**
 * A request to a daemon over its control socket.
 *
 * Written by hand, because a connection and a few lines of HTTP/1.1 take 2 ms where fetch needs 20
 * to 60, and `hb status` is run often.
 */
import { type Millis, ok, refuse, type Result } from "../model/mod.ts";
import { within } from "./within.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** noDaemon: nobody listens. refused: this user may not connect. broken: no proper answer came. */
export interface NoAnswer {
  readonly kind: "noDaemon" | "refused" | "broken";
  /** A sentence. */
  readonly why: string;
}

const ANSWER_WITHIN: Millis = 10_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** Sends one request, `body` as JSON, and waits at most `limit` for the whole answer. */
export async function request(
  socket: string,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  limit: Millis = ANSWER_WITHIN,
): Promise<Result<Answer, NoAnswer>> {
  const connected = await connect(socket);
  if (!connected.ok) return connected;
  const connection = connected.value;
  try {
    const bytes = await within(limit, exchange(connection, method, path, body));
    if (bytes === null) {
      return broken(socket, `it did not answer within ${limit / 1000}s`);
    }
    const answer = readAnswer(bytes);
    return answer === null ? broken(socket, "its answer is not HTTP or was cut off") : ok(answer);
  } catch (error) {
    return broken(socket, (error as Error).message);
  } finally {
    connection.close();
  }
}

const broken = (socket: string, why: string): Result<never, NoAnswer> =>
  refuse({ kind: "broken", why: `Cannot get an answer from the daemon on ${socket}: ${why}` });

async function connect(socket: string): Promise<Result<Deno.Conn, NoAnswer>> {
  try {
    return ok(await Deno.connect({ transport: "unix", path: socket }));
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      const why = "permission denied; be root, or a member of the group haclient";
      return refuse({ kind: "refused", why: `Cannot talk to the daemon on ${socket}: ${why}` });
    }
    const isThere = !(error instanceof Deno.errors.NotFound);
    const why = isThere ? "nobody listens on it any more" : "there is no such socket";
    const advice = "start it with: hb run (or: systemctl start hb)";
    return refuse({
      kind: "noDaemon",
      why: `Cannot talk to the daemon on ${socket}: ${why}; ${advice}`,
    });
  }
}

async function exchange(
  connection: Deno.Conn,
  method: string,
  path: string,
  body: unknown,
): Promise<Uint8Array> {
  const content = body === undefined ? "" : JSON.stringify(body);
  const bytes = new TextEncoder().encode(content);
  const head = new TextEncoder().encode(
    `${method} ${path} HTTP/1.1\r\nhost: hb\r\nconnection: close\r\n` +
      (body === undefined ? "" : "content-type: application/json\r\n") +
      `content-length: ${bytes.length}\r\n\r\n`,
  );
  // One who refuses a large body answers before it has read all of it, and closes.
  await writeAll(connection, joined([head, bytes])).catch(() => undefined);
  return await readToEnd(connection);
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await connection.write(bytes.subarray(written));
  }
}

/** Asked to close, the daemon closes after its answer. */
async function readToEnd(connection: Deno.Conn): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const buffer = new Uint8Array(64 * 1024);
  for (;;) {
    const count = await connection.read(buffer).catch((error) => {
      if (parts.length === 0) throw error;
      return null;
    });
    if (count === null) return joined(parts);
    length += count;
    if (length > LARGEST_ANSWER) throw new Error("the answer is larger than 64 MiB");
    parts.push(buffer.slice(0, count));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Null: not an HTTP/1.1 answer, or not all of it. Source: RFC 9112, 6.3 and 7.1. */
export function readAnswer(bytes: Uint8Array): Answer | null {
  const end = indexOf(bytes, "\r\n\r\n", 0);
  if (end < 0) return null;
  const [first = "", ...fields] = decode(bytes.subarray(0, end)).split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1];
  if (status === undefined) return null;
  const headers = new Map(fields.map((field) => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  }));
  const body = readBody(bytes.subarray(end + 4), headers);
  return body === null ? null : { status: Number(status), body: decode(body) };
}

function readBody(bytes: Uint8Array, headers: ReadonlyMap<string, string>): Uint8Array | null {
  if (/\bchunked\b/i.test(headers.get("transfer-encoding") ?? "")) return readChunks(bytes);
  const length = headers.get("content-length");
  if (length === undefined) return bytes;
  return bytes.length < Number(length) ? null : bytes.subarray(0, Number(length));
}

function readChunks(bytes: Uint8Array): Uint8Array | null {
  const chunks: Uint8Array[] = [];
  for (let at = 0;;) {
    const lineEnd = indexOf(bytes, "\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(decode(bytes.subarray(at, lineEnd)), 16);
    if (size === 0) return joined(chunks);
    const start = lineEnd + 2;
    if (!(size > 0) || bytes.length < start + size + 2) return null;
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function indexOf(bytes: Uint8Array, text: string, from: number): number {
  const sought = new TextEncoder().encode(text);
  for (let at = from; at + sought.length <= bytes.length; at++) {
    if (sought.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
