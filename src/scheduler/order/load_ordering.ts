/** Room is made before it is taken: stops on a node come before the starts that need their room. */
import { pseudoAction } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import type { Primitive } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { newOrdering } from "./new_ordering.ts";

/** Adds those orderings, where utilization counts at all. */
export function orderLoad(w: Working, resource: Primitive): void {
  if (w.input.options.placementStrategy === "default") return;
  if (resource.input.utilization.size === 0) return;
  for (const node of resource.runningOn) {
    const end = { action: loadStopped(w, node) };
    newOrdering(w, { resource, task: "stop" }, end, ORDER.load);
  }
  for (const node of w.nodes) {
    if (resource.allowed.scores[node.index] === ABSENT) continue;
    const end = { action: loadStopped(w, node) };
    newOrdering(w, end, { resource, task: "start" }, ORDER.load);
    newOrdering(w, end, { resource, task: "migrate_to" }, ORDER.load);
  }
}

/** The point at which a node has room: all that is to stop there has. */
function loadStopped(w: Working, node: Node): Action {
  const action = pseudoAction(w, `load_stopped_${node.name}`);
  if (action.node === null) {
    action.node = node;
    action.optional = false;
  }
  return action;
}
