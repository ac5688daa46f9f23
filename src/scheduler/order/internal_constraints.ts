/** What must hold between a resource's own actions, whatever else is configured. */
import { fenceAction } from "../act/fence_action.ts";
import { isFenceDevice, isUnfencingUsed } from "../state/requirement.ts";
import { ORDER } from "../state/ordering.ts";
import { type Primitive, rank, type Resource, topOf } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { orderClone } from "./clone_constraints.ts";
import { orderGroup } from "./group_constraints.ts";
import { orderLoad } from "./load_ordering.ts";
import { newOrdering, orderTasks } from "./new_ordering.ts";

/** Adds the orderings that groups, clones and every single resource bring with them. */
export function internalConstraints(w: Working): void {
  for (const resource of w.resources) orderInside(w, resource);
}

/** Those of one resource and all that it consists of. */
export function orderInside(w: Working, resource: Resource): void {
  switch (resource.kind) {
    case "primitive":
      return orderPrimitive(w, resource);
    case "group":
      return orderGroup(w, resource);
    case "clone":
      return orderClone(w, resource);
  }
}

function orderPrimitive(w: Working, resource: Primitive): void {
  if (!resource.managed) return;
  const restart = ORDER.optional | ORDER.impliesThen | ORDER.restart;
  orderTasks(w, resource, "stop", resource, "start", restart);
  const top = topOf(resource);
  const promotable = top.kind === "clone" && top.promotable;
  if (promotable || rank(resource.role) > rank("unpromoted")) {
    orderTasks(w, resource, "demote", resource, "stop", ORDER.impliesFirstIfPromoted);
    orderTasks(w, resource, "start", resource, "promote", ORDER.needsFirst);
  }
  // What a probe is about to find out need not be forgotten first.
  orderTasks(w, resource, "delete", resource, "monitor", ORDER.sameNode | ORDER.cancelsFirst);
  if (resource.requires === "unfencing" && isUnfencingUsed(w) && !isFenceDevice(resource)) {
    orderUnfencing(w, resource);
  }
  orderLoad(w, resource);
}

/** A node is switched on after what ran there has stopped, and before anything starts there. */
function orderUnfencing(w: Working, resource: Primitive): void {
  for (const node of w.nodes) {
    if (resource.allowed.scores[node.index] === ABSENT) continue;
    const action = fenceAction(w, node, "on", true, null);
    const optional = ORDER.optional | ORDER.sameNode;
    newOrdering(w, { resource, task: "stop" }, { action }, optional);
    const onNode = ORDER.impliesThenThere | ORDER.sameNode;
    newOrdering(w, { action }, { resource, task: "start" }, onNode);
  }
}
