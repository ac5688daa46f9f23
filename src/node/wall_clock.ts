/** The time of day, as this node was last told: for what people read, and for rules on dates. */
import type { Instant, WallTime } from "../model/mod.ts";

export class WallClock {
  #ahead = 0;

  note(wall: WallTime, now: Instant): void {
    this.#ahead = wall - now;
  }

  at(now: Instant): WallTime {
    return this.#ahead + now;
  }
}
