/** What is to happen, by time, then in the order in which it was asked for: a binary heap. */
import { type Instant, NEVER } from "../../src/model/mod.ts";

export interface Queued {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

export class Queue {
  readonly #heap: Queued[] = [];
  #order = 0;

  add(at: Instant, run: () => void): void {
    this.#order += 1;
    const queued = { at, order: this.#order, run };
    let hole = this.#heap.push(queued) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = this.#heap[parent] as Queued;
      if (isBefore(above, queued)) break;
      this.#heap[hole] = above;
      hole = parent;
    }
    this.#heap[hole] = queued;
  }

  /** When the next one is to happen. */
  get nextAt(): Instant {
    return this.#heap[0]?.at ?? NEVER;
  }

  /** Takes the next one out; there is one. */
  take(): Queued {
    const first = this.#heap[0] as Queued;
    const last = this.#heap.pop() as Queued;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(queued: Queued): void {
    const heap = this.#heap;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Queued)) child += 1;
      const least = heap[child] as Queued;
      if (isBefore(queued, least)) break;
      heap[hole] = least;
      hole = child;
    }
    heap[hole] = queued;
  }
}

const isBefore = (one: Queued, other: Queued): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
