/** Scores that a fact gives at once, before any constraint is looked at. */
import { INFINITY, type Score } from "../../model/mod.ts";
import type { Node } from "./node.ts";
import { childrenOf, type Resource } from "./resource.ts";
import { ABSENT, addWeight } from "./weights.ts";

/** Adds to a resource's score for a node, and to those of all that it contains. */
export function addScore(resource: Resource, node: Node, score: Score, name: string): void {
  for (const child of childrenOf(resource)) addScore(child, node, score, name);
  const { allowed, parts } = resource;
  if (allowed.scores[node.index] === ABSENT) {
    const usable = node.online && !node.shutdown;
    allowed.scores[node.index] = usable ? node.input.score : -INFINITY;
  }
  addWeight(allowed, node.index, score);
  parts?.push({ node: node.name, name, score });
}

/** The same for every node. */
export function addScoreEverywhere(
  resource: Resource,
  nodes: readonly Node[],
  score: Score,
  name: string,
): void {
  for (const node of nodes) addScore(resource, node, score, name);
}
