/** The resource that a constraint means by an id. */
import { recordedName } from "../history_name.ts";
import { childrenOf, type Resource, topOf } from "../state/resource.ts";
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
    ? (recordedName(resource) ?? resource.id) === id
    : childrenOf(resource).some((child) => anyRecordedAs(child, id));
