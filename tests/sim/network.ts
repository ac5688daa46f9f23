/** Datagrams between hosts: delayed, lost, doubled, overtaken, cut off in one direction or both. */
import type { Random } from "../../src/model/mod.ts";

export interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly slowest: number;
}

export class Network {
  readonly #cut = new Set<string>();

  constructor(private readonly random: Random, private readonly weather: Weather) {}

  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  /** When copies of one datagram arrive, as delays; none where it is lost. */
  carry(from: string, to: string): readonly number[] {
    if (this.#cut.has(`${from}>${to}`)) return [];
    const { loss, doubling, slowest } = this.weather;
    const copies = this.random.chance(loss) ? 0 : this.random.chance(doubling) ? 2 : 1;
    return Array.from({ length: copies }, () => this.random.next() * slowest);
  }
}
