/** Instances of a clone by their number. */
import type { Resource } from "../state/resource.ts";

/** `rsc:2` before `rsc:10`. */
export const byNumber = (one: Resource, other: Resource): number => numberOf(one) - numberOf(other);

const numberOf = (resource: Resource): number =>
  Number(resource.id.slice(resource.id.lastIndexOf(":") + 1));
