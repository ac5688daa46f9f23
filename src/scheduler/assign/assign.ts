/** Who goes where. */
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { type Assignment, newAssignment } from "./assignment.ts";
import { assignClone } from "./clone.ts";
import { assignGroup } from "./group.ts";
import { assignPrimitive } from "./primitive.ts";
import { sortForAssignment } from "./resource_order.ts";

/** Gives every resource its place, and instances of promotable clones their roles. */
export function assignAll(w: Working): void {
  const a = newAssignment(w);
  if (w.input.options.placementStrategy !== "default") sortForAssignment(a);
  for (const resource of w.resources) assign(a, resource, null);
}

/** The one node that it gets; null: none, or several. */
export function assign(a: Assignment, resource: Resource, preferred: Node | null): Node | null {
  switch (resource.kind) {
    case "primitive":
      return assignPrimitive(a, resource, preferred);
    case "group":
      return assignGroup(a, resource, preferred);
    case "clone":
      assignClone(a, resource, preferred);
      return null;
  }
}
