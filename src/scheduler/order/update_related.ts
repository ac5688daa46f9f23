/** What one flag of an ordering changes in its actions, and in what they consist of. */
import { compatibleInstance } from "../assign/compatible_instance.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { rank, type Resource } from "../state/resource.ts";
import { FLAG, ownFlags } from "./action_flags.ts";
import { clearBecause } from "./clear_flag.ts";
import { instanceTask, latestAction, pointOf } from "./find_action.ts";
import { orderActions } from "./new_ordering.ts";
import { placeOf, roleOf } from "../state/place.ts";
import { CHANGED, type Settling } from "./settling.ts";
import { unassign } from "./unassign.ts";

export interface Relation {
  readonly first: Action;
  readonly then: Action;
  /** What it is limited to, where instances are looked at one by one; null: nothing. */
  readonly node: Node | null;
  /** What counts of first. */
  readonly flags: number;
  /** Which flags are to follow. */
  readonly filter: number;
  /** One of ORDER. */
  readonly type: number;
}

/** `whose`: the resource whose kind says how this is done: then's, or first's if that is to follow. */
export function updateRelated(s: Settling, whose: Resource, relation: Relation): number {
  switch (whose.kind) {
    case "primitive":
      return updatePair(s, relation);
    case "group":
      return updateGroup(s, relation);
    case "clone":
      return updateClone(s, relation);
  }
}

function updateGroup(s: Settling, relation: Relation): number {
  let changed = updatePair(s, relation);
  const { then, node } = relation;
  const { resource } = then;
  if (resource === null || resource.kind === "primitive") return changed;
  for (const member of resource.children) {
    const part = latestAction(member, then.task, node);
    if (part !== null) changed |= updateRelated(s, member, { ...relation, then: part });
  }
  return changed;
}

function updateClone(s: Settling, relation: Relation): number {
  const { first, then, node } = relation;
  if (then.resource === null) return CHANGED.nothing;
  if (isInterleaved(first, then)) return updateInterleaved(s, relation);
  let changed = updatePair(s, relation);
  if (then.resource.kind === "primitive") return changed;
  for (const instance of then.resource.children) {
    const part = latestAction(instance, then.task, node);
    if (part === null) continue;
    if ((s.flagsOf(part, node) & FLAG.runnable) === 0) continue;
    const now = updateRelated(s, instance, { ...relation, then: part });
    changed |= now;
    if ((now & CHANGED.then) !== 0) s.updateAfter(part);
  }
  return changed;
}

/** Each instance depends on that beside it only: on the way down it is the first that says so. */
export function isInterleaved(first: Action, then: Action): boolean {
  if (first.resource?.kind !== "clone" || then.resource?.kind !== "clone") return false;
  if (first.resource === then.resource) return false;
  const point = pointOf(then);
  const goesDown = point === "stop" || point === "demote";
  return goesDown ? first.resource.interleave : then.resource.interleave;
}

function updateInterleaved(s: Settling, relation: Relation): number {
  const { first, then, node, type } = relation;
  if (first.resource?.kind !== "clone" || then.resource?.kind !== "clone") return CHANGED.nothing;
  let changed: number = CHANGED.nothing;
  const task = instanceTask(first);
  const point = pointOf(first);
  const when = point === "stopped" || point === "demoted" ? "now" : "next";
  for (const instance of then.resource.children) {
    const beside = compatibleInstance(s.w, instance, first.resource, null, when);
    if (beside === null) {
      const needed = (type & (ORDER.needsFirst | ORDER.impliesThen)) !== 0;
      if (when === "next" && needed && unassign(s, instance)) changed |= CHANGED.then;
      continue;
    }
    const firstPart = latestAction(beside, task, node);
    const thenPart = latestAction(instance, then.task, node);
    if (firstPart === null || thenPart === null) continue;
    if (orderActions(firstPart, thenPart, type)) {
      s.touch(thenPart);
      changed |= CHANGED.first | CHANGED.then;
    }
    const flags = s.flagsOf(firstPart, node);
    changed |= updateRelated(s, instance, { ...relation, first: firstPart, then: thenPart, flags });
  }
  return changed;
}

