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
  since,
} from "../model/mod.ts";
import type { Heard, Keepalive, Received } from "../wire/mod.ts";
import { type Alive, type Peer, peerDeadline } from "./peer.ts";
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

type Timing = Pick<ClusterConfig, "keepalive" | "warntime" | "deadtime" | "initdead">;

interface LinkRecord {
  heardAt: Instant | null;
  up: boolean;
}

export class Membership {
  readonly #peers = new Map<NodeName, Peer>();
  readonly #links = new Map<NodeName, Map<LinkName, LinkRecord>>();
  readonly #worst = new Map<NodeName, Millis>();
  readonly #sent = new SentLog();
  #timing: Timing;
  /** Holds for each peer until it has been heard to hear this life. */
  #firstLease: Instant;
  #startedAt: Instant;
  #tickedAt: Instant;

  constructor(
    config: ClusterConfig,
    private readonly self: NodeName,
    private readonly generation: number,
    now: Instant,
    /** Until when the last life might have gone on unheard; null: that is not known. */
    lease: Instant | null,
  ) {
    this.#firstLease = lease ?? later(now, config.deadtime * GRACE_PART);
    this.#timing = config;
    this.#startedAt = now;
    this.#tickedAt = now;
    this.configure(config);
  }

  /** Takes a new configuration; peers that are still in it keep what is known of them. */
  configure(config: ClusterConfig): void {
    this.#timing = config;
    const names = config.nodes.map((node) => node.name).filter((name) => name !== this.self);
    for (const name of [...this.#peers.keys()]) if (!names.includes(name)) this.#forget(name);
    const links = config.links.map((link) => link.name);
    for (const name of names) {
      if (!this.#peers.has(name)) this.#peers.set(name, { kind: "unseen", dead: false });
      const known = this.#links.get(name);
      const record = (link: LinkName) => known?.get(link) ?? { heardAt: null, up: false };
      this.#links.set(name, new Map(links.map((link) => [link, record(link)])));
    }
  }

  #forget(name: NodeName): void {
    this.#peers.delete(name);
    this.#links.delete(name);
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
    if (!received.first) return this.#hearOnLink(from, link, now);
    const sameLife = before.kind === "alive" && before.generation === generation;
    const events = [
      ...this.#hearOnLink(from, link, now),
      ...(sameLife ? this.#endSilence(from, before, now) : [
        { kind: "peerAlive", node: from, generation, after: silenceOf(before, now) } as const,
      ]),
    ];
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
    const heard: Alive = { ...base, heardAt: now, late: false, seq: Math.max(base.seq, seq) };
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
      const { generation } = heard;
      this.#peers.set(from, { kind: "silent", cause: "left", generation, heardAt: now });
      for (const record of this.#links.get(from)?.values() ?? []) record.up = false;
      return [{ kind: "peerLeft", node: from }];
    }
    const echo = keepalive.hears.find((each) => each.node === this.self);
    const dated = echo?.generation === this.generation ? this.#sent.sentAt(echo.seq) : null;
    const heardUsAt = dated ?? heard.heardUsAt;
    const hearsUs = dated !== null && since(dated, now) <= this.lease;
    const news = { keepalive, keepaliveSeq: seq, heardUsAt, hearsUs };
    this.#peers.set(from, { ...heard, ...news });
    return heard.hearsUs && !hearsUs ? [{ kind: "notHeard", node: from }] : [];
  }

  #endSilence(node: NodeName, before: Alive, now: Instant): readonly Event[] {
    const silent = since(before.heardAt, now);
    this.#worst.set(node, Math.max(silent, this.worstSilence(node)));
    return before.late ? [{ kind: "peerRecovered", node, silent }] : [];
  }

