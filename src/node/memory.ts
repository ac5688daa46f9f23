/** What should outlive the daemon, and whether the disk takes it. */
import type { Ledger } from "../agent/mod.ts";
import type { Event, FenceAttempt, Instant, Millis } from "../model/mod.ts";
import type { AttributeValues } from "./attributes.ts";
import type { Effect } from "./effect.ts";
import type { SavedState } from "./saved_state.ts";
import type { Wishes } from "./wishes.ts";

export class Memory {
  #saved: SavedState | null = null;
  #ledgerVersion = -1;
  #lease: Instant | null = null;
  /** Why the last attempt to save failed; null: it did not. */
  problem: string | null = null;

  constructor(private readonly boot: string) {}

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
    const { boot } = this;
    this.#ledgerVersion = ledger.savedVersion;
    this.#saved = {
      boot,
      epoch,
      settings,
      cleaned,
      resources: ledger.saved(),
      attributes,
      fencing,
    };
    return [{ kind: "persist", state: this.#saved }];
  }

  /** The lease, where it has become shorter, or longer by a keepalive. */
  saveLease(until: Instant, keepalive: Millis): readonly Effect[] {
    const before = this.#lease;
    if (before !== null && until >= before && until < before + keepalive) return [];
    this.#lease = until;
    return [{ kind: "lease", until }];
  }

  note(problem: string | null): readonly Event[] {
    const before = this.problem;
    this.problem = problem;
    if (problem !== null && before === null) return [{ kind: "stateNotSaved", problem }];
    return problem === null && before !== null ? [{ kind: "stateSaved" }] : [];
  }
}
