/** Which ping nodes this node reaches. */
import {
  earliest,
  type Event,
  type Instant,
  later,
  type Millis,
  NEVER,
  type PingConfig,
  type PingName,
  since,
} from "../model/mod.ts";

interface PingState {
  /** Null: it is not known yet. */
  readonly reached: boolean | null;
  /** Silence counts from here: the last answer, or when it was first asked. */
  readonly heardAt: Instant;
  /** Since when it has answered without a long gap; null: it does not. */
  readonly answersSince: Instant | null;
}

/**
 * For so much of deadping one that was not reached must answer without a gap that long before it
 * counts again. So what answers now and then changes at most every other such time, and one lost
 * answer changes nothing.
 */
const PROOF_PART = 0.5;

export class PingNodes {
  readonly #states = new Map<PingName, PingState>();
  #config: readonly PingConfig[] = [];
  #known: Readonly<Record<PingName, boolean>> | null = null;

  constructor(config: readonly PingConfig[], now: Instant) {
    this.configure(config, now);
  }

  /** Those that are still in it keep what is known of them. */
  configure(config: readonly PingConfig[], now: Instant): void {
    this.#config = config;
    this.#known = null;
    const names = config.map(({ name }) => name);
    for (const name of this.#states.keys()) if (!names.includes(name)) this.#states.delete(name);
    for (const name of names) {
      if (!this.#states.has(name)) this.#states.set(name, unknownSince(now));
    }
  }

  /** One address of `ping` has answered. What has become of that is told by `tick`. */
  answered(ping: PingName, now: Instant): void {
    const state = this.#states.get(ping);
    const config = this.#config.find(({ name }) => name === ping);
    if (state === undefined || config === undefined) return;
    const goesOn = state.answersSince !== null && since(state.heardAt, now) < proofOf(config);
    const answersSince = goesOn ? state.answersSince : now;
    this.#states.set(ping, { ...state, heardAt: now, answersSince });
  }

  /** What the answers, and the time without any, have changed. */
  tick(now: Instant): readonly Event[] {
    return this.#config.flatMap((config): readonly Event[] => {
      const { name: ping } = config;
      const state = this.#states.get(ping) ?? unknownSince(now);
      const reached = reachedNow(state, config, now);
      if (reached === null || reached === state.reached) return [];
      this.#states.set(ping, { ...state, reached });
      this.#known = null;
      // That it answers from the start is no news.
      if (state.reached === null && reached) return [];
      return [{ kind: "ping", ping, reached, silent: since(state.heardAt, now) }];
    });
  }

  /** When `tick` has something to say next, if there is no answer until then. */
  deadline(): Instant {
    const moments = this.#config.map(({ name, deadping }) => {
      const state = this.#states.get(name);
      return state === undefined || state.reached === false
        ? NEVER
        : later(state.heardAt, deadping);
    });
    return earliest(...moments);
  }

  /** This node slept for `length` and could not hear any answers. */
  forgive(length: Millis, now: Instant): void {
    for (const [ping, state] of this.#states) {
      const heardAt = Math.min(now, state.heardAt + length) as Instant;
      this.#states.set(ping, { ...state, heardAt });
    }
  }

  /** For this node's report; absent: not known yet. The same object until something in it changes. */
  get states(): Readonly<Record<PingName, boolean>> {
    return this.#known ??= Object.fromEntries(
      [...this.#states].flatMap(([ping, { reached }]) => reached === null ? [] : [[ping, reached]]),
    );
  }
}

function reachedNow(
  { reached, heardAt, answersSince }: PingState,
  config: PingConfig,
  now: Instant,
): boolean | null {
  if (now >= later(heardAt, config.deadping)) return false;
  switch (reached) {
    case null:
      return answersSince === null ? null : true;
    case true:
      return true;
    case false:
      return answersSince !== null && since(answersSince, heardAt) >= proofOf(config);
  }
}

const proofOf = ({ deadping }: PingConfig): Millis => deadping * PROOF_PART;

const unknownSince = (now: Instant): PingState => ({
  reached: null,
  heardAt: now,
  answersSince: null,
});
