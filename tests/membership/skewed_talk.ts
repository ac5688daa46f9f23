/**
 * Memberships whose clocks go at rates of their own, over links that lose, delay and double, on hosts
 * that sleep and whose daemons start anew; each judges of each other whether it could take over from it.
 */
import { Absences, hasQuorum, LENT_PART, Membership } from "../../src/membership/mod.ts";
import {
  type ClusterConfig,
  earliest,
  type Instant,
  instant,
  later,
  type LeaseLeft,
  type NodeName,
  Random,
  since,
} from "../../src/model/mod.ts";
import type { Received, SenderPhase } from "../../src/wire/mod.ts";
import { ETH0, keepalive, received } from "./talk.ts";

export interface SkewedShape {
  readonly config: ClusterConfig;
  /** How fast each clock goes. */
  readonly rates: readonly number[];
  readonly leasePart?: number;
  readonly seed: number;
  /** Of each datagram. */
  readonly slowest: number;
  readonly loss: number;
}

/** How long the arbiter keeps a vote that is not renewed. */
const TTL = 3000;

const STEP = 10;

interface Speaker {
  membership: Membership;
  generation: number;
  /** The latest life heard of each. */
  readonly lives: Map<NodeName, number>;
  /** Its daemon is down until it sleeps no more; null: it is up. */
  nextLife: { readonly left: LeaseLeft } | null;
  absences: Absences;
  /** By its clock; it lends the arbiter's vote on until then. */
  lendsUntil: Instant;
  readonly rate: number;
  readonly offset: number;
  seq: number;
  lastKeepaliveAt: Instant;
  nextAt: Instant;
  expected: Instant;
  /** True time until which it sleeps. */
  sleepsUntil: number;
  /** Has run something without a break since `begin`. */
  holds: boolean;
  readonly inbox: (() => void)[];
}

export class SkewedTalk {
  readonly names: readonly NodeName[];
  readonly #config: ClusterConfig;
  readonly #shape: SkewedShape;
  readonly #random: Random;
  readonly #speakers = new Map<NodeName, Speaker>();
  readonly #cut = new Set<string>();
  readonly #underWay: { readonly at: number; readonly to: Speaker; readonly run: () => void }[] =
    [];
  #vote: { readonly to: NodeName; readonly endsAt: number } | null = null;
  time = 0;

