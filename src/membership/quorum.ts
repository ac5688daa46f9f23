/** Counting votes. Each configured node has one. */

export interface Votes {
  /** Votes in this partition, this node's own included. */
  readonly here: number;
  /** Votes configured. */
  readonly of: number;
  /** Nodes elsewhere that are surely or by policy taken for off: silent past deadtime, or left. */
  readonly silent: number;
}

/**
 * More than half of all votes; of two nodes alone, the one that goes on when the other is silent
 * (corosync: two_node). Two partitions of three or more nodes can never both have it.
 */
export function hasQuorum({ here, of, silent }: Votes): boolean {
  return here * 2 > of || (of === 2 && here === 1 && silent === 1);
}
