/** The resource that a constraint means by an id, and the name that a resource's history knows it by. */
import { childrenOf, type Primitive, type Resource, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/**
 * The id of what is cloned stands for its clone, but only once an instance has been recorded by it:
 * before that, Pacemaker does not find it, and leaves the constraint out.
 */
export function constraintResource(w: Working, id: string): Resource | null {
  const named = w.byId.get(id);
  if (named !== undefined) return named;
  const instance = w.byId.get(`${id}:0`);
  if (instance === undefined) return null;
  const top = topOf(instance);
  return anyRecordedAs(top, id) ? top : null;
}

const anyRecordedAs = (resource: Resource, id: string): boolean =>
  resource.kind === "primitive"
    ? recordedName(resource) === id
    : childrenOf(resource).some((child) => anyRecordedAs(child, id));

/** By what name the history of an instance was recorded; its id where there is none. */
export function recordedName(resource: Primitive): string {
  if (resource.recordedAs !== null) return resource.recordedAs;
  for (const { resource: name } of resource.facts.values()) {
    if (name === resource.baseId) return name;
  }
  return resource.id;
}
