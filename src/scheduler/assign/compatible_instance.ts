/** Which instance of a clone goes with an instance of another: the one on the same node. */
import type { Role } from "../../model/mod.ts";
import { isBlocked, placeOf, roleOf } from "../state/place.ts";
import type { Node } from "../state/node.ts";
import type { Clone, Group, Primitive, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { sortedNodes } from "./node_order.ts";

/**
 * Where `resource` has a place (`now` or `next`), the instance there; else the first found on the nodes
 * that it may run on, the best first. `role`: that the instance must have; null: any.
 */
export function compatibleInstance(
  w: Working,
  resource: Resource,
  clone: Clone,
  role: Role | null,
  when: "now" | "next",
): Primitive | Group | null {
  const place = placeOf(resource, when);
  if (place !== null) return instanceOn(clone, place, role, when);
  for (const node of sortedNodes(w, resource.allowed.scores, null)) {
    const instance = instanceOn(clone, node, role, when);
    if (instance !== null) return instance;
  }
  return null;
}

/** The instance of the clone that is there (`now`) or is to be; none that is blocked. */
export function instanceOn(
  clone: Clone,
  node: Node,
  role: Role | null,
  when: "now" | "next",
): Primitive | Group | null {
  return clone.children.find((child) =>
    placeOf(child, when) === node &&
    (role === null || role === "unknown" || roleOf(child, when) === role) && !isBlocked(child)
  ) ?? null;
}
