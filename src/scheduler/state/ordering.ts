/** What must come before what, and what that implies: the vocabulary of every ordering. */
import type { Action } from "./action.ts";
import type { Resource } from "./resource.ts";

/** What an ordering says besides that first comes before then; it may say several things. */
export const ORDER = {
  /** Nothing any more: it turned out not to apply. */
  none: 0,
  /** Only the order, where both are to be done. */
  optional: 1 << 0,
  /** Not where first migrates: then its migration is ordered in its place. */
  unlessFirstMigrates: 1 << 1,
  /** If then is to be done, so is first. */
  impliesFirst: 1 << 2,
  /** The same, where what then is done with is promoted. */
  impliesFirstIfPromoted: 1 << 3,
  /** If first is to be done, so is then. */
  impliesThen: 1 << 4,
  /** The same, of a whole only for its parts on the node of first. */
  impliesThenThere: 1 << 5,
  /** Then can be done only if first can. */
  needsFirst: 1 << 6,
  /** Both are of one migration: first is not begun where then could not follow. */
  migration: 1 << 7,
  /** First is done in place of then, which is only a mark unless first cannot be done. */
  insteadOfThen: 1 << 8,
  /** First stops what then starts again: it is done for that start, and even where that cannot be. */
  restart: 1 << 9,
  /** Only if both are on one node. */
  sameNode: 1 << 10,
  /** Each excludes the other for as long as it takes. */
  neverTogether: 1 << 11,
  /** If then is in the plan, first is shown there. */
  showsFirst: 1 << 12,
  /** If first is in the plan, then is shown there. */
  showsThen: 1 << 13,
  /** There is nothing to undo in the other direction: then is not done at all where first cannot be. */
  oneWay: 1 << 14,
  /** First makes room (utilization) that then takes. */
  load: 1 << 15,
  /** First is one of several of which then needs only some. */
  oneOrMore: 1 << 16,
  /** First leaves a place that then must not share. */
  apart: 1 << 17,
  /** Whether first can be done or not: what fencing brings about never comes before it. */
  always: 1 << 18,
  /** If then is to be done, first need not be. */
  cancelsFirst: 1 << 19,
} as const;

/** Not yet between actions, but between what they will be called; resolved once all actions are made. */
export interface Ordering {
  readonly firstResource: Resource | null;
  readonly firstTask: string | null;
  readonly firstInterval: number;
  readonly firstAction: Action | null;
  readonly thenResource: Resource | null;
  readonly thenTask: string | null;
  readonly thenInterval: number;
  readonly thenAction: Action | null;
  type: number;
}