/** For the two actions themselves, whatever they are of. */
function updatePair(s: Settling, { first, then, flags, filter, type }: Relation): number {
  const firstBefore = stateOf(first);
  const thenBefore = stateOf(then);
  const optional = (flags & FLAG.optional) !== 0;
  const runnable = (flags & FLAG.runnable) !== 0;
  switch (type) {
    case ORDER.oneWay:
      blockAfterUnrunnable(s, first, then);
      break;
    case ORDER.impliesFirst:
      if (then.optional) break;
      if (!optional) clearBecause(first, "optional", then, s.touch);
      if ((flags & FLAG.migrateRunnable) !== 0 && !then.migrateRunnable) {
        clearBecause(first, "migrateRunnable", then, s.touch);
      }
      break;
    case ORDER.impliesFirstIfPromoted:
      if (then.optional || then.resource?.role !== "promoted") break;
      clearBecause(first, "optional", then, s.touch);
      if (!then.migrateRunnable) clearBecause(first, "migrateRunnable", then, s.touch);
      break;
    case ORDER.migration:
      if (!then.migrateRunnable || !then.runnable) clearBecause(first, "runnable", then, s.touch);
      if (!then.optional) clearBecause(first, "optional", then, s.touch);
      break;
    case ORDER.insteadOfThen:
      if (first.runnable) break;
      clearBecause(then, "migrateRunnable", first, s.touch);
      if (then.pseudo) {
        then.pseudo = false;
        s.touch(then);
      }
      break;
    case ORDER.needsFirst:
      if (!then.runnable || runnable) break;
      clearBecause(then, "runnable", first, s.touch);
      clearBecause(then, "migrateRunnable", first, s.touch);
      break;
    case ORDER.impliesThen:
      if (!optional && !first.migrateRunnable) clearBecause(then, "optional", first, s.touch);
      break;
    case ORDER.restart:
      restart(s, first, then, filter);
  }
  let changed: number = CHANGED.nothing;
  if (stateOf(then) !== thenBefore) {
    changed |= CHANGED.then;
    // A cloned group's stop and start of its members.
    if ((then.resource?.parent ?? null) !== null) s.update(then);
  }
  if (stateOf(first) !== firstBefore) changed |= CHANGED.first;
  return changed;
}

const stateOf = (action: Action): number => ownFlags(action) | (action.pseudo ? 8 : 0);

/** What was to be done in this order only cannot be done after what cannot be done. */
function blockAfterUnrunnable(s: Settling, first: Action, then: Action): void {
  const { resource, task } = then;
  if (resource === null || first.runnable) return;
  if (then.optional) {
    const role = roleOf(resource, "now");
    if (role === "stopped" && task === "stop") return;
    const started = rank(role) >= rank("started") && task === "start";
    if (started && then.node !== null && placeOf(resource, "now") === then.node) return;
  }
  clearBecause(then, "optional", first, s.touch);
  clearBecause(then, "runnable", first, s.touch);
}

/** A stop of what must start, or a member's stop before that of the one before it. */
function restart(s: Settling, first: Action, then: Action, filter: number): void {
  const wanted = (filter & FLAG.optional) !== 0 && !then.optional;
  // What cannot start again is stopped all the same.
  const stuck = (filter & FLAG.runnable) !== 0 && !then.runnable &&
    then.resource?.managed === true && first.resource === then.resource;
  if (!wanted && !stuck) return;
  if (first.runnable) clearBecause(first, "optional", then, s.touch);
  if (!then.optional) clearBecause(first, "optional", then, s.touch);
  if (!then.migrateRunnable) clearBecause(first, "migrateRunnable", then, s.touch);
  if (!first.optional && !first.runnable) clearBecause(then, "runnable", first, s.touch);
}
