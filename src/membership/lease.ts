/** Until when more than half of all votes are surely still this node's. */
import type { Instant } from "../model/mod.ts";

/** Votes that surely count for this node until a moment by its own clock, and then perhaps no more. */
export interface Grant {
  readonly votes: number;
  readonly until: Instant;
}

/**
 * The moment up to which the grants that last that long are more than half of all votes; null: together
 * they are not.
 */
export function majorityUntil(grants: readonly Grant[], of: number): Instant | null {
  const longest = grants.toSorted((one, other) =>
    other.until === one.until ? 0 : other.until - one.until
  );
  let sum = 0;
  for (const { votes, until } of longest) {
    sum += votes;
    if (sum * 2 > of) return until;
  }
  return null;
}
