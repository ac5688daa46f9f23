/** All that must be on one node with a resource, because of it or of each other. */
import { INFINITY } from "../../model/mod.ts";
import type { Resource } from "../state/resource.ts";
import { effectOf } from "./new_colocation.ts";

export function colocatedResources(resource: Resource): ReadonlySet<Resource> {
  const found = new Set<Resource>();
  collect(resource, resource, found);
  return found;
}

function collect(resource: Resource, origin: Resource, found: Set<Resource>): void {
  if (resource.kind === "group") {
    const whole = resource.colocated || resource.parent?.kind === "clone";
    for (const member of whole ? resource.children : resource.children.slice(0, 1)) {
      collect(member, origin, found);
    }
  }
  if (found.has(resource)) return;
  found.add(resource);
  for (const colocation of resource.thisWith) {
    const { primary, score } = colocation;
    if (primary === origin || score < INFINITY) continue;
    if (effectOf(resource, primary, colocation, true) === "location") {
      collect(primary, origin, found);
    }
  }
  for (const colocation of resource.withThis) {
    const { dependent, score } = colocation;
    if (dependent === origin || score < INFINITY) continue;
    // Of a clone it cannot be said with which instance the other will be.
    if (resource.kind === "clone" && dependent.kind !== "clone") continue;
    if (effectOf(dependent, resource, colocation, true) === "location") {
      collect(dependent, origin, found);
    }
  }
}
