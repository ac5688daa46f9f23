/**
 * What operators asked of the cluster while it runs: a map that every node holds, where the entry
 * with the later stamp wins (a last-writer-wins register per key). Merging is commutative,
 * associative and idempotent, so the nodes agree however their messages travel.
 */
import { isWordOfObjects } from "./own.ts";
import { jsonBytes, LONGEST_NAME, LONGEST_TEXT, MOST_STAMP, SETTINGS_BYTES } from "./bounds.ts";
import type { NodeName } from "./names.ts";

export interface Stamp {
  /** Above all that the writer had seen, and not below its wall clock in seconds. */
  readonly counter: number;
  readonly by: NodeName;
}

export interface Setting {
  readonly value: string | null;
  readonly stamp: Stamp;
  /** Whose command it was, as the writer's host knows the user; absent: nobody's, or not known. */
  readonly user?: string;
}

/**
 * Keys: `standby/NODE`, `move/UNIT`, `cleanup/RESOURCE/NODE`, `attribute/NODE/NAME` (permanent),
 * `utilization/NODE/NAME`, `property/NAME` (what agents keep in the cluster's configuration),
 * `target/NAME`, `managed/NAME`, `restart/NAME`, `maintenance`, `maintenance/NODE`, `fence/NODE`,
 * `confirmed/NODE`.
 */
export type Settings = Readonly<Record<string, Setting>>;

export const compareStamps = (one: Stamp, other: Stamp): number =>
  one.counter - other.counter || (one.by < other.by ? -1 : one.by > other.by ? 1 : 0);

/** Of each key the later entry. Returns `mine` itself where `theirs` brings nothing new. */
export function mergeSettings(mine: Settings, theirs: Settings): Settings {
  const news = Object.entries(theirs).filter(([key, setting]) => {
    const known = mine[key];
    return known === undefined || compareStamps(setting.stamp, known.stamp) > 0;
  });
  return news.length === 0 ? mine : { ...mine, ...Object.fromEntries(news) };
}

/** `mine`, where every entry that is not so in `before` bears the user's name. */
export function signSettings(mine: Settings, before: Settings, user: string): Settings {
  if (mine === before) return mine;
  const signed = Object.entries(mine).map(([key, setting]) =>
    [key, setting === before[key] ? setting : { ...setting, user }] as const
  );
  return Object.fromEntries(signed);
}

/** `mine` with one entry written now by `by`. */
export function writeSetting(
  mine: Settings,
  key: string,
  value: string | null,
  by: NodeName,
  wallSeconds: number,
): Settings {
  const highest = Object.values(mine).reduce((top, { stamp }) => Math.max(top, stamp.counter), 0);
  const counter = Math.min(MOST_STAMP, Math.max(highest + 1, Math.floor(wallSeconds)));
  return { ...mine, [key]: { value, stamp: { counter, by } } };
}

/** Why nobody could keep so many; null: they can be kept. */
export function explainExcess(settings: Settings): string | null {
  const bytes = jsonBytes(settings);
  return bytes <= SETTINGS_BYTES
    ? null
    : `all that operators and agents have set takes ${bytes} bytes, and at most ${SETTINGS_BYTES} are kept`;
}

/** Of what was saved all that can be kept and told to others: the latest first. */
export function keepable(saved: Settings): Settings {
  const entries = Object.entries(saved).filter(isTellable);
  let bytes = 0;
  return Object.fromEntries(
    entries.toSorted(([, one], [, other]) => compareStamps(other.stamp, one.stamp))
      .filter(([key, setting]) => (bytes += jsonBytes({ [key]: setting })) <= SETTINGS_BYTES),
  );
}

/** Receivers refuse others, and with them all that comes with them. */
const isTellable = ([key, { value, stamp }]: readonly [string, Setting]): boolean =>
  isName(key) && isName(stamp.by) && Number.isSafeInteger(stamp.counter) && stamp.counter >= 0 &&
  stamp.counter <= MOST_STAMP &&
  (value === null || value.length <= LONGEST_TEXT);

const isName = (text: string): boolean =>
  text !== "" && text.length <= LONGEST_NAME && !isWordOfObjects(text);
