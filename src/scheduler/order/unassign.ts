/** Takes a place away from what turned out to have nothing to stand on there. */
import { stopInstead, withdraw } from "../assign/finish_assignment.ts";
import type { Resource } from "../state/resource.ts";
import type { Settling } from "./settling.ts";

/** False: it had none. */
export function unassign(s: Settling, resource: Resource): boolean {
  if (resource.kind !== "primitive") {
    let changed = false;
    for (const child of resource.children) if (unassign(s, child)) changed = true;
    return changed;
  }
  const changed = resource.assignedTo !== null;
  withdraw(resource);
  resource.unassigned = false;
  resource.nextRole = "stopped";
  resource.nextRoleBecause = "unable to assign";
  stopInstead(resource, s.touch);
  return changed;
}
