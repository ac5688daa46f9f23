/** Deletes what is recorded of a resource on a node: of one that is gone, or has become another. */
import { newOrdering } from "../order/new_ordering.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { newAction } from "./new_action.ts";

/** After its stop, before its start. What has failed keeps its record, for people to see. */
export function scheduleCleanup(
  w: Working,
  resource: Primitive,
  node: Node,
  optional: boolean,
): void {
  if (resource.failed || node.unclean || !node.online) return;
  newAction(w, { resource, node, task: "delete", optional });
  // A clean-up that is done anyway only keeps its place; another is drawn in by the stop, and draws in the start.
  const flags = optional ? ORDER.impliesThen : ORDER.optional;
  newOrdering(w, { resource, task: "stop" }, { resource, task: "delete" }, flags);
  newOrdering(w, { resource, task: "delete" }, { resource, task: "start" }, flags);
}
