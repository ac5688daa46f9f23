/** The greatest of what was noted in the last day or two. */
import { type Instant, type Millis, NEVER, since } from "./time.ts";

const A_DAY: Millis = 86_400_000;

export class RecentWorst {
  #today: Millis = 0;
  #yesterday: Millis = 0;
  #dayBegan: Instant = NEVER;

  note(value: Millis, now: Instant): void {
    this.#turnDay(now);
    this.#today = Math.max(this.#today, value);
  }

  /** 0 where nothing was. */
  at(now: Instant): Millis {
    this.#turnDay(now);
    return Math.max(this.#today, this.#yesterday);
  }

  #turnDay(now: Instant): void {
    if (this.#dayBegan === NEVER) this.#dayBegan = now;
    const age = since(this.#dayBegan, now);
    if (age < A_DAY) return;
    this.#yesterday = age < 2 * A_DAY ? this.#today : 0;
    this.#today = 0;
    this.#dayBegan = now;
  }
}
