/** What operators want: the settings as this node knows them, and what of them it has to do itself. */
import type { Ledger } from "../agent/mod.ts";
import { describeSetting, dueCleanups } from "../coordinator/mod.ts";
import type { ClusterConfig, Event, NodeName, Settings } from "../model/mod.ts";
import { LeftAlone } from "./left_alone.ts";

export class Wishes {
  /** Clean-ups carried out here, by key: the counter of the stamp. */
  cleaned: Readonly<Record<string, number>>;
  readonly leftAlone = new LeftAlone();

  constructor(public settings: Settings, cleaned: Readonly<Record<string, number>>) {
    this.cleaned = cleaned;
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
