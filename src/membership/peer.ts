/** What one node knows of another from its own hearing. */
import { type Instant, later, type Millis, NEVER } from "../model/mod.ts";
import type { Keepalive } from "../wire/mod.ts";

export type Peer = Unseen | Alive | Silent;

/** Not heard since this node started. `dead` once initdead has passed. */
export interface Unseen {
  readonly kind: "unseen";
  readonly dead: boolean;
}

/** Heard within deadtime. */
export interface Alive {
  readonly kind: "alive";
  readonly generation: number;
  readonly heardAt: Instant;
  /** When it was first heard in this life, or first again after a silence. */
  readonly aliveSince: Instant;
  readonly late: boolean;
  /** Its latest keepalive of this generation; null until the first has come. */
  readonly keepalive: Keepalive | null;
  /** The sequence number of that keepalive: an overtaken one is not news. */
  readonly keepaliveSeq: number;
  /** The highest sequence number heard of it: what this node echoes. */
  readonly seq: number;
  /** When this node sent the message that the peer last said it heard; null: it hears nothing. */
  readonly heardUsAt: Instant | null;
  /** Whether its latest keepalive had an echo that was fresh when it came. */
  readonly hearsUs: boolean;
}

/** Dead by silence, or gone after a planned stop: of that life nothing more is believed then. */
export interface Silent {
  readonly kind: "silent";
  readonly cause: "silence" | "left";
  readonly generation: number;
  readonly heardAt: Instant;
  /** As it was when the peer left: what it granted then lasts. Null: nothing lasts. */
  readonly heardUsAt: Instant | null;
}

/** Silent past deadtime, unseen past initdead, or left. */
export const isOff = (peer: Peer): boolean =>
  peer.kind === "silent" || (peer.kind === "unseen" && peer.dead);

/** The moments at which a peer's standing changes by silence alone. */
export function peerDeadline(peer: Peer, warntime: Millis, deadtime: Millis): Instant {
  if (peer.kind !== "alive") return NEVER;
  return later(peer.heardAt, peer.late ? deadtime : Math.min(warntime, deadtime));
}
