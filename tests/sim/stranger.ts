/** A stranger's ear: reads what nodes say, to whomever they say it, and believes every life of theirs. */
import type { Keys, NodeName } from "../../src/model/mod.ts";
import { decodeLetter, LEVELS, type Message, openEnvelope } from "../../src/wire/mod.ts";
import { readRelayed } from "../../src/wire/relayed.ts";
import { KEYS } from "./cluster.ts";

export interface Overheard {
  readonly from: NodeName;
  /** Null: it is a part of what is not whole yet. */
  readonly message: Message | null;
}

export class Stranger {
  readonly #parts = new Map<string, Uint8Array[]>();

  constructor(private readonly keys: Keys = KEYS) {}

  /** Null: it is nothing that a node has said. */
  read(datagram: Uint8Array): Overheard | null {
    const opened = openEnvelope(readRelayed(datagram).datagram, "test", this.keys);
    if (!opened.ok) return null;
    const { from, generation, seq, part, parts, body } = opened.value;
    const id = `${from} ${generation} ${seq - part}`;
    const have = this.#parts.get(id) ?? [];
    have[part] = body;
    this.#parts.set(id, have);
    if (Object.keys(have).length < parts) return { from, message: null };
    const letter = decodeLetter(Uint8Array.from(have.flatMap((one) => [...one])), LEVELS);
    return letter.ok ? { from, message: letter.value.message } : null;
  }
}
