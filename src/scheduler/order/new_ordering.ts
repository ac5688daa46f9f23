/** How an ordering comes to be: between names of actions still to be made, or between made actions. */
import type { Action, Follower } from "../state/action.ts";
import { ORDER, type Ordering } from "../state/ordering.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { orderMigrations } from "./migration_ordering.ts";

/** One end of an ordering: an action, or what a resource's actions of a kind will be called. */
export type End =
  | { readonly action: Action }
  | {
    readonly resource: Resource;
    readonly task: string;
    /** Of a recurring one; 0. */
    readonly interval?: number;
  };

/**
 * Says that `first` comes before `then`, with what `flags` (of ORDER) imply. An end that names a
 * resource's task is looked up when all actions are made, for each node that it is done on.
 */
export function newOrdering(w: Working, first: End, then: End, flags: number): void {
  if (flags === ORDER.none) return;
  const ordering: Ordering = {
    firstResource: resourceOf(first),
    firstTask: taskOf(first),
    firstInterval: intervalOf(first),
    firstAction: actionOf(first),
    thenResource: resourceOf(then),
    thenTask: taskOf(then),
    thenInterval: intervalOf(then),
    thenAction: actionOf(then),
    type: flags,
  };
  w.orderings.push(ordering);
  orderMigrations(w, ordering);
}

/** One task of a resource before one of another; both are not recurring. */
export const orderTasks = (
  w: Working,
  first: Resource,
  firstTask: string,
  then: Resource,
  thenTask: string,
  flags: number,
): void =>
  newOrdering(w, { resource: first, task: firstTask }, { resource: then, task: thenTask }, flags);

const actionOf = (end: End): Action | null => "action" in end ? end.action : null;

const resourceOf = (end: End): Resource | null =>
  "action" in end ? end.action.resource : end.resource;

const taskOf = (end: End): string | null => "action" in end ? null : end.task;

const intervalOf = (end: End): number => "action" in end ? 0 : end.interval ?? 0;

/** Beyond this many edges, doubles are looked for in an index and no longer one by one. */
const FEW = 16;

/**
 * Puts `first` before `then`. Nothing is done, and false returned, where an edge between them already
 * says part of it.
 */
export function orderActions(first: Action, then: Action, flags: number): boolean {
  if (flags === ORDER.none || first === then) return false;
  if ((kindsBetween(first, then) & flags) !== 0) return false;
  first.after.push({ action: then, given: flags });
  then.before.push({
    action: first,
    given: flags,
    type: flags,
    state: "none",
    seenFirst: -1,
    seenThen: -1,
  });
  const index = first.kindsAfter;
  if (index !== null) index.set(then.id, (index.get(then.id) ?? 0) | flags);
  return true;
}

/** All flags of the edges from one action to another, as they were given. */
function kindsBetween(first: Action, then: Action): number {
  if (first.after.length <= FEW) return kindsAmong(first.after, then);
  if (then.before.length <= FEW) return kindsAmong(then.before, first);
  let index = first.kindsAfter;
  if (index === null) {
    index = new Map();
    for (const edge of first.after) {
      index.set(edge.action.id, (index.get(edge.action.id) ?? 0) | edge.given);
    }
    first.kindsAfter = index;
  }
  return index.get(then.id) ?? 0;
}

function kindsAmong(edges: readonly Follower[], other: Action): number {
  let kinds = 0;
  for (const edge of edges) if (edge.action === other) kinds |= edge.given;
  return kinds;
}
