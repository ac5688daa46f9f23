/** What should outlive the daemon, and whether the disk takes it. */
import type { Ledger } from "../agent/mod.ts";
import type { Event, FenceAttempt, Instant, LeaseLeft, Millis, NodeName } from "../model/mod.ts";
import type { AttributeValues } from "./attributes.ts";
import type { Effect } from "./effect.ts";
import type { SavedState } from "./saved_state.ts";
import type { Wishes } from "./wishes.ts";

export class Memory {
  #saved: SavedState | null = null;
  #ledgerVersion = -1;
  /** Undefined: nothing was written yet. */
  #lease: LeaseLeft | null | undefined;
  /** Why the last attempt to save failed; null: it did not. */
  problem: string | null = null;

  constructor(private readonly boot: string, private generation: number) {}

  /** This node begins a new life. */
  begin(generation: number): void {
    this.generation = generation;
  }

  /** The effect that saves what has changed since the last time; none where nothing has. */
  save(
    epoch: number,
    { settings, cleaned }: Wishes,
    ledger: Ledger,
    attributes: AttributeValues,
    fencing: readonly FenceAttempt[],
  ): readonly Effect[] {
    const saved = this.#saved;
    const same = saved?.epoch === epoch && saved.settings === settings &&
      saved.cleaned === cleaned && saved.attributes === attributes && saved.fencing === fencing &&
      this.#ledgerVersion === ledger.savedVersion;
    if (same) return [];
    const { boot, generation } = this;
    this.#ledgerVersion = ledger.savedVersion;
    this.#saved = {
      boot,
      generation,
      epoch,
      settings,
      cleaned,
      resources: ledger.saved(),
      attributes,
      fencing,
    };
    return [{ kind: "persist", state: this.#saved }];
  }

  /** What of the lease is left to the next life, where that has become less, or more by a keepalive. */
  saveLease(left: LeaseLeft | null, keepalive: Millis): readonly Effect[] {
    const before = this.#lease;
    if (before !== undefined && isMuchTheSame(before, left, keepalive)) return [];
    this.#lease = left;
    return [{ kind: "lease", left }];
  }

  note(problem: string | null): readonly Event[] {
    const before = this.problem;
    this.problem = problem;
    if (problem !== null && before === null) return [{ kind: "stateNotSaved", problem }];
    return problem === null && before !== null ? [{ kind: "stateSaved" }] : [];
  }
}

/** What was written ends no later than what is so now, and a keepalive earlier at most. */
function isMuchTheSame(
  before: LeaseLeft | null,
  now: LeaseLeft | null,
  keepalive: Millis,
): boolean {
  if (before === null || now === null) return before === now;
  const fits = (old: Instant | null | undefined, until: Instant | null | undefined) =>
    old === until || ((old ?? -Infinity) <= (until ?? -Infinity) &&
      (until ?? -Infinity) < (old ?? -Infinity) + keepalive);
  const names = Object.keys({ ...before.peers, ...now.peers }) as NodeName[];
  return before.generation === now.generation && fits(before.arbiter, now.arbiter) &&
    fits(before.lent, now.lent) &&
    names.every((name) => fits(before.peers[name], now.peers[name]));
}
