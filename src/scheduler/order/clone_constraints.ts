/** Inside a clone: its points around what the instances do, and ordered instances one by one. */
import { ORDER } from "../state/ordering.ts";
import type { Working } from "../state/working.ts";
import { byNumber, type Clone, type Group, type Primitive } from "../state/resource.ts";
import { orderInside } from "./internal_constraints.ts";
import { orderTasks } from "./new_ordering.ts";

type Instance = Primitive | Group;

const { optional, needsFirst, showsFirst, showsThen } = ORDER;

/** Orders the clone's points, its instances around them, and of ordered clones among themselves. */
export function orderClone(w: Working, clone: Clone): void {
  orderTasks(w, clone, "stopped", clone, "start", optional);
  orderTasks(w, clone, "start", clone, "running", needsFirst);
  orderTasks(w, clone, "stop", clone, "stopped", needsFirst);
  if (clone.promotable) {
    orderTasks(w, clone, "demoted", clone, "stop", optional);
    orderTasks(w, clone, "running", clone, "promote", needsFirst);
  }
  if (clone.ordered) clone.children.sort(byNumber);
  let previous: Instance | null = null;
  for (const instance of clone.children) {
    orderInside(w, instance);
    orderInstance(w, clone, instance, previous);
    previous = instance;
  }
  if (clone.promotable) orderRoles(w, clone);
}

function orderInstance(w: Working, clone: Clone, instance: Instance, previous: Instance | null) {
  const chained = clone.ordered ? previous : null;
  orderTasks(w, clone, "start", instance, "start", needsFirst | showsFirst);
  orderTasks(w, instance, "start", clone, "running", showsThen);
  if (chained !== null) orderTasks(w, chained, "start", instance, "start", optional);
  orderTasks(w, clone, "stop", instance, "stop", showsFirst);
  orderTasks(w, instance, "stop", clone, "stopped", showsThen);
  if (chained !== null) orderTasks(w, instance, "stop", chained, "stop", optional);
}

/** Down with all that go down, before any goes up. */
function orderRoles(w: Working, clone: Clone): void {
  orderTasks(w, clone, "stopped", clone, "start", optional);
  orderTasks(w, clone, "stopped", clone, "promote", optional);
  orderTasks(w, clone, "demoted", clone, "stop", optional);
  orderTasks(w, clone, "demoted", clone, "start", optional);
  orderTasks(w, clone, "demoted", clone, "promote", optional);
  orderTasks(w, clone, "running", clone, "promote", optional);
  orderTasks(w, clone, "demote", clone, "demoted", optional);
  let previous: Instance | null = null;
  for (const instance of clone.children) {
    const chained = clone.ordered ? previous : null;
    orderTasks(w, instance, "demote", instance, "promote", optional);
    orderTasks(w, clone, "promote", instance, "promote", optional);
    orderTasks(w, instance, "promote", clone, "promoted", optional);
    if (chained !== null) orderTasks(w, chained, "promote", instance, "promote", optional);
    orderTasks(w, clone, "demote", instance, "demote", showsFirst);
    orderTasks(w, instance, "demote", clone, "demoted", showsThen);
    if (chained !== null) orderTasks(w, instance, "demote", chained, "demote", optional);
    previous = instance;
  }
}
