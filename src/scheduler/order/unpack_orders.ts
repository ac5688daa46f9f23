/** Order constraints as orderings between what actions will be called. */
import type { OrderConstraint, OrderedAction, OrderSets } from "../../model/mod.ts";
import { pseudoAction } from "../act/new_action.ts";
import { constraintResource } from "../assign/constraint_resource.ts";
import { ORDER } from "../state/ordering.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { newOrdering, orderTasks } from "./new_ordering.ts";
import { orderSets } from "./order_sets.ts";

export type Kind = OrderConstraint["kind"];

/** `one-way`: the constraint says nothing of the way down; `inverse`: is the way down of another. */
export type Symmetry = "one-way" | "symmetric" | "inverse";

/** Adds the orderings that all order constraints ask for. */
export function unpackOrders(w: Working): void {
  const { orders, orderSets: several } = w.input.constraints;
  let done = 0;
  for (const sets of several) {
    const before = sets.ordersBefore ?? orders.length;
    for (; done < before; done += 1) unpackOrder(w, orders[done] as OrderConstraint);
    orderSets(w, sets);
  }
  for (; done < orders.length; done += 1) unpackOrder(w, orders[done] as OrderConstraint);
}

/** What is started in order is stopped in the other: the action that undoes this one. */
export function inverse(action: OrderedAction): OrderedAction {
  switch (action) {
    case "start":
      return "stop";
    case "stop":
      return "start";
    case "promote":
      return "demote";
    case "demote":
      return "promote";
  }
}

/** A constraint that keeps two from being done at once has no direction to turn round. */
export const symmetryOf = ({ kind, symmetrical }: OrderConstraint | OrderSets): Symmetry =>
  symmetrical && kind !== "serialize" ? "symmetric" : "one-way";

/** The flags of an ordering of a constraint of this kind. */
export function flagsOf(kind: Kind, first: OrderedAction, symmetry: Symmetry): number {
  switch (kind) {
    case "optional":
      return ORDER.optional;
    case "serialize":
      return ORDER.optional | ORDER.neverTogether;
    case "mandatory":
      return ORDER.optional | mandatoryFlags(first, symmetry);
  }
}

function mandatoryFlags(first: OrderedAction, symmetry: Symmetry): number {
  switch (symmetry) {
    case "one-way":
      return ORDER.oneWay;
    case "inverse":
      return ORDER.impliesFirst;
    case "symmetric":
      return first === "start" || first === "promote"
        ? ORDER.impliesThen | ORDER.needsFirst
        : ORDER.impliesThen;
  }
}

function unpackOrder(w: Working, order: OrderConstraint): void {
  const first = constraintResource(w, order.first);
  const then = constraintResource(w, order.then);
  if (first === null || then === null) return;
  const { firstAction, thenAction, kind } = order;
  const symmetry = symmetryOf(order);
  const flags = flagsOf(kind, firstAction, symmetry);
  const enough = enoughInstances(first, order);
  if (enough > 0) {
    orderAfterEnough(w, order, first, then, enough, flags);
  } else {
    orderTasks(w, first, firstAction, then, thenAction, flags);
  }
  if (symmetry !== "symmetric") return;
  const up = inverse(thenAction);
  const down = inverse(firstAction);
  orderTasks(w, then, up, first, down, flagsOf(kind, down, "inverse"));
}

/** How many instances of the first are enough for the other; 0: all that there are to be. */
function enoughInstances(first: Resource, order: OrderConstraint): number {
  if (first.kind !== "clone") return 0;
  if (first.cloneMin > 0) return first.cloneMin;
  return order.requireAll ? 0 : 1;
}

/** A point in between can be reached once so many instances can do the first's action. */
function orderAfterEnough(
  w: Working,
  order: OrderConstraint,
  first: Resource,
  then: Resource,
  enough: number,
  flags: number,
): void {
  const point = pseudoAction(w, `clone-one-or-more:${order.id}`);
  point.requiresAny = true;
  point.requiredBefore.count = enough;
  point.runnable = true;
  const instances = first.kind === "clone" ? first.children : [];
  for (const instance of instances) {
    const end = { resource: instance, task: order.firstAction };
    newOrdering(w, end, { action: point }, ORDER.oneOrMore | ORDER.showsThen);
  }
  const end = { resource: then, task: order.thenAction };
  newOrdering(w, { action: point }, end, flags | ORDER.needsFirst);
}
