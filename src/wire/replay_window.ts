/**
 * Tells a new datagram of one life of its sender from one seen before, though they may overtake each
 * other: the sliding window of RFC 4303 (3.4.3).
 */
export class ReplayWindow {
  static readonly SIZE = 1024;

  #highest = -1;
  /** Sequence numbers above `highest - SIZE` that were seen, by their place in the ring. */
  readonly #seen = new Float64Array(ReplayWindow.SIZE).fill(-1);
  /** By which each of them would be known again. */
  readonly #marks = new Uint32Array(ReplayWindow.SIZE);

  /** @param floor the last sequence number that is too old in any case. */
  constructor(private readonly floor = -1) {}

  /** Whether another datagram of this number has been seen: two hosts say that they are this life. */
  isTwin(seq: number, mark: number): boolean {
    const place = seq % ReplayWindow.SIZE;
    return this.#seen[place] === seq && this.#marks[place] !== mark;
  }

  /** Whether this has not been seen before; from then on it has. */
  accept(seq: number, mark = 0): boolean {
    if (seq <= Math.max(this.floor, this.#highest - ReplayWindow.SIZE)) return false;
    const place = seq % ReplayWindow.SIZE;
    if (this.#seen[place] === seq) return false;
    this.#seen[place] = seq;
    this.#marks[place] = mark;
    this.#highest = Math.max(this.#highest, seq);
    return true;
  }
}
