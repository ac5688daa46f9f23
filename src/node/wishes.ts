/** What operators want: the settings as this node knows them, and what of them it has to do itself. */
import type { Ledger } from "../agent/mod.ts";
import { describeSetting, dueCleanups } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  type Event,
  explainExcess,
  type Instant,
  keepable,
  mergeSettings,
  type NodeName,
  type Settings,
} from "../model/mod.ts";
import { Excess } from "./excess.ts";
import { LeftAlone } from "./left_alone.ts";

export class Wishes {
  /** Clean-ups carried out here, by key: the counter of the stamp. */
  cleaned: Readonly<Record<string, number>>;
  readonly leftAlone = new LeftAlone();

  settings: Settings;
  /** What is said of settings that were saved and are not kept. */
  readonly leftOut: readonly Event[];
  readonly #excess = new Excess("settings");

  constructor(
    self: NodeName,
    saved: Settings,
    cleaned: Readonly<Record<string, number>>,
    now: Instant,
  ) {
    this.cleaned = cleaned;
    this.settings = keepable(saved);
    const left = Object.keys(saved).length - Object.keys(this.settings).length;
    const why = left === 0 ? null : `${left} of those that were saved are too long or too many`;
    this.leftOut = this.#excess.note(self, why, now);
  }

  /** Takes in what another node knows; of what is too much nothing. */
  take(from: NodeName, theirs: Settings, now: Instant): readonly Event[] {
    const merged = mergeSettings(this.settings, theirs);
    if (merged === this.settings) return [];
    const excess = explainExcess(merged);
    return excess === null ? this.adopt(merged) : this.#excess.note(from, excess, now);
  }

  /** Goes on with `settings`, which hold all that the known ones do; tells what is new. */
  adopt(settings: Settings): readonly Event[] {
    const known = this.settings;
    this.settings = settings;
    return Object.entries(settings).flatMap(
      ([key, { value, stamp, user = null }]): readonly Event[] => {
        const before = known[key];
        if (before?.value === value && before.stamp.counter === stamp.counter) return [];
        const what = describeSetting(key, value);
        return what === null ? [] : [{ kind: "setting", what, by: stamp.by, user }];
      },
    );
  }

  /** Leaves alone what is to be, and carries out the clean-ups asked of this node, each once. */
  carryOut(self: NodeName, config: ClusterConfig, ledger: Ledger): void {
    if (this.leftAlone.update(config, this.settings, self)) {
      ledger.leaveUnwatched(this.leftAlone.unwatched);
    }
    for (const { key, resource, counter } of dueCleanups(this.settings, self, this.cleaned)) {
      this.cleaned = { ...this.cleaned, [key]: counter };
      ledger.cleanUp(resource);
    }
  }
}
