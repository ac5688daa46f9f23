/** Of interleaved clones, which instance of one goes with an instance of the other. */
import type { Node } from "../state/node.ts";
import type { Clone, Group, Primitive, Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { isBlocked, placeOf } from "./place.ts";

/** The one on the same node (`now`, or `next` where they are to be); null: there is none. */
export function instanceBeside(
  w: Working,
  resource: Resource,
  clone: Clone,
  when: "now" | "next",
): Primitive | Group | null {
  const node = placeOf(resource, when);
  if (node !== null) return instanceOn(clone, node, when);
  for (const candidate of byPreference(w, resource)) {
    const found = instanceOn(clone, candidate, when);
    if (found !== null) return found;
  }
  return null;
}

function instanceOn(clone: Clone, node: Node, when: "now" | "next"): Primitive | Group | null {
  for (const instance of clone.children) {
    if (placeOf(instance, when) === node && !isBlocked(instance)) return instance;
  }
  return null;
}

function byPreference(w: Working, { allowed: { scores } }: Resource): Node[] {
  const allowed = w.nodes.filter(({ index }) => scores[index] !== ABSENT);
  return allowed.sort((one, other) =>
    (scores[other.index] ?? 0) - (scores[one.index] ?? 0) || one.count - other.count ||
    (one.name < other.name ? -1 : 1)
  );
}
