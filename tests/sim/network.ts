/** Datagrams between hosts: delayed, lost, doubled, overtaken, cut off in one direction or both. */
import type { LinkName, Random } from "../../src/model/mod.ts";

export interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly slowest: number;
  /** How often one is held up somewhere on its way, and for how long at most. */
  readonly late?: number;
  readonly latest?: number;
}

/** More is trouble, which is over when all is mended. */
const USUAL_LOSS = 0.05;

export class Network {
  /** Each way that is cut, and by how many cuts. */
  readonly #cut = new Map<string, number>();
  /** Ways that nothing mends. */
  readonly #broken = new Set<string>();

  constructor(private readonly random: Random, private weather: Weather) {}

  /** On one link, or (null) on all. Returns what mends this cut, and no other. */
  cut(from: string, to: string, link: LinkName | null = null): () => void {
    const way = link === null ? `${from}>${to}` : `${from}>${to} ${link}`;
    this.#cut.set(way, (this.#cut.get(way) ?? 0) + 1);
    return () => {
      const left = (this.#cut.get(way) ?? 0) - 1;
      if (left > 0) this.#cut.set(way, left);
      else this.#cut.delete(way);
    };
  }

  break(from: string, to: string): void {
    this.#broken.add(`${from}>${to}`);
  }

  /** All but what is broken. */
  heal(): void {
    this.#cut.clear();
  }

  /** Bad weather ends; what is usual goes on. */
  clearUp(): void {
    this.weather = { ...this.weather, loss: Math.min(this.weather.loss, USUAL_LOSS) };
  }

  /** When copies of one datagram arrive, as delays; none where it is lost. */
  carry(from: string, to: string, link: LinkName): readonly number[] {
    if (this.#cut.size + this.#broken.size > 0 && this.#isCut(`${from}>${to}`, link)) return [];
    const { loss, doubling, slowest, late = 0, latest = 0 } = this.weather;
    const copies = this.random.chance(loss) ? 0 : this.random.chance(doubling) ? 2 : 1;
    return Array.from({ length: copies }, () => {
      const isLate = late > 0 && this.random.chance(late);
      return this.random.next() * (isLate ? latest : slowest);
    });
  }

  #isCut(way: string, link: LinkName): boolean {
    return this.#broken.has(way) || this.#cut.has(way) || this.#cut.has(`${way} ${link}`);
  }
}
