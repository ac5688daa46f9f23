/** What must be so before a resource may start: that there is quorum, or that unclean nodes are off. */
import type { ResourceInput } from "../input.ts";
import type { Node } from "../state/node.ts";
import type { Primitive, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** Whether it may start only once all unclean nodes have been fenced. */
export const needsFencing = (resource: Resource): boolean =>
  resource.kind === "primitive" &&
  (resource.requires === "fencing" || resource.requires === "unfencing");

/** Whether it may start only on a node that has been unfenced. */
export const needsUnfencing = (resource: Resource): boolean =>
  resource.kind === "primitive" && resource.requires === "unfencing";

/** Whether it may start only in a partition with quorum. */
export const needsQuorum = (resource: Resource): boolean =>
  resource.kind === "primitive" && resource.requires === "quorum";

/** Whether it fences nodes, rather than serve on them. */
export const isFenceDevice = (resource: Resource): resource is Primitive =>
  resource.kind === "primitive" && resource.input.agent.class === "stonith";

const unfencing = new WeakMap<Working, boolean>();

/** Whether nodes have to be switched on before use: a device does so, or a resource asks for it. */
export function isUnfencingUsed(w: Working): boolean {
  let used = unfencing.get(w);
  if (used === undefined) {
    const { options, resources } = w.input;
    unfencing.set(w, used = options.unfencing ?? resources.some(asksForUnfencing));
  }
  return used;
}

function asksForUnfencing(input: ResourceInput): boolean {
  if (input.meta.requires === "unfencing") return true;
  switch (input.kind) {
    case "primitive":
      return input.unfencing;
    case "group":
      return input.members.some(asksForUnfencing);
    case "clone":
      return asksForUnfencing(input.child);
  }
}

/** Whether the node has been switched on since it was fenced. */
export function isUnfenced({ attributes }: Node): boolean {
  const when = attributes.get("#node-unfenced");
  return when !== undefined && when !== "0";
}
