/**
 * A coordinator's term. The node's name and generation are part of it, so that two nodes, or two
 * lives of one node, can never speak in the same epoch, even where a disk has lost the counter.
 */
import type { NodeName } from "./names.ts";

export interface Epoch {
  readonly counter: number;
  readonly node: NodeName;
  readonly generation: number;
}

/** Negative where `one` is the older; later counter first, then generation, then the name. */
export function compareEpochs(one: Epoch | null, other: Epoch | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (one.counter !== other.counter) return one.counter - other.counter;
  if (one.generation !== other.generation) return one.generation - other.generation;
  return one.node < other.node ? -1 : one.node > other.node ? 1 : 0;
}
