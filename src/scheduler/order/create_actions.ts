/** All actions that resources may need, and of groups and clones the points around them. */
import { newAction, resourcePseudo } from "../act/new_action.ts";
import { createPrimitiveActions } from "../act/primitive.ts";
import type { Group, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { createCloneActions } from "./clone_actions.ts";

/** Makes them for one resource and all that it consists of. */
export function createActions(w: Working, resource: Resource): void {
  switch (resource.kind) {
    case "primitive":
      return createPrimitiveActions(w, resource);
    case "group":
      return createGroupActions(w, resource);
    case "clone":
      return createCloneActions(w, resource);
  }
}

const POINTS = ["start", "running", "stop", "stopped"];
const ROLE_POINTS = ["demote", "demoted", "promote", "promoted"];

function createGroupActions(w: Working, group: Group): void {
  for (const member of group.children) createPrimitiveActions(w, member);
  const points = group.meta.promotable ? [...POINTS, ...ROLE_POINTS] : POINTS;
  for (const task of points) resourcePseudo(w, group, task, true, true);
}

/** A point of a clone's or its instance's that is called by something else than its task. */
export function keyedPseudo(
  w: Working,
  resource: Resource,
  task: string,
  key: string,
  optional: boolean,
) {
  const action = newAction(w, { resource, node: null, task, key, optional });
  action.pseudo = true;
  return action;
}
