/** Whether and where a resource is active, as people see it: of groups and clones too. */
import { childrenOf, type Node, type Primitive, rank, type Resource } from "../scheduler/mod.ts";
import type { Role } from "../model/mod.ts";

/** `whole`: all of its members or instances are active, not only some. */
export function isActive(resource: Resource, whole: boolean): boolean {
  if (resource.kind === "primitive") {
    return resource.runningOn.some(({ unclean, online }) => unclean || online || !resource.managed);
  }
  const children = childrenOf(resource);
  return whole
    ? children.length > 0 && children.every((child) => isActive(child, true))
    : children.some((child) => isActive(child, false));
}

/** The one node that all of it runs on; null: none, or several. */
export function soleNode(resource: Resource): Node | null {
  const nodes = new Set(primitivesOf(resource).flatMap(({ runningOn }) => runningOn));
  const [node = null] = nodes;
  return nodes.size === 1 ? node : null;
}

/** The highest role of any of its primitives. */
export const highestRole = (resource: Resource): Role =>
  primitivesOf(resource).reduce<Role>(
    (highest, { role }) => rank(role) > rank(highest) ? role : highest,
    "unknown",
  );

/** Where it is taken to be when it is on several nodes: the source of a migration, else a usable one. */
export function currentNode(resource: Primitive): Node | null {
  const { runningOn, partialMigration, requires } = resource;
  const first = runningOn[0] ?? null;
  if (partialMigration !== null) {
    return runningOn.find((node) => node === partialMigration.source) ?? first;
  }
  if (requires === "fencing" || requires === "unfencing") return first;
  return runningOn.find(({ online, unclean }) => online && !unclean) ?? first;
}

/** Itself, or all that it contains, in order. */
export const primitivesOf = (resource: Resource): readonly Primitive[] =>
  resource.kind === "primitive" ? [resource] : childrenOf(resource).flatMap(primitivesOf);

/** Of a member of a promotable clone that is started, it is said that it is not promoted. */
export const shownRole = (resource: Primitive, promotable: boolean): Role =>
  resource.role === "started" && promotable ? "unpromoted" : resource.role;
