/** What operators want: the settings as this node knows them, and which clean-ups it has done. */
import type { Ledger } from "../agent/mod.ts";
import { describeSetting, dueCleanups } from "../coordinator/mod.ts";
import type { Event, NodeName, Settings } from "../model/mod.ts";

export class Wishes {
  /** Clean-ups carried out here, by key: the counter of the stamp. */
  cleaned: Readonly<Record<string, number>>;

  constructor(public settings: Settings, cleaned: Readonly<Record<string, number>>) {
    this.cleaned = cleaned;
  }

  /** Goes on with `settings`, which hold all that the known ones do; tells what is new. */
  adopt(settings: Settings): readonly Event[] {
    const known = this.settings;
    this.settings = settings;
    return Object.entries(settings).flatMap(([key, { value, stamp }]): readonly Event[] => {
      const before = known[key];
      if (before?.value === value && before.stamp.counter === stamp.counter) return [];
      const what = describeSetting(key, value);
      return what === null ? [] : [{ kind: "setting", what, by: stamp.by }];
    });
  }

  /** Carries out the clean-ups asked of this node, each once. */
  cleanUp(self: NodeName, ledger: Ledger): void {
    for (const { key, resource, counter } of dueCleanups(this.settings, self, this.cleaned)) {
      this.cleaned = { ...this.cleaned, [key]: counter };
      ledger.cleanUp(resource);
    }
  }
}