  #hearOnLink(node: NodeName, link: LinkName, now: Instant): readonly Event[] {
    const record = this.#links.get(node)?.get(link);
    if (record === undefined) return [];
    const wasUp = record.up;
    record.heardAt = now;
    record.up = true;
    return wasUp ? [] : [{ kind: "link", link, node, up: true, why: "heard" }];
  }

  /** What the passing of time alone has changed. */
  tick(now: Instant): readonly Event[] {
    this.#tickedAt = now;
    const events: Event[] = [];
    const { warntime, deadtime, initdead } = this.#timing;
    for (const [node, peer] of this.#peers) {
      switch (peer.kind) {
        case "unseen":
          if (!peer.dead && now >= later(this.#startedAt, initdead)) {
            this.#peers.set(node, { kind: "unseen", dead: true });
            events.push({ kind: "peerDead", node, silent: null });
          }
          events.push(...this.#tickLinks(node, now));
          break;
        case "alive": {
          const { heardAt, late } = peer;
          const silent = since(heardAt, now);
          if (now >= later(heardAt, deadtime)) {
            const { generation } = peer;
            this.#peers.set(node, { kind: "silent", cause: "silence", generation, heardAt });
            events.push({ kind: "peerDead", node, silent });
          } else if (now >= later(heardAt, warntime) && !late) {
            this.#peers.set(node, { ...peer, late: true });
            events.push({ kind: "peerLate", node, silent });
          }
          events.push(...this.#tickLinks(node, now));
          break;
        }
        case "silent":
          events.push(...this.#tickLinks(node, now));
          break;
      }
    }
    return events;
  }

  #tickLinks(node: NodeName, now: Instant): readonly Event[] {
    const events: Event[] = [];
    for (const [link, record] of this.#links.get(node) ?? []) {
      if (!record.up || record.heardAt === null) continue;
      if (now < later(record.heardAt, this.#timing.deadtime)) continue;
      record.up = false;
      events.push({ kind: "link", link, node, up: false, why: "silent for deadtime" });
    }
    return events;
  }

  /** When `tick` has something to say next. */
  deadline(): Instant {
    const { warntime, deadtime, initdead } = this.#timing;
    const moments = [...this.#peers].map(([node, peer]) => {
      if (peer.kind === "unseen") {
        const dead = peer.dead ? NEVER : later(this.#startedAt, initdead);
        return earliest(dead, this.#holdEnd(peer));
      }
      const links = [...this.#links.get(node)?.values() ?? []].map((record) =>
        record.up && record.heardAt !== null ? later(record.heardAt, deadtime) : NEVER
      );
      return earliest(peerDeadline(peer, warntime, deadtime), this.#holdEnd(peer), ...links);
    });
    return earliest(...moments);
  }

  /** When `mayHold` may turn for the worse by time alone. */
  #holdEnd(peer: Peer): Instant {
    const deafAt = peer.kind === "alive" ? later(heardUsSince(peer), this.lease) : NEVER;
    const ends = [this.#leaseEnd(peer), deafAt].map((end) => later(end, 1));
    return earliest(...ends.filter((end) => end > this.#tickedAt));
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
    for (const links of this.#links.values()) {
      for (const record of links.values()) {
        if (record.heardAt === null) continue;
        record.heardAt = Math.min(now, record.heardAt + length) as Instant;
      }
    }
  }

  /** After a long pause: nothing that was known of the peers holds until they are heard again. */
  startOver(now: Instant): void {
    this.#startedAt = now;
    this.#firstLease = now;
    for (const node of this.#peers.keys()) {
      this.#peers.set(node, { kind: "unseen", dead: false });
    }
  }

  /** Whether initdead has passed, and with it the time to wait for those not heard yet. */
  waitedLongEnough(now: Instant): boolean {
    return now >= later(this.#startedAt, this.#timing.initdead);
  }

  /** How long after the peers last heard it a node may go on as if they still did. */
  get lease(): Millis {
    return this.#timing.deadtime * LEASE_PART;
  }

  /** The peer is heard, and has heard this node a moment ago. */
  mutual(name: NodeName): boolean {
    const peer = this.peer(name);
    return peer.kind === "alive" && peer.hearsUs;
  }

  /** Whether the peer surely has not given this node up yet, by this node's own clock. */
  holdsLease(name: NodeName, now: Instant): boolean {
    return now <= this.#leaseEnd(this.peer(name));
  }

  /** Until when it surely has not. */
  #leaseEnd(peer: Peer): Instant {
    const heardUsAt = peer.kind === "alive" ? peer.heardUsAt : null;
    if (heardUsAt !== null) return later(heardUsAt, this.lease);
    const isNew = peer.kind === "alive" || (peer.kind === "unseen" && !peer.dead);
    return isNew ? this.#firstLease : this.#startedAt;
  }

  /** Silent past deadtime, unseen past initdead, or left. */
  off(name: NodeName): boolean {
    const peer = this.peer(name);
    return peer.kind === "silent" || (peer.kind === "unseen" && peer.dead);
  }

  /** The votes of this node's partition, where `here` are its other members. */
  votes(here: number): Votes {
    const silent = this.names.filter((name) => this.off(name)).length;
    return { here: here + 1, of: this.#peers.size + 1, silent };
  }

  /**
   * Whether this node may go on running what it runs. Of three and more: a majority has heard it a
   * moment ago, and so nobody with a majority of their own takes it for dead. Of two: the other one,
   * if it is heard, hears this one.
   */
  mayHold(now: Instant): boolean {
    return now <= this.#majorityLease() || (this.#isPair && !this.#isAtRisk(now));
  }

  /**
   * Until when it may, if nothing more is heard from now on. For the next life of this node, should
   * this one end here: that cannot know when its peers last heard it. Of two nodes, one whose peer
   * is off may go on for ever.
   */
  get leaseUntil(): Instant {
    const [other] = this.names;
    if (other === undefined || (this.#isPair && this.off(other))) return NEVER;
    return this.#majorityLease();
  }

  get #isPair(): boolean {
    return this.#peers.size === 1;
  }

  /** Until when more than half of all nodes, this one included, have surely not given it up. */
  #majorityLease(): Instant {
    const needed = Math.floor((this.#peers.size + 1) / 2);
    const leases = this.names.map((name) => this.#leaseEnd(this.peer(name))).sort((a, b) => b - a);
    return needed === 0 ? NEVER : leases[needed - 1] ?? this.#startedAt;
  }

  /** Of two nodes: the other one lives, or lived a moment ago, and may have given this one up. */
  #isAtRisk(now: Instant): boolean {
    const [name] = this.names;
    const peer = this.peer(name as NodeName);
    if (peer.kind === "unseen") return !peer.dead && now > this.#firstLease;
    if (peer.kind !== "alive") return false;
    const heardUsAt = heardUsSince(peer);
    // Silent itself, it may be off; speaking on, without having heard this node, it is deaf to it.
    const isDeaf = since(heardUsAt, peer.heardAt) > this.#timing.deadtime / 2;
    return isDeaf && since(heardUsAt, now) > this.lease;
  }

  /** What this node tells the others of its hearing. */
  hears(): readonly Heard[] {
    return [...this.#peers].flatMap(([node, peer]) =>
      peer.kind === "alive" ? [{ node, generation: peer.generation, seq: peer.seq }] : []
    );
  }

  worstSilence(name: NodeName): Millis {
    return this.#worst.get(name) ?? 0;
  }

  linksOf(name: NodeName): readonly { link: LinkName; up: boolean; heardAt: Instant | null }[] {
    return [...this.#links.get(name) ?? []].map(([link, { up, heardAt }]) => ({
      link,
      up,
      heardAt,
    }));
  }
}

function silenceOf(peer: Peer, now: Instant): Millis | null {
  return peer.kind === "unseen" ? null : since(peer.heardAt, now);
}

/**
 * When it last heard this node, as far as that counts against it: what it says after a silence may
 * have been on its way since before, so it gets its time anew.
 */
const heardUsSince = ({ heardUsAt, aliveSince }: Alive): Instant =>
  Math.max(heardUsAt ?? 0, aliveSince) as Instant;
