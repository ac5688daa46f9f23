/**
 * Brings an action into agreement with all that must come before it: what is required because of it or
 * makes it required, and what cannot be done because something before it cannot.
 */
import type { Action, Edge } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { isInside, type Resource } from "../state/resource.ts";
import { ownFlags } from "./action_flags.ts";
import { blockDependents } from "./block_dependents.ts";
import { endOf, latestAction } from "./find_action.ts";
import { orderActions } from "./new_ordering.ts";
import { placeOf } from "../state/place.ts";
import { CHANGED, type Settling } from "./settling.ts";
import { updateEdge } from "./update_edge.ts";

/** One look at all orderings in which `then` is second; changes are followed up at once. */
export function scan(s: Settling, then: Action): void {
  const wasRunnable = then.runnable;
  const before = allFlags(then);
  if (then.requiresAny) beginCount(then);
  let changed: number = CHANGED.nothing;
  // The latest first: what is added meanwhile has been looked at by whoever added it.
  for (let index = then.before.length - 1; index >= 0; index -= 1) {
    const edge = then.before[index] as Edge;
    if (edge.type === ORDER.none) continue;
    const first = edge.action;
    const counts = then.requiresAny && (edge.type & ORDER.oneOrMore) !== 0;
    const seenFirst = s.stateOf(first);
    const seenThen = s.stateOf(then);
    if (edge.seenFirst === seenFirst && edge.seenThen === seenThen && !counts) continue;
    const now = updateOne(s, edge, then);
    // A change that this brought about will be looked at once more.
    edge.seenFirst = seenFirst;
    edge.seenThen = seenThen;
    changed = (changed & ~CHANGED.first) | now;
    if ((now & CHANGED.first) !== 0) {
      s.updateAfter(first);
      s.update(first);
    }
  }
  if (then.requiresAny) {
    changed = allFlags(then) === before ? changed & ~CHANGED.then : changed | CHANGED.then;
    if (then.runnable !== wasRunnable) s.touch(then);
  }
  if ((changed & CHANGED.then) === 0) return;
  if (wasRunnable && !then.runnable) blockDependents(s, then);
  s.update(then);
  s.updateAfter(then);
}

const allFlags = (action: Action): number => ownFlags(action) | (action.shown ? 8 : 0);

/** Of those it needs some of, the runnable ones are counted anew. */
function beginCount(then: Action): void {
  then.requiredBefore.runnable = 0;
  if (then.requiredBefore.count === 0) then.requiredBefore.count = 1;
  then.runnable = false;
}

function updateOne(s: Settling, edge: Edge, then: Action): number {
  const first = edge.action;
  const firstNode = nodeOf(first);
  const thenNode = nodeOf(then);
  const apart = firstNode !== null && thenNode !== null && firstNode !== thenNode;
  if (apart && (edge.type & ORDER.sameNode) !== 0) {
    edge.type = ORDER.none;
    return CHANGED.nothing;
  }
  if ((edge.type & ORDER.cancelsFirst) !== 0 && first.resource !== null && !then.optional) {
    cancel(s, first);
  }
  const end = endOfCollective(first, then);
  if (end !== first) {
    if (!orderActions(end, then, edge.type)) return CHANGED.nothing;
    edge.type = ORDER.none;
    // The ordering that took this one's place is still to be looked at.
    s.touch(then);
    return CHANGED.then;
  }
  const firstFlags = s.flagsForOrdering(first, thenNode);
  const thenFlags = s.flagsForOrdering(then, firstNode);
  return updateEdge(s, edge, then, firstFlags, thenFlags);
}

/** Where a group starts is where its members do. */
function nodeOf(action: Action): Node | null {
  const { resource } = action;
  return resource?.kind === "group" && action.task === "start"
    ? placeOf(resource, "next")
    : action.node;
}

function cancel(s: Settling, action: Action): void {
  if (!action.optional) {
    action.optional = true;
    s.touch(action);
  }
  if (action.task === "reload-agent" && action.resource !== null) action.resource.reload = false;
}

/**
 * What comes after a group or clone comes after the end of its task, and where its instances are told
 * of that, after they have been.
 */
function endOfCollective(first: Action, then: Action): Action {
  const { resource } = first;
  if (resource === null || resource.kind === "primitive" || then.resource === null) return first;
  if (resource === then.resource || isInside(resource, then.resource)) return first;
  if (first.interval > 0 || first.task === "notify" || first.task === "notified") return first;
  const end = endOf(first.task);
  if (end === null) return first;
  if (resource.notify && resource.parent === null) {
    return (resource.kind === "clone" ? notifiedOf(resource.notifications, end) : null) ?? first;
  }
  return end === first.task ? first : latestAction(resource, end, null) ?? first;
}

type Notifications = Extract<Resource, { kind: "clone" }>["notifications"];

function notifiedOf(notifications: Notifications, end: string): Action | null {
  switch (end) {
    case "running":
      return notifications.start?.postDone ?? null;
    case "stopped":
      return notifications.stop?.postDone ?? null;
    case "promoted":
      return notifications.promote?.postDone ?? null;
    case "demoted":
      return notifications.demote?.postDone ?? null;
    default:
      return null;
  }
}
