/** Of the nodes where a resource is active, the one that counts. */
import type { Node } from "./node.ts";
import { needsFencing } from "./requirement.ts";
import type { Resource } from "./resource.ts";

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
  if (resource.kind === "primitive") return needsFencing(resource);
  const { requires } = resource.meta;
  if (requires !== undefined) return requires === "fencing" || requires === "unfencing";
  const [child] = resource.children;
  return child !== undefined && waitsForFencing(child);
}
