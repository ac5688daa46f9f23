/** Puts the parts of long messages together again. */
import type { Envelope } from "./envelope.ts";

/** Messages half received at a time from one sender; the oldest is given up for a new one. */
const PENDING_LIMIT = 8;

/** Parts by their places. */
type Pending = Map<number, Uint8Array>;

/** The parts of one sender's messages. Parts of one message have consecutive sequence numbers. */
export class Assembler {
  readonly #pending = new Map<string, Pending>();
  /** Parts kept at a time, of all messages. */
  #kept = 0;

  /** @param mostParts that are kept: those of the longest message. */
  constructor(private readonly mostParts: number) {}

  /** The whole body, once its last missing part has come; null until then. */
  add({ generation, seq, part, parts, body }: Envelope): Uint8Array | null {
    if (parts === 1) return body;
    const id = `${generation}/${seq - part}/${parts}`;
    const have = this.#pending.get(id) ?? this.#open(id);
    if (!have.has(part)) this.#kept += 1;
    // The datagram's buffer may be used again by whoever received it.
    have.set(part, body.slice());
    if (have.size === parts) {
      this.#drop(id);
      return join(have, parts);
    }
    // What is being received now goes last.
    while (this.#kept > this.mostParts) this.#dropOldest();
    return null;
  }

  #open(id: string): Pending {
    if (this.#pending.size >= PENDING_LIMIT) this.#dropOldest();
    const have: Pending = new Map();
    this.#pending.set(id, have);
    return have;
  }

  #dropOldest(): void {
    const [oldest] = this.#pending.keys();
    this.#drop(oldest as string);
  }

  #drop(id: string): void {
    this.#kept -= this.#pending.get(id)?.size ?? 0;
    this.#pending.delete(id);
  }
}

function join(parts: Pending, count: number): Uint8Array {
  const inOrder = Array.from({ length: count }, (_, place) => parts.get(place) as Uint8Array);
  const whole = new Uint8Array(inOrder.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of inOrder) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
