/** Of the nodes where a resource is active, the one that counts. */
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";

/**
 * The source of a migration that is under way; the first that answers, where fencing is not waited for;
 * else the first found. null: it is active nowhere.
 */
export function activeNode(resource: Resource): Node | null {
  const { runningOn } = resource;
  const [first = null] = runningOn;
  if (runningOn.length <= 1) return first;
  const source = resource.kind === "primitive" ? resource.partialMigration?.source : undefined;
  if (source !== undefined) return runningOn.includes(source) ? source : first;
  if (waitsForFencing(resource)) return first;
  return runningOn.find(({ online, unclean }) => online && !unclean) ?? first;
}

/** A group or clone is judged by what it sets, or else by what it consists of. */
function waitsForFencing(resource: Resource): boolean {
  if (resource.kind === "primitive") return isFenced(resource.requires);
  const { requires } = resource.meta;
  if (requires !== undefined) return isFenced(requires);
  const [child] = resource.children;
  return child !== undefined && waitsForFencing(child);
}

const isFenced = (requires: string): boolean => requires === "fencing" || requires === "unfencing";
