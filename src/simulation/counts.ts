/** How many instances there are, and how many of them may not run. */
import { primitivesOf, type Resource, topOf, type Working } from "../scheduler/mod.ts";

export interface Counts {
  readonly instances: number;
  readonly disabled: number;
  readonly blocked: number;
}

/** Orphans count while they are active. */
export function countInstances(w: Working): Counts {
  const counted = w.resources.flatMap(primitivesOf).filter(({ orphan, role }) =>
    !orphan || (role !== "stopped" && role !== "unknown")
  );
  return {
    instances: counted.length,
    disabled: counted.filter(isDisabled).length,
    blocked: counted.filter(({ blocked }) => blocked).length,
  };
}

/** Its target-role keeps it from doing all that it could. */
export function isDisabled(resource: Resource): boolean {
  const { targetRole } = resource.meta;
  const top = topOf(resource);
  return targetRole === "stopped" ||
    targetRole === "unpromoted" && top.kind === "clone" && top.promotable;
}
