/** Until when this node surely still counts for those that have heard it, by its own clock. */
import { earliest, type Instant, later, type Millis, since } from "../model/mod.ts";
import type { Alive, Peer } from "./peer.ts";

/** Of what is left of the arbiter's vote, others are told so much: clocks may differ in pace by a tenth. */
export const LENT_PART = 0.88;

export interface LeaseTerms {
  /** How long after a peer last heard this node the peer surely still counts on it. */
  readonly lease: Millis;
  /** Granted to a new life by this peer, which has not heard it yet: what the last one had left. */
  readonly first: Instant;
  /** A moment gone by, for those that grant nothing. */
  readonly none: Instant;
}

/** Until when the peer surely has not given this node up. */
export function leaseOf(peer: Peer, { lease, first, none }: LeaseTerms): Instant {
  switch (peer.kind) {
    case "alive":
      if (peer.heardUsAt !== null) return later(peer.heardUsAt, lease);
      // The last life may have had no end in sight, because this peer was off then.
      return earliest(first, later(peer.aliveSince, lease));
    case "unseen":
      return peer.dead ? none : first;
    case "silent":
      // Having left, it takes nothing over before its next life has listened for deadtime.
      return peer.heardUsAt === null ? none : later(peer.heardUsAt, lease);
  }
}

/** The other one of a pair lives, or lived a moment ago, and may have given this one up. */
export function mayTakeOver(peer: Peer, { lease, first }: LeaseTerms, now: Instant): boolean {
  if (peer.kind === "unseen") return !peer.dead && now > first;
  if (peer.kind !== "alive") return false;
  const heardUsAt = heardUsSince(peer);
  // Silent itself, it may be off; speaking on, without having heard this node, it is deaf to it.
  const isDeaf = since(heardUsAt, peer.heardAt) > lease * DEAF_PART;
  return isDeaf && since(heardUsAt, now) > lease;
}

/** A peer is deaf when it has spoken this part of a lease after it last heard this node. */
const DEAF_PART = 2 / 3;

/**
 * When it last heard this node, as far as that counts against it: what it says after a silence may
 * have been on its way since before, so it gets its time anew.
 */
export const heardUsSince = ({ heardUsAt, aliveSince }: Alive): Instant =>
  Math.max(heardUsAt ?? 0, aliveSince) as Instant;

/** Votes that surely count for this node until then. */
export interface Grant {
  readonly votes: number;
  readonly until: Instant;
}

/** Until when the grants that last that long are more than half of all votes; null: never. */
export function majorityUntil(grants: readonly Grant[], of: number): Instant | null {
  let sum = 0;
  for (const { votes, until } of grants.toSorted(byLength)) {
    sum += votes;
    if (sum * 2 > of) return until;
  }
  return null;
}

const byLength = (one: Grant, other: Grant): number =>
  one.until === other.until ? 0 : other.until - one.until;
