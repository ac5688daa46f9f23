/** What one node knows of another from its own hearing. */
import { type Instant, later, type Millis, NEVER, type NodeName, since } from "../model/mod.ts";
import type { Heard, Keepalive } from "../wire/mod.ts";
import type { Apart } from "./word_age.ts";

export type Peer = Unseen | Alive | Silent;

/** Not heard since this node started. `dead` once initdead has passed. */
export interface Unseen {
  readonly kind: "unseen";
  readonly dead: boolean;
  /** It has come into the configuration since: it has never had a majority, and so runs nothing. */
  readonly isNew?: boolean;
}

/** Heard within deadtime. */
export interface Alive {
  readonly kind: "alive";
  readonly generation: number;
  /** When its latest word was written, as far as can be told; never later than it came. */
  readonly heardAt: Instant;
  /** When it was last heard by itself, and not through another node. */
  readonly directAt: Instant;
  /** Two hosts have spoken as this life. */
  readonly twins: boolean;
  /** How far its clock is from this one. */
  readonly apart: Apart | null;
  /** When it was first heard in this life, or first again after a silence. */
  readonly aliveSince: Instant;
  readonly late: boolean;
  /** Its latest keepalive of this generation; null until the first has come. */
  readonly keepalive: Keepalive | null;
  /** The sequence number of that keepalive: an overtaken one is not news. */
  readonly keepaliveSeq: number;
  /** The highest sequence number heard of it: what this node echoes. */
  readonly seq: number;
  /** When this node sent the message that the peer last said it heard, in whatever life; null: none. */
  readonly heardUsAt: Instant | null;
  /** Whether its latest keepalive had an echo that was fresh when it came. */
  readonly hearsUs: boolean;
}

/** Dead by silence, or gone after a planned stop: of that life nothing more is believed then. */
export interface Silent {
  readonly kind: "silent";
  readonly cause: "silence" | "left";
  readonly generation: number;
  /** The highest sequence number heard of it. */
  readonly seq: number;
  readonly heardAt: Instant;
  readonly apart: Apart | null;
  /** The version of its report when it said good-bye: the last that there will be. */
  readonly report: number | null;
  /** As it was when the peer left: what it granted then lasts. Null: nothing lasts. */
  readonly heardUsAt: Instant | null;
}

/** Silent past deadtime, unseen past initdead or new, or left. */
export const isOff = (peer: Peer): boolean =>
  peer.kind === "silent" || (peer.kind === "unseen" && (peer.dead || isNew(peer)));

/** It is not waited for, and not missed. */
export const isNew = (peer: Peer): boolean => peer.kind === "unseen" && peer.isNew === true;

/** The moments at which a peer's standing changes by silence alone. */
export function peerDeadline(peer: Peer, warntime: Millis, deadtime: Millis): Instant {
  if (peer.kind !== "alive") return NEVER;
  return later(peer.heardAt, peer.late ? deadtime : Math.min(warntime, deadtime));
}

/**
 * A life of which nothing is known but that it has spoken. What the last one granted lasts: this one takes
 * nothing over before it has listened for deadtime.
 */
export const newlyHeard = (
  before: Peer,
  generation: number,
  heardAt: Instant,
  now: Instant,
): Alive => ({
  kind: "alive",
  generation,
  heardAt,
  directAt: -Infinity as Instant,
  twins: false,
  apart: null,
  late: false,
  keepalive: null,
  keepaliveSeq: 0,
  aliveSince: now,
  seq: 0,
  heardUsAt: before.kind === "unseen" ? null : before.heardUsAt,
  hearsUs: false,
});

export const silenceOf = (peer: Peer, now: Instant): Millis | null =>
  peer.kind === "unseen" ? null : since(peer.heardAt, now);

/** What a peer that is there has said last; null: it is not there, or has said nothing yet. */
export const lastWord = (peer: Peer): Keepalive | null =>
  peer.kind === "alive" ? peer.keepalive : null;

/** The life of that node which the sender counts as alive, by its own word; undefined: there is none. */
export const aliveIn = ({ hears }: Keepalive, name: NodeName): Heard | undefined =>
  hears.find(({ node, alive }) => alive && node === name);

/** By its own word the sender hears that node itself, and not only through another one. */
export const hearsItself = (keepalive: Keepalive | null, name: NodeName): boolean =>
  keepalive !== null && aliveIn(keepalive, name)?.direct === true;

/** That life has said good-bye: nothing of it is believed any more. */
export const hasLeft = (peer: Peer, generation: number): boolean =>
  peer.kind === "silent" && peer.cause === "left" && peer.generation === generation;
