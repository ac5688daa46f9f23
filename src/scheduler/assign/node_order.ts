/** Which of two nodes is the better place. */
import { INFINITY, type Score } from "../../model/mod.ts";
import { isAvailable, type Node } from "../state/node.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { mergeSorted } from "./merge_sort.ts";
import { byName, inTableOrder } from "./table_order.ts";

/**
 * The best first: by score, by free capacity (balanced), by how few resources are there, the node where
 * it runs now (`active`), by name. With the strategy `minimal` only score and name count. Nodes that are
 * not allowed are left out.
 */
export function sortedNodes(w: Working, scores: Int32Array, active: Node | null): Node[] {
  // Free capacities of several kinds may be greater in a circle, and then the way of sorting decides.
  const isBalanced = w.input.options.placementStrategy === "balanced";
  const listed = isBalanced ? [...inTableOrder(w.nodes, scores)].reverse() : w.nodes;
  return sorted(w, listed, scores, active);
}

/** All nodes, the best first, before anything is assigned. */
export const initialOrder = (w: Working): Node[] =>
  sorted(w, [...w.nodes].sort(byName), Int32Array.from(w.nodes, initialScore), null);

function sorted(
  { input: { options: { placementStrategy } } }: Working,
  nodes: readonly Node[],
  scores: Int32Array,
  active: Node | null,
): Node[] {
  const effective = (node: Node): Score =>
    isAvailable(node) ? scores[node.index] as number : -INFINITY;
  const allowed = nodes.filter(({ index }) => scores[index] !== ABSENT);
  return mergeSorted(
    allowed,
    (one, other) =>
      effective(other) - effective(one) || compareRoom(placementStrategy, one, other, active) ||
      compareNames(one, other),
  );
}

/** The first of `sortedNodes`; null: no node is allowed. */
export function bestNode(
  w: Working,
  usable: Uint8Array,
  scores: Int32Array,
  active: Node | null,
): Node | null {
  const { placementStrategy } = w.input.options;
  if (placementStrategy === "balanced") return sortedNodes(w, scores, active)[0] ?? null;
  let best: Node | null = null;
  let highest = -Infinity;
  for (const node of w.nodes) {
    const score = scores[node.index] as number;
    if (score === ABSENT) continue;
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
