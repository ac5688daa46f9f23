/** Counts what is thrown away, and tells of each kind at most once a minute. */
import { type Event, type Instant, type LinkName, type Millis, since } from "../model/mod.ts";
import type { Junk } from "../wire/mod.ts";

const QUIET: Millis = 60_000;

export class JunkLog {
  readonly #counts = new Map<Junk, number>();
  readonly #told = new Map<Junk, { readonly at: Instant; readonly count: number }>();

  count(junk: Junk, link: LinkName, now: Instant): readonly Event[] {
    const count = (this.#counts.get(junk) ?? 0) + 1;
    this.#counts.set(junk, count);
    const told = this.#told.get(junk);
    if (told !== undefined && since(told.at, now) < QUIET) return [];
    this.#told.set(junk, { at: now, count });
    return [{ kind: "junk", junk, link, count: count - (told?.count ?? 0) }];
  }

  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].map(([junk, count]) => [`junk.${junk}`, count]));
  }
}
