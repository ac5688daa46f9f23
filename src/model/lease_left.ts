/** What a daemon leaves to its next life in the same boot. */
import type { NodeName } from "./names.ts";
import type { Instant } from "./time.ts";

/** The last word of a life of another node that was heard. */
export interface LastHeard {
  readonly generation: number;
  readonly seq: number;
}

/** Until when its last life surely counted for whom: each granted that by itself, and it ends so. */
export interface LeaseLeft {
  /** The life that leaves it. */
  readonly generation: number;
  /** Those that are not in it granted nothing. */
  readonly peers: Readonly<Record<NodeName, Instant>>;
  /** The arbiter's vote; null: it had it not. */
  readonly arbiter: Instant | null;
  /** The arbiter's vote as a peer had it; null: none had. */
  readonly lent: Instant | null;
  /** What such a life says after that is no recording, though it may not hear this node. */
  readonly heard: Readonly<Record<NodeName, LastHeard>>;
}
