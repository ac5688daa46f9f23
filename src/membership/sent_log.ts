/** When this node's recent messages were sent, so that a peer's echo can be dated by this clock. */
import type { Instant } from "../model/mod.ts";

const SIZE = 4096;

export class SentLog {
  readonly #at = new Float64Array(SIZE).fill(NaN);
  readonly #seq = new Float64Array(SIZE).fill(-1);

  #last = 0;

  /** The last that was sent. */
  get last(): number {
    return this.#last;
  }

  note(seq: number, at: Instant): void {
    this.#last = Math.max(this.#last, seq);
    this.#at[seq % SIZE] = at;
    this.#seq[seq % SIZE] = seq;
  }

  /** When message `seq` was sent; null where that is too long ago to matter, or never was. */
  sentAt(seq: number): Instant | null {
    return this.#seq[seq % SIZE] === seq ? (this.#at[seq % SIZE] as Instant) : null;
  }
}
