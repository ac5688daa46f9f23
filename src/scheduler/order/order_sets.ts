/** Ordered sets: the members of each among themselves, and each set with the next. */
import type { OrderedAction, OrderSets, ResourceSet } from "../../model/mod.ts";
import { pseudoAction } from "../act/new_action.ts";
import { constraintResource } from "../assign/constraint_resource.ts";
import { ORDER } from "../state/ordering.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { newOrdering, orderTasks } from "./new_ordering.ts";
import { flagsOf, inverse, type Symmetry, symmetryOf } from "./unpack_orders.ts";

interface Set {
  readonly input: ResourceSet;
  readonly action: OrderedAction;
  readonly members: readonly Resource[];
}

/** What comes after a set with an unknown member is left out, as is that set. */
export function orderSets(w: Working, sets: OrderSets): void {
  let last: Set | null = null;
  const symmetry = symmetryOf(sets);
  for (const input of sets.sets) {
    const set = unpackSet(w, input);
    if (set === null) return;
    orderWithin(w, sets, set, symmetry);
    if (last !== null) {
      orderBetween(w, sets, last, set, symmetry);
      if (symmetry === "symmetric") orderBetween(w, sets, set, last, "inverse");
    }
    last = set;
  }
}

function unpackSet(w: Working, input: ResourceSet): Set | null {
  const members: Resource[] = [];
  for (const id of input.resources) {
    const member = constraintResource(w, id);
    if (member === null) return null;
    members.push(member);
  }
  return { input, action: input.action ?? "start", members };
}

function orderWithin(w: Working, sets: OrderSets, set: Set, symmetry: Symmetry): void {
  const { action, members } = set;
  const flags = flagsOf(sets.kind, action, symmetry);
  if (sets.kind === "serialize") {
    for (const [index, first] of members.entries()) {
      for (const then of members.slice(index + 1)) {
        orderTasks(w, first, action, then, action, flags);
      }
    }
    return;
  }
  if (!set.input.sequential) return;
  for (const [first, then] of pairs(members)) orderTasks(w, first, action, then, action, flags);
  if (symmetry !== "symmetric") return;
  const back = inverse(action);
  const backFlags = flagsOf(sets.kind, back, "inverse");
  for (const [first, then] of pairs(members)) orderTasks(w, then, back, first, back, backFlags);
}

const pairs = (members: readonly Resource[]): [Resource, Resource][] =>
  members.slice(1).map((then, index) => [members[index] as Resource, then]);

function orderBetween(
  w: Working,
  sets: OrderSets,
  first: Set,
  then: Set,
  symmetry: Symmetry,
): void {
  const back = symmetry === "inverse";
  const firstAction = back ? inverse(first.action) : first.action;
  const thenAction = back ? inverse(then.action) : then.action;
  const flags = flagsOf(sets.kind, firstAction, symmetry);
  // One is enough for the way up only: on the way down none may go before what stands on it.
  const goesDown = firstAction === "stop" || firstAction === "demote";
  if (!first.input.requireAll && !goesDown) {
    orderAfterAny(w, first, firstAction, then, thenAction, flags);
    return;
  }
  for (const one of ends(first, back ? "first" : "last")) {
    for (const other of ends(then, back ? "last" : "first")) {
      orderTasks(w, one, firstAction, other, thenAction, flags);
    }
  }
}

/** The members that the set's neighbour is ordered with: one end of a sequence, or all. */
function ends(set: Set, end: "first" | "last"): readonly Resource[] {
  if (!set.input.orderedByEnds) return set.members;
  const member = set.members.at(end === "first" ? 0 : -1);
  return member === undefined ? [] : [member];
}

function orderAfterAny(
  w: Working,
  first: Set,
  firstAction: OrderedAction,
  then: Set,
  thenAction: OrderedAction,
  flags: number,
): void {
  const point = pseudoAction(w, `one-or-more:${first.input.id}`);
  point.requiresAny = true;
  point.runnable = true;
  for (const member of first.members) {
    const end = { resource: member, task: firstAction };
    newOrdering(w, end, { action: point }, ORDER.oneOrMore | ORDER.showsThen);
  }
  for (const member of then.members) {
    const end = { resource: member, task: thenAction };
    newOrdering(w, { action: point }, end, flags | ORDER.needsFirst);
  }
}
