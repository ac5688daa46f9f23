/** So many of a kind in a second and no more: what comes faster waits in line. */
import { type Instant, later, type Millis, since } from "../model/mod.ts";
import { bootNow } from "./clock.ts";

export class Throttle {
  readonly #apart: Millis;
  readonly #burst: Millis;
  /** When the next one's turn would be, were each of them apart from the one before. */
  #next: Instant | null = null;

  /** @param burst so many may come at once after a silence. */
  constructor(perSecond: number, burst: number) {
    this.#apart = 1000 / perSecond;
    this.#burst = burst * this.#apart;
  }

  /** How long the one that comes `now` has to wait; it has taken its turn. */
  take(now: Instant): Millis {
    const earliest = later(now, -this.#burst);
    const turn = later(
      this.#next === null || this.#next < earliest ? earliest : this.#next,
      this.#apart,
    );
    this.#next = turn;
    return Math.max(0, since(now, turn));
  }

  /** Resolves when it is its turn: at once, mostly. */
  async turn(): Promise<void> {
    const wait = this.take(bootNow());
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
  }
}