  constructor(shape: SkewedShape) {
    const { config, rates, seed, leasePart } = shape;
    this.#shape = shape;
    this.#config = config;
    this.#random = new Random(seed);
    this.names = config.nodes.map(({ name }) => name);
    for (const [index, name] of this.names.entries()) {
      const offset = 1_000_000 * index;
      const now = instant(offset);
      const membership = new Membership(config, name, 1, now, null, leasePart);
      this.#speakers.set(name, {
        membership,
        generation: 1,
        lives: new Map(),
        nextLife: null,
        absences: new Absences(membership),
        lendsUntil: now,
        rate: rates[index] ?? 1,
        offset,
        seq: 0,
        lastKeepaliveAt: now,
        nextAt: later(now, this.#random.between(1, config.keepalive)),
        expected: now,
        sleepsUntil: 0,
        holds: false,
        inbox: [],
      });
    }
  }

  /** From now on each that may hold holds something of its own, until it must let go of it. */
  begin(): void {
    for (const one of this.#speakers.values()) one.holds = one.membership.mayHold(this.#now(one));
  }

  cut(from: NodeName, to: NodeName): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  sleep(name: NodeName, millis: number): void {
    this.#of(name).sleepsUntil = this.time + millis;
  }

  /** The daemon is killed, and its next life takes up what it ran, if that life comes in time. */
  kill(name: NodeName, downFor: number): void {
    const one = this.#of(name);
    one.nextLife ??= { left: one.membership.leaseLeft };
    this.sleep(name, downFor);
  }

  /** The daemon hands all over, says so, and starts again. */
  leave(name: NodeName, downFor: number): void {
    const one = this.#of(name);
    if (this.#sleeps(one)) return;
    this.#speak(name, one, this.#now(one), "left");
    one.holds = false;
    this.kill(name, downFor);
  }

  /** The arbiter lends its vote, if nobody has it; who has it keeps it for longer. */
  lend(to: NodeName): void {
    const speaker = this.#of(to);
    if (this.#config.arbiter === null || this.#sleeps(speaker)) return;
    if (this.#vote !== null && this.#vote.to !== to && this.time < this.#vote.endsAt) return;
    this.#vote = { to, endsAt: this.time + TTL };
    const until = later(this.#now(speaker), TTL * 0.75);
    speaker.membership.setArbiter({ until });
    speaker.lendsUntil = until;
  }

  /** Who could take over from whom though that one still runs what it ran: `n1 from n2`. */
  takeovers(judge: (one: Absences, name: NodeName, of: Membership) => boolean): readonly string[] {
    return this.names.flatMap((name) => {
      const one = this.#of(name);
      const now = this.#now(one);
      if (this.#sleeps(one) || !hasQuorum(one.membership.votes(this.#members(one), now))) return [];
      return this.names.filter((other) => {
        const holder = this.#of(other);
        return other !== name && holder.holds && !this.#sleeps(holder) &&
          judge(one.absences, other, one.membership);
      }).map((other) => `${name} from ${other}`);
    });
  }

  /** Lets true time pass. */
  run(millis: number, afterEach: () => void = () => {}): void {
    for (let left = millis; left > 0; left -= STEP) {
      this.time += STEP;
      const due = this.#underWay.filter(({ at }) => at <= this.time);
      for (const each of due) this.#underWay.splice(this.#underWay.indexOf(each), 1);
      for (const { to, run } of due) if (to.nextLife === null) to.inbox.push(run);
      for (const name of this.names) this.#turn(name);
      afterEach();
    }
  }

  /** What a node does in one step: it looks at its own sleep before it listens. */
  #turn(name: NodeName): void {
    const one = this.#of(name);
    if (this.#sleeps(one)) return;
    const now = this.#now(one);
    if (one.nextLife !== null) this.#beginLife(name, one, one.nextLife.left, now);
    this.#noticeSleep(one, now);
    this.#settle(one, now);
    for (const hear of one.inbox.splice(0)) hear();
    this.#settle(one, now);
    if (now >= one.nextAt) this.#speak(name, one, now);
    one.expected = earliest(one.nextAt, one.membership.deadline());
  }

  #beginLife(name: NodeName, one: Speaker, left: LeaseLeft, now: Instant): void {
    one.generation += 1;
    const { leasePart } = this.#shape;
    one.membership = new Membership(this.#config, name, one.generation, now, left, leasePart);
    one.absences = new Absences(one.membership);
    one.nextLife = null;
    one.inbox.length = 0;
    one.lives.clear();
    one.seq = 0;
    one.lastKeepaliveAt = now;
    one.nextAt = now;
    one.expected = now;
  }

  #noticeSleep(one: Speaker, now: Instant): void {
    const overslept = since(one.expected, now);
    if (overslept <= this.#config.keepalive / 2) return;
    one.membership.forgive(overslept, now);
    if (since(one.lastKeepaliveAt, now) <= one.membership.lease) return;
    one.membership.startOver(now);
    one.absences = new Absences(one.membership);
    one.holds = false;
  }

  #settle(one: Speaker, now: Instant): void {
    one.membership.tick(now);
    const members = this.#members(one);
    if (hasQuorum(one.membership.votes(members, now))) one.absences.settle(members, now);
    else one.absences.clear();
    if (!one.membership.mayHold(now)) one.holds = false;
  }

  /** All that could follow it. */
  #members({ membership, ...one }: Speaker): readonly NodeName[] {
    const now = this.#now(one);
    return membership.names.filter((name) =>
      membership.mutual(name) && membership.holdsLease(name, now)
    );
  }

  #speak(from: NodeName, one: Speaker, now: Instant, phase: SenderPhase = "ready"): void {
    one.seq += 1;
    one.nextAt = later(now, this.#config.keepalive);
    one.lastKeepaliveAt = now;
    one.membership.noteSent(one.seq, now);
    const { membership, generation, seq } = one;
    const message = {
      ...keepalive(membership.hears(now), phase, membership.listening(now)),
      lent: membership.hasArbiter(now) ? Math.max(0, since(now, one.lendsUntil)) * LENT_PART : null,
    };
    const said = received({ from, generation, seq, message }, now);
    for (const to of this.names) {
      if (to === from || this.#cut.has(`${from}>${to}`)) continue;
      if (this.#random.chance(this.#shape.loss)) continue;
      this.#send(to, said);
      if (this.#random.chance(0.1)) this.#send(to, { ...said, first: false });
    }
  }

  #send(to: NodeName, received: Received): void {
    const one = this.#of(to);
    const { from, generation } = received;
    const run = () => {
      if (generation < (one.lives.get(from) ?? 0)) return;
      one.lives.set(from, generation);
      one.membership.hear(received, ETH0, this.#now(one));
    };
    const delay = this.#random.between(1, this.#shape.slowest);
    this.#underWay.push({ at: this.time + delay, to: one, run });
  }

  #sleeps({ sleepsUntil }: Speaker): boolean {
    return this.time < sleepsUntil;
  }

  #now({ rate, offset }: Pick<Speaker, "rate" | "offset">): Instant {
    return instant(this.time * rate + offset);
  }

  #of(name: NodeName): Speaker {
    return this.#speakers.get(name) as Speaker;
  }
}
