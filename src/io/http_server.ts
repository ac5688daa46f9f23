/**
 * An HTTP server over a listener of Deno's, for Deno.serve bounds neither the number of connections
 * nor the time that a request may take to arrive.
 *
 *     listener ─ accept ─► Visitors: is there room? ─► request, in time ─► handler ─► answer, in time
 *         └ refused for want of descriptors: waits, and goes on          └──────── again ◄─────┘
 */
import { type Millis, printable } from "../model/mod.ts";
import { answerBytes, refusalAnswer } from "./http_answer.ts";
import { type Line, RequestReader } from "./http_request.ts";
import { Throttle } from "./throttle.ts";
import { type Bounds, type Visitor, Visitors } from "./visitors.ts";
import { within } from "./within.ts";

/** Whoever asks. */
export interface Asker {
  /** `alice (uid 1001)`; null: the connection does not tell. */
  readonly by: string | null;
  readonly uid: number | null;
}

export const NOBODY: Asker = { by: null, uid: null };

/** Answers a request. */
export type Handler = (request: Request, asker: Asker) => Response | Promise<Response>;

/** A request arrives whole within this; so long a connection may be without one. */
const ARRIVES_WITHIN: Millis = 10_000;

/** An answer that is not read within this is not sent to its end. */
const READ_WITHIN: Millis = 10_000;

/** While the host has no descriptors left, or the like. */
const ACCEPTS_AGAIN_AFTER: Millis = 200;

/** Connections; the kernel keeps those waiting that come faster. */
const MOST_A_SECOND = 1000;

/** A client that does not read its answer is left to itself after this. */
export const CLOSE_WITHIN: Millis = 1000;

type Connection = Line & { close(): void };

interface Listener<Peer extends Connection> {
  accept(): Promise<Peer>;
  close(): void;
}

export interface Admission {
  /** Whose bound the connection counts against; null: it is not let in. */
  readonly peer: string | null;
  readonly asker: Asker;
}

export interface ServerOptions<Peer extends Connection> {
  readonly listener: Listener<Peer>;
  readonly handler: Handler;
  readonly bounds: Bounds;
  readonly admissionOf: (connection: Peer) => Admission;
  readonly arrivesWithin?: Millis;
  /** Requests in a second; absent: as they come. */
  readonly throttle?: Throttle;
}

export class HttpServer<Peer extends Connection> {
  readonly #options: ServerOptions<Peer>;
  readonly #visitors: Visitors;
  readonly #over = Promise.withResolvers<void>();
  #isOpen = true;
  #strangers = 0;

  constructor(options: ServerOptions<Peer>) {
    this.#options = options;
    this.#visitors = new Visitors(options.bounds);
    this.#acceptAll();
  }

  /** Connections that were ended or not let in, because there were too many or they had no right. */
  get turnedOut(): number {
    return this.#visitors.turnedOut + this.#strangers;
  }

  /** Answers what has been asked; waits for that, but not for long. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.listener.close();
    this.#visitors.turnOutIdle();
    if (this.#visitors.count > 0) await within(CLOSE_WITHIN, this.#over.promise);
    this.#visitors.turnOutAll();
  }

  async #acceptAll(): Promise<void> {
    const throttle = new Throttle(MOST_A_SECOND, MOST_A_SECOND / 10);
    while (this.#isOpen) {
      await throttle.turn();
      const connection = await this.#options.listener.accept().catch(() => null);
      if (connection === null) {
        if (this.#isOpen) await new Promise((again) => setTimeout(again, ACCEPTS_AGAIN_AFTER));
      } else if (this.#isOpen) this.#receive(connection);
      else connection.close();
    }
  }

  #receive(connection: Peer): void {
    const { peer, asker } = this.#options.admissionOf(connection);
    if (peer === null) {
      this.#strangers += 1;
      return connection.close();
    }
    const visitor = { peer, turnOut: () => connection.close() };
    if (!this.#visitors.admit(visitor)) return connection.close();
    this.#converse(connection, visitor, asker)
      // It has gone away, or was turned out.
      .catch(() => {})
      .finally(() => {
        this.#visitors.leave(visitor);
        close(connection);
        if (!this.#isOpen && this.#visitors.count === 0) this.#over.resolve();
      });
  }

  async #converse(connection: Peer, visitor: Visitor, asker: Asker): Promise<void> {
    const { handler, throttle, arrivesWithin = ARRIVES_WITHIN } = this.#options;
    const reader = new RequestReader(connection);
    for (;;) {
      const read = await within(arrivesWithin, reader.next());
      if (read === null) return;
      this.#visitors.serve(visitor);
      if (!read.ok) return await send(connection, refusalAnswer(read.problem));
      const { request, keepAlive } = read.value;
      const again = keepAlive && this.#isOpen;
      await throttle?.turn();
      const answer = await answerOf(request, asker, handler);
      await send(connection, await answerBytes(answer, request.method, again));
      if (!again || !this.#isOpen) return;
      this.#visitors.await(visitor);
    }
  }
}

const answerOf = async (request: Request, asker: Asker, handler: Handler): Promise<Response> => {
  try {
    return await handler(request, asker);
  } catch (error) {
    return new Response(`Cannot answer: ${printable(String(error))}\n`, { status: 500 });
  }
};

/** @throws where the client has gone, or does not read. */
async function send(connection: Connection, bytes: Uint8Array): Promise<void> {
  const sent = await within(READ_WITHIN, writeAll(connection, bytes));
  if (sent === null) throw new Error("the answer is not read");
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<true> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  return true;
}

function close(connection: Connection): void {
  try {
    connection.close();
  } catch {
    // It was turned out.
    return;
  }
}
