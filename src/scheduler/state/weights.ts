/** A resource's scores for the nodes, by the node's index. */
import { addScores, type Score } from "../../model/mod.ts";

/** Of a node that is not among the allowed ones (symmetric-cluster = false). */
export const ABSENT = -0x8000_0000;

export interface Weights {
  /** ABSENT, or a score between −INFINITY and INFINITY. */
  readonly scores: Int32Array;
  /** Of a clone: instances assigned to each node; null until one is. */
  counts: Int32Array | null;
}

export const newWeights = (nodes: number, score: Score): Weights => ({
  scores: new Int32Array(nodes).fill(score),
  counts: null,
});

/** Nothing is added for a node that is not allowed. */
export function addWeight(weights: Weights, node: number, score: Score): void {
  const old = weights.scores[node] as number;
  if (old !== ABSENT) weights.scores[node] = addScores(old, score);
}
