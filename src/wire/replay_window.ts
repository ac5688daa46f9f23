/**
 * Tells a new message from one seen before, though they may overtake each other.
 * The sliding window of RFC 4303 (3.4.3), with the sender's generation above the sequence: a new
 * life starts a new window, an old life is never heard again.
 */
export class ReplayWindow {
  static readonly SIZE = 1024;

  #generation = -1;
  #highest = -1;
  /** Sequence numbers above `highest - SIZE` that were seen, by their place in the ring. */
  readonly #seen = new Float64Array(ReplayWindow.SIZE).fill(-1);

  /** Whether this is of a life before the one heard last. */
  isOutdated(generation: number): boolean {
    return generation < this.#generation;
  }

  /** Whether this has not been seen before; from then on it has. */
  accept(generation: number, seq: number): boolean {
    if (this.isOutdated(generation)) return false;
    if (generation > this.#generation) {
      this.#generation = generation;
      this.#highest = -1;
      this.#seen.fill(-1);
    }
    if (seq <= this.#highest - ReplayWindow.SIZE) return false;
    const place = seq % ReplayWindow.SIZE;
    if (this.#seen[place] === seq) return false;
    this.#seen[place] = seq;
    this.#highest = Math.max(this.#highest, seq);
    return true;
  }
}
