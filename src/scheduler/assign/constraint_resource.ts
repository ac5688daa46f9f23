/** The resource that a constraint means by an id. */
import type { Resource } from "../state/resource.ts";
import { topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** What is cloned stands for its clone, as soon as something is known of an instance of it. */
export function constraintResource(w: Working, id: string): Resource | null {
  const named = w.byId.get(id);
  if (named !== undefined) return named;
  const instance = w.byId.get(`${id}:0`);
  return instance === undefined ? null : topOf(instance);
}
