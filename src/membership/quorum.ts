/** Counting votes. */
import type { Terms } from "../model/mod.ts";

export interface Votes {
  /** In this partition: this node's own, its members', and the arbiter's while it is lent here. */
  readonly here: number;
  /** Configured, the arbiter's included. */
  readonly of: number;
  /** This node is what is left of a pair (`isPair`): the other one is silent past deadtime, or has left. */
  readonly survivor: boolean;
}

/**
 * More than half of all votes, or what is left of a pair (corosync: two_node). Of two partitions never
 * both have more than half, whatever the votes.
 */
export function hasQuorum({ here, of, survivor }: Votes): boolean {
  return here * 2 > of || survivor;
}

type Voters = Pick<Terms, "nodes" | "arbiter">;

/** All votes there are: each node's, and one of the arbiter. */
export const votesOf = ({ nodes, arbiter }: Voters): number =>
  nodes.reduce((sum, { votes }) => sum + votes, arbiter === null ? 0 : 1);

/** Just two nodes with a vote each, and nobody to decide between them. */
export const isPair = ({ nodes, arbiter }: Voters): boolean =>
  arbiter === null && nodes.length === 2 && nodes.every(({ votes }) => votes === 1);
