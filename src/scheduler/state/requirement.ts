/** What must be so before a resource may start: that there is quorum, or that unclean nodes are off. */
import type { Node } from "./node.ts";
import type { Primitive, Resource } from "./resource.ts";
import type { Working } from "./working.ts";

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

/** Whether nodes have to be switched on before use: a device does so, or a resource asks for it. */
export const isUnfencingUsed = (w: Working): boolean => w.input.options.unfencing;

/** Whether the node has been switched on since it was fenced. */
export function isUnfenced({ attributes }: Node): boolean {
  const when = attributes.get("#node-unfenced");
  return when !== undefined && when !== "0";
}
