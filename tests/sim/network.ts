/** Datagrams between hosts: delayed, lost, doubled, overtaken, cut off in one direction or both. */
import type { Random } from "../../src/model/mod.ts";

export interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly slowest: number;
  /** How often one is held up somewhere on its way, and for how long at most. */
  readonly late?: number;
  readonly latest?: number;
}

export class Network {
  /** Each way that is cut, and by how many cuts. */
  readonly #cut = new Map<string, number>();

  constructor(private readonly random: Random, private readonly weather: Weather) {}

  /** Returns what mends this cut, and no other. */
  cut(from: string, to: string): () => void {
    const way = `${from}>${to}`;
    this.#cut.set(way, (this.#cut.get(way) ?? 0) + 1);
    return () => {
      const left = (this.#cut.get(way) ?? 0) - 1;
      if (left > 0) this.#cut.set(way, left);
      else this.#cut.delete(way);
    };
  }

  heal(): void {
    this.#cut.clear();
  }

  /** When copies of one datagram arrive, as delays; none where it is lost. */
  carry(from: string, to: string): readonly number[] {
    if (this.#cut.has(`${from}>${to}`)) return [];
    const { loss, doubling, slowest, late = 0, latest = 0 } = this.weather;
    const copies = this.random.chance(loss) ? 0 : this.random.chance(doubling) ? 2 : 1;
    return Array.from({ length: copies }, () => {
      const isLate = late > 0 && this.random.chance(late);
      return this.random.next() * (isLate ? latest : slowest);
    });
  }
}
