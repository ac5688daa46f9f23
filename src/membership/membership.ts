/** Who is alive, late or dead, by which link, and who hears whom. */
import {
  type ClusterConfig,
  earliest,
  type Event,
  type Instant,
  later,
  type LinkName,
  type Millis,
  NEVER,
  type NodeName,
  RecentWorst,
  since,
} from "../model/mod.ts";
import type { Heard, Keepalive, Received } from "../wire/mod.ts";
import { Majority } from "./majority.ts";
import { type Alive, isOff, type Peer, peerDeadline } from "./peer.ts";
import { PeerLinks } from "./peer_links.ts";
import type { Votes } from "./quorum.ts";
import { SentLog } from "./sent_log.ts";

/**
 * A node that nobody has heard for this part of deadtime lets go of what it runs; what is left of
 * deadtime is the time it has for that before the others may take over.
 */
export const LEASE_PART = 0.75;

/**
 * For this part of deadtime a daemon that was started anew, and does not know until when its last
 * life might have gone on, goes on as if its peers still heard it.
 */
const GRACE_PART = 0.25;

type Config = Pick<
  ClusterConfig,
  "nodes" | "links" | "arbiter" | "waitForAll" | "warntime" | "deadtime" | "initdead"
>;

export class Membership {
  readonly #peers = new Map<NodeName, Peer>();
  readonly #links = new PeerLinks();
  readonly #worst = new Map<NodeName, RecentWorst>();
  readonly #sent = new SentLog();
  readonly #majority: Majority;
  #config: Config;
  #startedAt: Instant;
  #tickedAt: Instant;

