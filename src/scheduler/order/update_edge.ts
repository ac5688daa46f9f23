/** What one ordering says of its two actions, flag by flag. */
import type { Action, Edge } from "../state/action.ts";
import { ORDER } from "../state/ordering.ts";
import type { Resource } from "../state/resource.ts";
import { FLAG } from "./action_flags.ts";
import { clearFlag, type Flag } from "./clear_flag.ts";
import { CHANGED, type Settling } from "./settling.ts";
import { isInterleaved, type Relation, updateRelated } from "./update_related.ts";

const BOTH = FLAG.optional | FLAG.runnable;

/** `firstFlags`, `thenFlags`: what counts for this ordering, for groups and clones that of their parts. */
export function updateEdge(
  s: Settling,
  edge: Edge,
  then: Action,
  firstFlags: number,
  thenFlags: number,
): number {
  const first = edge.action;
  let changed: number = CHANGED.nothing;
  // For clones that are not interleaved, the whole of the other clone on that node.
  let node = then.node;
  if (has(edge, ORDER.impliesThenThere)) {
    edge.type = (edge.type & ~ORDER.impliesThenThere) | ORDER.impliesThen;
    node = first.node;
  }
  const apply = (whose: Resource | null, type: number, filter: number, flags = firstFlags) => {
    if (whose === null) return;
    const relation: Relation = { first, then, node, flags, filter, type };
    changed |= updateRelated(s, whose, relation);
  };
  const { resource } = then;
  if (has(edge, ORDER.impliesThen)) {
    apply(resource, ORDER.impliesThen, FLAG.optional, firstFlags & FLAG.optional);
    if (resource === null && (firstFlags & FLAG.optional) === 0) {
      changed |= clear(s, then, "optional", CHANGED.then);
    }
  }
  if (has(edge, ORDER.restart)) apply(resource, ORDER.restart, BOTH);
  if (has(edge, ORDER.impliesFirst)) {
    apply(first.resource, ORDER.impliesFirst, FLAG.optional);
    if (first.resource === null && (firstFlags & FLAG.optional) === 0) {
      changed |= clear(s, first, "runnable", CHANGED.first);
    }
  }
  if (has(edge, ORDER.impliesFirstIfPromoted)) {
    const flags = firstFlags & FLAG.optional;
    apply(resource, ORDER.impliesFirstIfPromoted, FLAG.optional, flags);
  }
  if (has(edge, ORDER.oneOrMore)) {
    apply(resource, ORDER.oneOrMore, FLAG.runnable);
    if (resource === null && (firstFlags & FLAG.runnable) !== 0) changed |= countRunnable(then);
  }
  if (has(edge, ORDER.needsFirst)) {
    apply(resource, ORDER.needsFirst, FLAG.runnable);
    if (resource === null && (firstFlags & FLAG.runnable) === 0) {
      changed |= clear(s, then, "runnable", CHANGED.then);
    }
  }
  if (has(edge, ORDER.migration)) {
    apply(resource, ORDER.migration, FLAG.optional);
  }
  if (has(edge, ORDER.insteadOfThen)) apply(resource, ORDER.insteadOfThen, FLAG.optional);
  if (has(edge, ORDER.optional) && tiesInstances(first, then)) {
    apply(resource, ORDER.optional, FLAG.runnable);
  }
  if (has(edge, ORDER.oneWay)) apply(resource, ORDER.oneWay, FLAG.runnable);
  print(edge, then, firstFlags, thenFlags);
  if (isStuckStop(edge)) changed |= clear(s, then, "runnable", CHANGED.then);
  return changed;
}

const has = ({ type }: Edge, flag: number): boolean => (type & flag) !== 0;

/** `whose`: what is said to have changed by it. */
const clear = (s: Settling, action: Action, flag: Flag, whose: number): number =>
  clearFlag(action, flag, s.touch) ? whose : CHANGED.nothing;

function countRunnable(then: Action): number {
  then.requiredBefore.runnable += 1;
  const enough = then.requiredBefore.runnable >= then.requiredBefore.count;
  if (!enough || then.runnable) return CHANGED.nothing;
  then.runnable = true;
  return CHANGED.then;
}

/** Order alone changes no flag; but instances that are interleaved come to be ordered by it. */
function tiesInstances(first: Action, then: Action): boolean {
  if (then.resource?.kind !== "clone") return false;
  return then.resource.children[0]?.kind === "group" || isInterleaved(first, then);
}

/** A point may have to be in the plan only since it shows where something begins or ends. */
function print(edge: Edge, then: Action, firstFlags: number, thenFlags: number): void {
  const first = edge.action;
  if (has(edge, ORDER.showsThen) && first.runnable && (firstFlags & FLAG.optional) === 0) {
    then.shown = true;
  }
  if (has(edge, ORDER.showsFirst) && (thenFlags & FLAG.optional) === 0) {
    first.shown = true;
  }
}

const CONSEQUENCES = ORDER.impliesThen | ORDER.impliesFirst | ORDER.restart;

/** What was to be stopped and cannot be, since nobody may touch it, holds up what comes after it. */
function isStuckStop(edge: Edge): boolean {
  if (!has(edge, CONSEQUENCES)) return false;
  const { resource, task, runnable } = edge.action;
  return resource !== null && !resource.managed && resource.blocked && !runnable && task === "stop";
}
