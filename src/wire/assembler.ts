/** Puts the parts of long messages together again. */
import type { Envelope } from "./envelope.ts";

/** Messages half received at a time from one sender; the oldest is given up for a new one. */
const PENDING_LIMIT = 8;

/** The parts of one sender's messages. Parts of one message have consecutive sequence numbers. */
export class Assembler {
  readonly #pending = new Map<string, (Uint8Array | undefined)[]>();

  /** The whole body, once its last missing part has come; null until then. */
  add({ generation, seq, part, parts, body }: Envelope): Uint8Array | null {
    if (parts === 1) return body;
    const id = `${generation}/${seq - part}/${parts}`;
    const have = this.#pending.get(id) ?? this.#open(id, parts);
    // The datagram's buffer may be used again by whoever received it.
    have[part] = body.slice();
    if (have.includes(undefined)) return null;
    this.#pending.delete(id);
    return join(have as Uint8Array[]);
  }

  #open(id: string, parts: number): (Uint8Array | undefined)[] {
    if (this.#pending.size >= PENDING_LIMIT) {
      const [oldest] = this.#pending.keys();
      this.#pending.delete(oldest as string);
    }
    const have = new Array<Uint8Array | undefined>(parts).fill(undefined);
    this.#pending.set(id, have);
    return have;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
