/** From orderings between names to ordered actions, and to what follows from them. */
import { newAction } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";
import { ORDER, type Ordering } from "../state/ordering.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { blockDependents } from "./block_dependents.ts";
import { actionsOf } from "./find_action.ts";
import { breakLoadLoops } from "./graph_input.ts";
import { latestFirst } from "./latest_first.ts";
import { orderActions } from "./new_ordering.ts";
import { roleOf } from "../state/place.ts";
import { orderProbes } from "./probe_order.ts";
import { Settling } from "./settling.ts";
import { scan } from "./update_action.ts";

/** To be called once all actions are made; afterwards their flags agree with each other. */
export function applyOrderings(w: Working): void {
  // In the order made: one that makes the action which it needs changes what later ones find.
  for (const ordering of w.orderings) resolve(w, ordering);
  const settling = new Settling(w, scan);
  latestFirst(w.actions, (action) => blockDependents(settling, action));
  orderProbes(w);
  latestFirst(w.actions, (action) => settling.update(action));
  breakLoadLoops(w);
}

function resolve(w: Working, ordering: Ordering): void {
  const { firstResource, firstAction } = ordering;
  if (firstAction !== null) {
    orderThen(firstAction, ordering);
  } else if (firstResource !== null) {
    for (const first of firstActions(w, firstResource, ordering)) orderThen(first, ordering);
  }
}

function firstActions(w: Working, resource: Resource, ordering: Ordering): readonly Action[] {
  const { firstTask: task, firstInterval: interval, thenResource } = ordering;
  if (task === null) return [];
  const found = actionsOf(resource, task, interval);
  if (found.length > 0 || resource === thenResource || isDone(resource, task)) return found;
  // What will never be done holds up what is to come after it.
  return [newAction(w, { resource, node: null, task, interval, optional: true })];
}

/** Nothing is to be stopped or demoted, so nothing need wait for that. */
function isDone(resource: Resource, task: string): boolean {
  if (task === "stop") return roleOf(resource, "now") === "stopped";
  return task === "demote" && roleOf(resource, "now") === "unpromoted";
}

function orderThen(first: Action, ordering: Ordering): void {
  const { thenResource, thenAction, thenTask, thenInterval } = ordering;
  const dangling = first.dangling && first.resource !== null && first.resource === thenResource;
  const type = dangling ? ordering.type & ~ORDER.impliesThen : ordering.type;
  if (thenAction !== null) {
    orderActions(first, thenAction, type);
  } else if (thenResource !== null) {
    for (const then of thenResource.actions) {
      if (then.task === thenTask && then.interval === thenInterval) orderActions(first, then, type);
    }
  }
}
