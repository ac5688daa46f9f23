/** Who is alive, late or dead, by which link, and who hears whom. */
import {
  type ClusterConfig,
  earliest,
  type Event,
  type Instant,
  later,
  type LeaseLeft,
  type LinkName,
  type Millis,
  NEVER,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { Heard, Keepalive, Received } from "../wire/mod.ts";
import { Admission, type Meeting } from "./admission.ts";
import { heardOf, isDirect, lastHeardOf, newsOf } from "./hearing.ts";
import { Majority, type MajorityConfig } from "./majority.ts";
import {
  type Alive,
  aliveIn,
  hasLeft,
  hearsItself,
  isNew,
  isOff,
  lastWord,
  newlyHeard,
  type Peer,
  peerDeadline,
  silenceOf,
} from "./peer.ts";
import { PeerLinks } from "./peer_links.ts";
import type { Votes } from "./quorum.ts";
import { Silences } from "./silences.ts";
import { type Aged, ageOf, isSignOfLife } from "./word_age.ts";

/**
 * A node that nobody has heard for this part of deadtime lets go of what it runs; what is left of
 * deadtime is the time it has for that before the others may take over.
 */
export const LEASE_PART = 0.75;

type Config =
  & MajorityConfig
  & Pick<ClusterConfig, "nodes" | "links" | "keepalive" | "warntime" | "deadtime" | "initdead">;

export class Membership {
  readonly #peers = new Map<NodeName, Peer>();
  readonly #links = new PeerLinks();
  #silences = new Silences();
  /** What this node knows of itself by others' words, and which lives of theirs it believes. */
  readonly admission: Admission;
  readonly #majority: Majority;
  #config: Config;
  #startedAt: Instant;
  #tickedAt: Instant;

  constructor(
    config: Config,
    private readonly self: NodeName,
    private generation: number,
    now: Instant,
    /** What the last life has left; null: that is not known. */
    left: LeaseLeft | null,
    leasePart: number = LEASE_PART,
  ) {
    this.admission = new Admission(self, generation);
    this.#majority = new Majority({ config, self, peers: this.#peers, left, leasePart, now });
    this.#config = config;
    this.#startedAt = now;
    this.#tickedAt = now;
    const first = config.terms?.[0]?.nodes ?? config.nodes;
    for (const { name } of first) this.#peers.set(name, { kind: "unseen", dead: false });
    this.configure(config);
  }

  /** Takes a new configuration; peers that are still in it keep what is known of them. */
  configure(config: Config): void {
    // What was heard seldom enough before says nothing of a shorter deadtime.
    if (config.deadtime !== this.#config.deadtime) this.#silences = new Silences();
    this.#config = config;
    const names = config.nodes.map((node) => node.name).filter((name) => name !== this.self);
    for (const name of this.names) if (!names.includes(name)) this.#peers.delete(name);
    for (const name of names) {
      if (this.#peers.has(name)) continue;
      this.#peers.set(name, { kind: "unseen", dead: false, isNew: true });
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
    this.admission.noteSent(seq, now);
  }

  /** A life that is not believed yet has spoken. */
  meet(received: Received, now: Instant): Meeting {
    return this.admission.meet(received, this.peer(received.from), this.lease, now);
  }

  /** Two hosts speak as one life: both are told, and begin lives of their own. */
  noteTwins(name: NodeName): readonly Event[] {
    const peer = this.peer(name);
    if (peer.kind !== "alive" || peer.twins) return [];
    this.#peers.set(name, { ...peer, twins: true });
    return [{ kind: "sameName", node: name, generation: peer.generation }];
  }

  /**
   * Takes in a sign of life of a life that is believed, and what it says if it is a keepalive. Null: the
   * word was held back on its way for so long that nothing is to be made of it.
   */
  hear(received: Received, link: LinkName, now: Instant): readonly Event[] | null {
    const { from, generation, seq, hops, message } = received;
    const before = this.peer(from);
    const answered = message?.kind === "keepalive" ? this.admission.answeredBy(message) : null;
    const { age, apart } = this.#ageOf(received, answered, now);
    const sameLife = before.kind === "alive" && before.generation === generation;
    const isSign = isSignOfLife(received);
    if (isSign && age >= this.#config.deadtime) {
      if (sameLife) this.#peers.set(from, { ...before, apart });
      return null;
    }
    if (hasLeft(before, generation)) return [];
    const onLink = () => hops === 0 ? this.#links.hear(from, link, now) : [];
    // A copy may have been on its way for long; its first arrival has said all that it says.
    if (!isSign) return onLink();
    const events = [
      ...onLink(),
      ...(sameLife ? this.#endSilence(from, before, now) : [
        { kind: "peerAlive", node: from, generation, after: silenceOf(before, now) } as const,
      ]),
    ];
    // It was called dead, and was not.
    if (before.kind === "silent" && before.generation === generation) {
      this.#silences.note(from, since(before.heardAt, now), now);
    }
    const base = sameLife ? before : newlyHeard(before, generation, later(now, -age), now);
    // After so long it may have slept, and have forgotten whom it had heard before.
    const slept = since(base.heardAt, now) > this.lease;
    const heard: Alive = {
      ...base,
      apart,
      heardAt: Math.max(base.heardAt, later(now, -age)) as Instant,
      directAt: hops === 0 ? now : base.directAt,
      aliveSince: slept ? now : base.aliveSince,
      late: false,
      seq: Math.max(base.seq, seq),
    };
    if (message?.kind !== "keepalive" || seq < heard.keepaliveSeq) {
      this.#peers.set(from, heard);
      return events;
    }
    return [...events, ...this.#hearKeepalive(received, heard, message, answered, now)];
  }

  /** What is not understood cannot be dated. */
  #ageOf({ from, at, generation }: Received, answered: Instant | null, now: Instant): Aged {
    const before = this.peer(from);
    const isKnown = before.kind !== "unseen" && before.generation === generation;
    const known = isKnown ? before.apart : null;
    return at === null ? { age: 0, apart: known } : ageOf(known, at, answered, now);
  }

  #hearKeepalive(
    { from, seq }: Received,
    heard: Alive,
    keepalive: Keepalive,
    answered: Instant | null,
    now: Instant,
  ): readonly Event[] {
    if (keepalive.phase === "left") {
      const { generation, heardUsAt, apart } = heard;
      const { report } = keepalive;
      const gone = { kind: "silent", cause: "left", generation, seq, heardAt: now } as const;
      this.#peers.set(from, { ...gone, heardUsAt, apart, report });
      this.#links.leave(from);
      return [{ kind: "peerLeft", node: from }];
    }
    const echo = aliveIn(keepalive, this.self);
    const dated = echo?.generation === this.generation ? answered : null;
    // One that has listened for so long, and gives no echo, has given this node up, though by this node's
    // clock that cannot be: a virtual machine was paused, and its clock with it.
    const isGivenUp = echo === undefined && keepalive.listening >= this.lease;
    const heardUsAt = isGivenUp ? null : dated ?? heard.heardUsAt;
    const hearsUs = dated !== null && since(dated, now) <= this.lease;
    const news = { keepalive, keepaliveSeq: seq, heardUsAt, hearsUs };
    this.#peers.set(from, { ...heard, ...news });
    this.admission.noticePutBack(keepalive);
    this.#majority.settle();
    return [
      ...answered === null ? [] : this.admission.tellRival(from, answered),
      ...heard.hearsUs && !hearsUs ? [{ kind: "notHeard", node: from } as const] : [],
    ];
  }

  /** This node begins a new life. */
  begin(generation: number): void {
    this.generation = generation;
    this.admission.begin(generation);
  }

  #endSilence(node: NodeName, before: Alive, now: Instant): readonly Event[] {
    const silent = since(before.heardAt, now);
    this.#silences.note(node, silent, now);
    return before.late ? [{ kind: "peerRecovered", node, silent }] : [];
  }

  /** What the passing of time alone has changed. */
  tick(now: Instant): readonly Event[] {
    this.#tickedAt = now;
    const events: Event[] = [];
    this.admission.tick(this.#config.deadtime, now);
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
        if (isOff(peer) || now < later(this.#startedAt, initdead)) return [];
        this.#peers.set(node, { kind: "unseen", dead: true });
        return [{ kind: "peerDead", node, silent: null }];
      case "alive": {
        const { heardAt, late, generation, seq, apart } = peer;
        const silent = since(heardAt, now);
        if (now >= later(heardAt, deadtime)) {
          const gone = { kind: "silent", cause: "silence", generation, seq, heardAt } as const;
          this.#peers.set(node, { ...gone, apart, heardUsAt: null, report: null });
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
      const unseen = peer.kind === "unseen" && !isOff(peer);
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
    for (const [node, peer] of this.#peers) {
      this.#peers.set(node, isNew(peer) ? peer : { kind: "unseen", dead: false });
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
    return now <= this.#majority.leaseEnd(name, this.peer(name));
  }

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
   * Until when it may, if nothing more is heard from now on, by whose word. For the next life of this
   * node, should this one end here: that cannot know when its peers last heard it.
   */
  get leaseLeft(): LeaseLeft {
    const heard = lastHeardOf(this.#peers);
    return { generation: this.generation, ...this.#majority.leave(), heard };
  }

  /** What this node tells the others of its hearing. */
  hears(now: Instant): readonly Heard[] {
    return [...heardOf(this.#peers, this.#config, now), ...this.admission.answers()];
  }

  /** What of `hears` is worth telling at once, in short. */
  hearing(now: Instant): unknown {
    return [this.admission.latest(), newsOf(this.#peers, this.#config, now)];
  }

  /** Whether the peer is heard by itself, and not only through another node. */
  hearsDirectly(name: NodeName, now: Instant): boolean {
    return isDirect(this.peer(name), this.#config, now);
  }

  /** By its own word the peer hears this node itself. */
  isHeardDirectlyBy(name: NodeName): boolean {
    return hearsItself(lastWord(this.peer(name)), this.self);
  }

  /** For how long it has listened without a break. */
  listening(now: Instant): Millis {
    return since(this.#startedAt, now);
  }

  /** The longest silence of the last day or two in one life of the peer. */
  worstSilence(name: NodeName, now: Instant): Millis {
    return this.#silences.worst(name, now);
  }

  linksOf(name: NodeName): ReturnType<PeerLinks["of"]> {
    return this.#links.of(name);
  }
}
