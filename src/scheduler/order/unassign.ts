/** Takes a place away from what turned out to have nothing to stand on there. */
import { type Action, OCF } from "../state/action.ts";
import type { Primitive, Resource } from "../state/resource.ts";
import type { Settling } from "./settling.ts";

/** False: it had none. */
export function unassign(s: Settling, resource: Resource): boolean {
  if (resource.kind !== "primitive") {
    let changed = false;
    for (const child of resource.children) if (unassign(s, child)) changed = true;
    return changed;
  }
  const changed = resource.assignedTo !== null;
  leave(resource);
  resource.unassigned = false;
  resource.nextRole = "stopped";
  resource.nextRoleBecause = "unable to assign";
  for (const action of resource.actions) giveUp(s, action);
  return changed;
}

function leave(resource: Primitive): void {
  const { assignedTo: node } = resource;
  if (node === null) return;
  resource.assignedTo = null;
  const place = node.assigned.indexOf(resource);
  if (place >= 0) node.assigned.splice(place, 1);
  node.count -= 1;
}

/** It is to be stopped, cannot be started, and is watched only for being stopped. */
function giveUp(s: Settling, action: Action): void {
  if (action.task === "stop") {
    if (!action.optional) return;
    action.optional = false;
  } else if (
    action.task === "start" || (action.interval > 0 && action.expects !== OCF.notRunning)
  ) {
    if (!action.runnable) return;
    action.runnable = false;
  } else {
    return;
  }
  s.touch(action);
}
