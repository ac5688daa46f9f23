/** The last events, for the status. */
import type { WallTime } from "../model/mod.ts";
import type { Event } from "../node/mod.ts";
import type { RecordedEvent } from "../status/mod.ts";

const KEPT = 500;

export class EventRing {
  readonly #events: RecordedEvent[] = [];

  add(event: Event, wall: WallTime): void {
    this.#events.push({ wall, event });
    if (this.#events.length > KEPT) this.#events.shift();
  }

  /** Oldest first. */
  list(): readonly RecordedEvent[] {
    return [...this.#events];
  }
}