  constructor(
    config: Config,
    private readonly self: NodeName,
    private readonly generation: number,
    now: Instant,
    /** Until when the last life might have gone on unheard; null: that is not known. */
    lease: Instant | null,
    leasePart: number = LEASE_PART,
  ) {
    this.#majority = new Majority({
      config,
      self,
      peers: this.#peers,
      // Whatever the file says: no life before this one had more, and it goes on for no longer.
      firstLease: lease === null
        ? later(now, config.deadtime * GRACE_PART)
        : earliest(lease, later(now, config.deadtime * leasePart)),
      goesOn: lease !== null && now <= lease,
      leasePart,
      now,
    });
    this.#config = config;
    this.#startedAt = now;
    this.#tickedAt = now;
    this.configure(config);
  }

  /** Takes a new configuration; peers that are still in it keep what is known of them. */
  configure(config: Config): void {
    this.#config = config;
    const names = config.nodes.map((node) => node.name).filter((name) => name !== this.self);
    for (const name of this.names) if (!names.includes(name)) this.#peers.delete(name);
    for (const name of names) {
      if (!this.#peers.has(name)) this.#peers.set(name, { kind: "unseen", dead: false });
    }
    this.#links.configure(names, config.links.map((link) => link.name));
    this.#majority.configure(config);
  }

  /** The arbiter lends this node its vote until then, by this node's clock; null: it does not. */
  setArbiter(lent: { readonly until: Instant } | null): void {
    this.#majority.setArbiter(lent?.until ?? null);
  }

  hasArbiter(now: Instant): boolean {
    return this.#majority.hasArbiter(now);
  }

  get names(): readonly NodeName[] {
    return [...this.#peers.keys()];
  }

  peer(name: NodeName): Peer {
    return this.#peers.get(name) ?? { kind: "unseen", dead: true };
  }

  noteSent(seq: number, now: Instant): void {
    this.#sent.note(seq, now);
  }

  /** Takes in a sign of life, and what it says if it is a keepalive. */
  hear(received: Received, link: LinkName, now: Instant): readonly Event[] {
    const { from, generation, seq, message } = received;
    const before = this.peer(from);
    if (before.kind === "silent" && before.cause === "left" && before.generation === generation) {
      return [];
    }
    // A copy may have been on its way for long; its first arrival has said all that it says.
    if (!received.first) return this.#links.hear(from, link, now);
    const sameLife = before.kind === "alive" && before.generation === generation;
    const events = [
      ...this.#links.hear(from, link, now),
      ...(sameLife ? this.#endSilence(from, before, now) : [
        { kind: "peerAlive", node: from, generation, after: silenceOf(before, now) } as const,
      ]),
    ];
    // It was called dead, and was not.
    if (before.kind === "silent" && before.generation === generation) {
      this.#noteSilence(from, since(before.heardAt, now), now);
    }
    const base: Alive = sameLife ? before : {
      kind: "alive",
      generation,
      heardAt: now,
      late: false,
      keepalive: null,
      keepaliveSeq: 0,
      aliveSince: now,
      seq: 0,
      heardUsAt: null,
      hearsUs: false,
    };
    // After so long it may have slept, and have forgotten whom it had heard before.
    const slept = since(base.heardAt, now) > this.lease;
    const aliveSince = slept ? now : base.aliveSince;
    const seqs = Math.max(base.seq, seq);
    const heard: Alive = { ...base, heardAt: now, aliveSince, late: false, seq: seqs };
    if (message?.kind !== "keepalive" || seq < heard.keepaliveSeq) {
      this.#peers.set(from, heard);
      return events;
    }
    return [...events, ...this.#hearKeepalive(from, heard, message, seq, now)];
  }

  #hearKeepalive(
    from: NodeName,
    heard: Alive,
    keepalive: Keepalive,
    seq: number,
    now: Instant,
  ): readonly Event[] {
    if (keepalive.phase === "left") {
      const { generation, heardUsAt } = heard;
      this.#peers.set(from, { kind: "silent", cause: "left", generation, heardAt: now, heardUsAt });
      this.#links.leave(from);
      return [{ kind: "peerLeft", node: from }];
    }
    const echo = keepalive.hears.find((each) => each.node === this.self);
    const dated = echo?.generation === this.generation ? this.#sent.sentAt(echo.seq) : null;
    // Without an echo it has given this node up, though by this node's clock that cannot be: a virtual
    // machine was paused, and its clock with it.
    const heardUsAt = echo === undefined ? null : dated ?? heard.heardUsAt;
    const hearsUs = dated !== null && since(dated, now) <= this.lease;
    const news = { keepalive, keepaliveSeq: seq, heardUsAt, hearsUs };
    this.#peers.set(from, { ...heard, ...news });
    this.#majority.settle();
    return heard.hearsUs && !hearsUs ? [{ kind: "notHeard", node: from }] : [];
  }

  #endSilence(node: NodeName, before: Alive, now: Instant): readonly Event[] {
    const silent = since(before.heardAt, now);
    this.#noteSilence(node, silent, now);
    return before.late ? [{ kind: "peerRecovered", node, silent }] : [];
  }

  #noteSilence(node: NodeName, silent: Millis, now: Instant): void {
    const worst = this.#worst.get(node) ?? new RecentWorst();
    worst.note(silent, now);
    this.#worst.set(node, worst);
  }

  /** What the passing of time alone has changed. */
  tick(now: Instant): readonly Event[] {
    this.#tickedAt = now;
    const events: Event[] = [];
    for (const [node, peer] of this.#peers) {
      events.push(
        ...this.#tickPeer(node, peer, now),
        ...this.#links.tick(node, this.#config.deadtime, now),
      );
    }
    this.#majority.settle();
    return events;
  }

  #tickPeer(node: NodeName, peer: Peer, now: Instant): readonly Event[] {
    const { warntime, deadtime, initdead } = this.#config;
    switch (peer.kind) {
      case "unseen":
        if (peer.dead || now < later(this.#startedAt, initdead)) return [];
        this.#peers.set(node, { kind: "unseen", dead: true });
        return [{ kind: "peerDead", node, silent: null }];
      case "alive": {
        const { heardAt, late, generation } = peer;
        const silent = since(heardAt, now);
        if (now >= later(heardAt, deadtime)) {
          const gone = { kind: "silent", cause: "silence", generation, heardAt } as const;
          this.#peers.set(node, { ...gone, heardUsAt: null });
          return [{ kind: "peerDead", node, silent }];
        }
        if (now < later(heardAt, warntime) || late) return [];
        this.#peers.set(node, { ...peer, late: true });
        return [{ kind: "peerLate", node, silent }];
      }
      case "silent":
        return [];
    }
  }

  /** When `tick` has something to say next. */
  deadline(): Instant {
    const { warntime, deadtime, initdead } = this.#config;
    const moments = [...this.#peers].map(([node, peer]) => {
      const unseen = peer.kind === "unseen" && !peer.dead;
      return earliest(
        unseen ? later(this.#startedAt, initdead) : peerDeadline(peer, warntime, deadtime),
        this.#links.deadline(node, deadtime),
      );
    });
    return earliest(...moments, ...this.#majority.ends().map((end) => this.#afterTick(end)));
  }

  /** A moment after `end`; never where the last tick was later than that. */
  #afterTick(end: Instant): Instant {
    return later(end, 1) > this.#tickedAt ? later(end, 1) : NEVER;
  }

  /**
   * This node slept for `length` and could not listen: the others' silence in that time was its
   * own deafness, and is not held against them.
   */
  forgive(length: Millis, now: Instant): void {
    for (const [node, peer] of this.#peers) {
      if (peer.kind !== "alive") continue;
      const heardAt = Math.min(now, peer.heardAt + length) as Instant;
      this.#peers.set(node, { ...peer, heardAt });
    }
    this.#links.forgive(length, now);
  }

  /** After a long pause: nothing that was known of the peers holds until they are heard again. */
  startOver(now: Instant): void {
    this.#startedAt = now;
    for (const node of this.#peers.keys()) {
      this.#peers.set(node, { kind: "unseen", dead: false });
    }
    this.#majority.startOver(now);
  }

  /** Whether initdead has passed, and with it the time to wait for those not heard yet. */
  waitedLongEnough(now: Instant): boolean {
    return now >= later(this.#startedAt, this.#config.initdead);
  }

  get deadtime(): Millis {
    return this.#config.deadtime;
  }

  /** How long after the peers last heard it a node may go on as if they still did. */
  get lease(): Millis {
    return this.#majority.lease;
  }

  /** The peer is heard, and has heard this node a moment ago. */
  mutual(name: NodeName): boolean {
    const peer = this.peer(name);
    return peer.kind === "alive" && peer.hearsUs;
  }

  /** Whether the peer surely has not given this node up yet, by this node's own clock. */
  holdsLease(name: NodeName, now: Instant): boolean {
    return now <= this.#majority.leaseEnd(this.peer(name));
  }

  /** Silent past deadtime, unseen past initdead, or left. */
  off(name: NodeName): boolean {
    return isOff(this.peer(name));
  }

  /** @param nodes those that an operator says are off: they are not waited for. */
  excuse(nodes: readonly NodeName[]): void {
    this.#majority.excuse(nodes);
  }

  /** Those without whom this node has no quorum yet (wait_for_all); none: it waits for nobody. */
  get waitsFor(): readonly NodeName[] {
    return this.#majority.waitsFor;
  }

  /** The votes of this node's partition, where `members` are its other members. */
  votes(members: readonly NodeName[], now: Instant): Votes {
    return this.#majority.votes(members, now);
  }

  /**
   * Whether this node may go on running what it runs: those that have heard it a moment ago have more
   * than half of all votes, and so nobody with more than half takes it for dead. Of a pair: the other
   * one, if it is heard, hears this one.
   */
  mayHold(now: Instant): boolean {
    return this.#majority.mayHold(now);
  }

  /**
   * Until when it may, if nothing more is heard from now on. For the next life of this node, should
   * this one end here: that cannot know when its peers last heard it. Of a pair, one whose peer is off
   * may go on for ever. One that still waits for all has nothing to hand on.
   */
  get leaseUntil(): Instant {
    return this.#majority.leaseUntil;
  }

  /** What this node tells the others of its hearing. */
  hears(): readonly Heard[] {
    return [...this.#peers].flatMap(([node, peer]) =>
      peer.kind === "alive" ? [{ node, generation: peer.generation, seq: peer.seq }] : []
    );
  }

  /** The longest silence of the last day or two in one life of the peer. */
  worstSilence(name: NodeName, now: Instant): Millis {
    return this.#worst.get(name)?.at(now) ?? 0;
  }

  linksOf(name: NodeName): ReturnType<PeerLinks["of"]> {
    return this.#links.of(name);
  }
}

function silenceOf(peer: Peer, now: Instant): Millis | null {
  return peer.kind === "unseen" ? null : since(peer.heardAt, now);
}
