/** What a node's fencing means for the resources: their stops there are done by it, starts wait for it. */
import { latestAction } from "../order/find_action.ts";
import { orderActions } from "../order/new_ordering.ts";
import { notifyAfterFencing } from "../order/notifications.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { childrenOf, type Primitive, type Resource, topOf } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { needsFencing } from "../state/requirement.ts";

/** Orders everything that is to be done with resources against the fencing of a node. */
export function orderAgainstFencing(w: Working, fencing: Action): void {
  const node = fencing.node as Node;
  for (const resource of w.resources) orderResource(w, resource, fencing, node);
}

function orderResource(w: Working, resource: Resource, fencing: Action, node: Node): void {
  if (resource.kind !== "primitive") {
    for (const child of childrenOf(resource)) orderResource(w, child, fencing, node);
  } else if (resource.managed) {
    orderStarts(resource, fencing, node);
    implyStops(w, resource, fencing, node);
    implyDemotes(resource, fencing, node);
  }
}

function orderStarts(primitive: Primitive, fencing: Action, node: Node): void {
  for (const action of primitive.actions) {
    if (action.needs === "fencing") {
      orderActions(fencing, action, ORDER.optional);
    } else if (
      action.needs === "quorum" && action.task === "start" &&
      primitive.allowed.scores[node.index] !== ABSENT && !isKnown(primitive, node)
    ) {
      // For all we know it could be running on the node that is to be fenced.
      orderActions(fencing, action, ORDER.optional | ORDER.needsFirst);
    }
  }
}

/** Of an instance that is like the others, the clone as a whole is what has been looked for. */
function isKnown(primitive: Primitive, node: Node): boolean {
  if (primitive.known[node.index] === 1) return true;
  const { parent } = primitive;
  if (parent?.kind !== "clone" || parent.unique) return false;
  return parent.children.some((one) => one.known[node.index] === 1);
}

function implyStops(w: Working, primitive: Primitive, fencing: Action, node: Node): void {
  const stops = actionsOn(primitive, "stop", node);
  if (stops.length === 0) return;
  const awaits = needsFencing(primitive);
  const wholeStop = latestAction(topOf(primitive), "stop", null);
  for (const stop of stops) {
    stop.pseudo = stop.runnable = true;
    if (awaits) {
      orderActions(fencing, stop, ORDER.always);
      if (wholeStop !== null) orderActions(fencing, wholeStop, ORDER.always);
    }
    if (primitive.notify) notifyAfterFencing(w, stop, primitive, fencing);
  }
}

function implyDemotes(primitive: Primitive, fencing: Action, node: Node): void {
  for (const demote of actionsOn(primitive, "demote", node)) {
    if (node.online && !node.unclean && !primitive.failed) continue;
    demote.pseudo = demote.runnable = true;
    if (needsFencing(primitive)) orderActions(fencing, demote, ORDER.always | ORDER.optional);
  }
}

/** As everywhere in looking up actions: one without a node is done on the one that is asked for. */
function actionsOn(primitive: Primitive, task: string, node: Node): readonly Action[] {
  const found: Action[] = [];
  for (const action of primitive.actions) {
    if (action.task !== task || action.interval !== 0) continue;
    action.node ??= node;
    if (action.node === node) found.push(action);
  }
  return found;
}
