/** Which of two nodes is the better place. */
import { INFINITY, type Score } from "../../model/mod.ts";
import { isAvailable, type Node } from "../state/node.ts";
import type { Working } from "../state/working.ts";

/**
 * The best first: by score, by free capacity (balanced), by how few resources are there, the node where
 * it runs now (`active`), by name. With the strategy `minimal` only score and name count.
 */
export const sortedNodes = (
  { input: { options: { placementStrategy } } }: Working,
  nodes: readonly Node[],
  scores: Int32Array,
  active: Node | null,
): Node[] => {
  const effective = (node: Node): Score =>
    isAvailable(node) ? scores[node.index] as number : -INFINITY;
  return [...nodes].sort((one, other) =>
    effective(other) - effective(one) || compareRoom(placementStrategy, one, other, active) ||
    compareNames(one, other)
  );
};

/** The first of `sortedNodes` among those that have a score; null: none has. */
export function bestNode(
  { nodes, input: { options: { placementStrategy } } }: Working,
  usable: Uint8Array,
  scores: Int32Array,
  active: Node | null,
): Node | null {
  let best: Node | null = null;
  let highest = -Infinity;
  for (const node of nodes) {
    const score = scores[node.index] as number;
    if (score < -INFINITY) continue;
    const effective = usable[node.index] === 1 ? score : -INFINITY;
    if (effective < highest) continue;
    const wins = best === null || effective > highest ||
      (compareRoom(placementStrategy, node, best, active) || compareNames(node, best)) < 0;
    if (!wins) continue;
    best = node;
    highest = effective;
  }
  return best;
}

/** The score of a node for what no constraint speaks of. */
export const initialScore = (node: Node): Score =>
  node.online && !node.shutdown ? node.input.score : -INFINITY;

function compareRoom(
  strategy: Working["input"]["options"]["placementStrategy"],
  one: Node,
  other: Node,
  active: Node | null,
): number {
  if (strategy === "minimal") return 0;
  if (strategy === "balanced") {
    const difference = compareCapacities(one.capacity, other.capacity);
    if (difference !== 0) return difference;
  }
  if (one.count !== other.count) return one.count - other.count;
  return Number(other === active) - Number(one === active);
}

/** Below 0: `one` has more left of more of the attributes; what is not named counts as 0. */
export function compareCapacities(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): number {
  let result = 0;
  for (const [name, left] of one) result += Math.sign((other.get(name) ?? 0) - left);
  for (const [name, left] of other) if (!one.has(name)) result += Math.sign(left);
  return result;
}

/** By the bytes of the name, as the tie that is left. */
const compareNames = (one: Node, other: Node): number =>
  one.name < other.name ? -1 : one.name === other.name ? 0 : 1;
