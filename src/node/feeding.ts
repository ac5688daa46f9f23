/**
 * Whether this host's watchdog may wait anew. It is fed while the engine turns, unless this node should
 * have let go by now and has not: then the others may take over, and a reset is what makes room for them.
 */
import {
  type ClusterConfig,
  type Instant,
  later,
  type Millis,
  NEVER,
  type WatchdogReport,
} from "../model/mod.ts";
import type { Effect } from "./effect.ts";

export interface FeedingView {
  readonly config: ClusterConfig;
  /** Something should have been stopped here by now, and has not been. */
  readonly overdue: boolean;
  readonly quorum: boolean;
}

/** Fed so often within its timeout, so that one or two late steps do no harm. */
const FEEDS = 4;

export class Feeding {
  /** As the device last was. */
  report: WatchdogReport | null = null;
  #nextAt: Instant;
  #interval: Millis | null = null;
  #hadQuorum = false;
  #isDue = false;

  constructor(now: Instant) {
    this.#nextAt = now;
  }

  get deadline(): Instant {
    return this.#interval === null ? NEVER : this.#nextAt;
  }

  settle({ config: { watchdog }, overdue, quorum }: FeedingView, now: Instant): void {
    this.#hadQuorum ||= quorum;
    this.#interval = watchdog === null ? null : watchdog.timeout / FEEDS;
    if (watchdog === null) {
      this.report = null;
      this.#nextAt = now;
    }
    if (this.#interval === null || now < this.#nextAt) return;
    this.#nextAt = later(now, this.#interval);
    const lost = watchdog?.requireQuorum === true && this.#hadQuorum && !quorum;
    this.#isDue = !overdue && !lost;
  }

  drain(): readonly Effect[] {
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue ? [{ kind: "feedWatchdog" }] : [];
  }
}
