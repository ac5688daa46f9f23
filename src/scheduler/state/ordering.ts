/** What must come before what, and what that implies: the vocabulary of every ordering. */
import type { Action } from "./action.ts";
import type { Resource } from "./resource.ts";

/** Flags; an ordering may have several. The names say which way an implication goes. */
export const ORDER = {
  none: 0,
  /** Only if both are to be done. */
  optional: 1 << 0,
  /** Between what has no other tie (e.g. stop before start of one resource on one node). */
  applyFirstNonMigratable: 1 << 1,
  /** If then is to be done, so is first. */
  impliesFirst: 1 << 4,
  /** If first is to be done, so is then. */
  impliesThen: 1 << 5,
  /** As impliesFirst, for a promoted then only. */
  promotedImpliesFirst: 1 << 6,
  /** First implies then only if both can be migrated. */
  impliesFirstMigratable: 1 << 7,
  /** Then needs first to be runnable. */
  runnableLeft: 1 << 8,
  pseudoLeft: 1 << 9,
  /** Then's node is that of first. */
  impliesThenOnNode: 1 << 10,
  /** If first restarts, so does then. */
  restart: 1 << 12,
  /** Serialize: never both at once. */
  serializeOnly: 1 << 14,
  /** On the same node only. */
  sameNode: 1 << 15,
  impliesFirstPrinted: 1 << 16,
  impliesThenPrinted: 1 << 17,
  asymmetrical: 1 << 20,
  /** For load (utilization): stops before starts that need their room. */
  load: 1 << 21,
  /** One of several is enough. */
  oneOrMore: 1 << 22,
  antiColocation: 1 << 23,
  preserve: 1 << 24,
  thenCancelsFirst: 1 << 25,
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
