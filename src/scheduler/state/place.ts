/** Where a resource is or will be, and in what role, whatever it consists of. */
import type { Role } from "../../model/mod.ts";
import type { Node } from "./node.ts";
import { rank, type Resource } from "./resource.ts";

/** The node where all of it is (`now`) or is to be; null: none, or more than one. */
export function placeOf(resource: Resource, when: "now" | "next"): Node | null {
  const found = onlyPlace(resource, when);
  return found === "several" ? null : found;
}

function onlyPlace(resource: Resource, when: "now" | "next"): Node | "several" | null {
  if (resource.kind === "primitive") {
    if (when === "next") return resource.assignedTo;
    return resource.runningOn.length > 1 ? "several" : resource.runningOn[0] ?? null;
  }
  let only: Node | null = null;
  for (const child of resource.children) {
    const place = onlyPlace(child, when);
    if (place === "several") return "several";
    if (place === null || place === only) continue;
    if (only !== null) return "several";
    only = place;
  }
  return only;
}

/** The highest role that any part of it has (`now`) or is to have. */
export function roleOf(resource: Resource, when: "now" | "next"): Role {
  if (resource.kind === "primitive") return when === "now" ? resource.role : resource.nextRole;
  let highest: Role = "unknown";
  for (const child of resource.children) {
    const role = roleOf(child, when);
    if (rank(role) > rank(highest)) highest = role;
  }
  return highest;
}

/** Whether any part of it is blocked. */
export const isBlocked = (resource: Resource): boolean =>
  resource.blocked || (resource.kind !== "primitive" && resource.children.some(isBlocked));
