/** One node of the cluster: every input goes in here, every effect comes out. */
import { Ledger, ledgerRules } from "../agent/mod.ts";
import { Reports } from "../coordinator/mod.ts";
import { Membership } from "../membership/mod.ts";
import {
  earliest,
  type Event,
  type Instant,
  type LinkName,
  NEVER,
  type NodeName,
  type ResourceConfig,
  type Settings,
  since,
} from "../model/mod.ts";
import { type Keepalive, Post, type Received } from "../wire/mod.ts";
import { Attributes } from "./attributes.ts";
import { Command, type Neighbours } from "./command.ts";
import { ConfigChange } from "./config_change.ts";
import { Differing } from "./differing.ts";
import { Ear } from "./ear.ts";
import type { Effect } from "./effect.ts";
import type { Input } from "./input.ts";
import type { NodeInit } from "./node_init.ts";
import type { InForce } from "./in_force.ts";
import type { Lead } from "./lead.ts";
import { Leadership } from "./leadership.ts";
import { Memory } from "./memory.ts";
import { OwnLinks } from "./own_links.ts";
import { beginAnew, noticeSleep, type Restarting } from "./own_sleep.ts";
import { Pace } from "./pace.ts";
import { partFrom, type Rememberers } from "./parting.ts";
import { Presence } from "./presence.ts";
import { acceptFrom } from "./requests.ts";
import { Safeguards } from "./safeguards.ts";
import type { Snapshot } from "./snapshot.ts";
import { Speaker } from "./speaker.ts";
import { type Speech, speechOf } from "./speech.ts";
import { takeSnapshot } from "./take_snapshot.ts";
import { WallClock } from "./wall_clock.ts";
import { Wishes } from "./wishes.ts";

export class Node {
  readonly #self: NodeName;
  #generation: number;
  /** The life in this boot that this one takes up; null: none. */
  #succeeds: number | null;
  readonly #post: Post;
  readonly #membership: Membership;
  readonly #ledger: Ledger;
  readonly #speaker: Speaker;
  readonly #leadership: Leadership;
  readonly #presence: Presence;
  readonly #reports = new Reports();
  readonly #command: Command;
  readonly #wall = new WallClock();
  readonly #ear: Ear;
  readonly #links: OwnLinks;
  readonly #pace: Pace;
  readonly #wishes: Wishes;
  readonly #memory: Memory;
  readonly #attributes: Attributes;
  readonly #change: ConfigChange;
  readonly #safeguards: Safeguards;
  readonly #near: Rememberers & Restarting & Neighbours;
  readonly #differing = new Differing();
  #expected: Instant;
  #out: Effect[] = [];
  #now: Instant = NEVER;

  constructor(init: NodeInit) {
    const { self, generation, keys, saved, lease, boot, random, now } = init;
    this.#pace = new Pace(init.processors);
    this.#self = self;
    this.#generation = generation;
    this.#change = new ConfigChange(init);
    const { config, members } = this.#inForce;
    this.#post = new Post(config.name, self, generation, keys, this.#inForce.peers, init.release);
    this.#post.recall(lease?.heard ?? {});
    this.#membership = new Membership(members, self, generation, now, lease);
    this.#ear = new Ear(self, this.#post, this.#membership);
    const remembered = saved?.boot === boot ? saved : null;
    this.#succeeds = lease?.generation ?? remembered?.generation ?? null;
    const resources = remembered?.resources ?? {};
    const digestOf = (resource: ResourceConfig) => this.#inForce.digests.ofResource(resource);
    this.#ledger = new Ledger(ledgerRules(config, init.agents, self), resources, digestOf);
    const attributes = remembered?.attributes ?? {};
    this.#attributes = new Attributes(self, generation, this.#reports, attributes, now);
    this.#speaker = new Speaker(this.#post, this.#membership, this.#ledger, init);
    this.#leadership = new Leadership(
      self,
      generation,
      saved?.epoch ?? 0,
      this.#membership,
      this.#reports,
      this.#ledger,
      random.fork(),
    );
    this.#links = new OwnLinks(config.links);
    this.#wishes = new Wishes(self, saved?.settings ?? {}, saved?.cleaned ?? {}, now);
    const { leftAlone } = this.#wishes;
    this.#presence = new Presence(this.#membership, this.#ledger, this.#leadership, leftAlone);
    const near = {
      self,
      attributes: this.#attributes,
      membership: this.#membership,
      reports: this.#reports,
      leadership: this.#leadership,
      ledger: this.#ledger,
      presence: this.#presence,
      speaker: this.#speaker,
      wall: this.#wall,
    };
    this.#safeguards = new Safeguards(config, near, saved?.fencing ?? [], random.fork(), now);
    this.#near = { ...near, safeguards: this.#safeguards };
    this.#command = new Command(this.#near);
    this.#memory = new Memory(boot, generation);
    this.#expected = now;
    this.#tell(
      { kind: "started", generation },
      ...this.#attributes.leftOut,
      ...this.#wishes.leftOut,
    );
  }

  /** The one door in. `now` never goes back. */
  step(input: Input, now: Instant): readonly Effect[] {
    this.#now = now;
    this.#noticeOwnSleep(now);
    this.#take(input, now);
    this.#settle(now);
    this.#expected = this.deadline();
    const effects = this.#out;
    this.#out = [];
    return effects;
  }

  /** When `step` must be called with `wake`, if nothing else happens before. */
  deadline(): Instant {
    // While it lets go, this node waits for its agents only: nothing else of theirs is due.
    const agents = this.#presence.phase === "lettingGo" ? NEVER : this.#ledger.deadline();
    // A plan that is made in stages goes on at once, once what else is due has been done.
    const plans = this.#leadership.lead?.deadline(this.#now) ?? NEVER;
    const fences = this.#leadership.lead?.fencing.deadline(this.#now) ?? NEVER;
    const others = earliest(this.#membership.deadline(), this.#safeguards.deadline);
    return earliest(this.#speaker.deadline, this.#change.deadline, others, agents, plans, fences);
  }

  /** The last plan and what it was made of, while this node leads. */
  get lastPlan(): Lead["last"] {
    return this.#leadership.lead?.last ?? null;
  }

  snapshot(now: Instant): Snapshot {
    return takeSnapshot({
      ...this.#near,
      generation: this.#generation,
      ...this.#inForce,
      change: this.#change,
      phase: this.#presence.phase,
      settings: this.#wishes.settings,
      links: this.#links,
      pace: this.#pace,
      stateProblem: this.#memory.problem,
      ear: this.#ear,
      sent: this.#speaker.datagrams,
    }, now);
  }

  #noticeOwnSleep(now: Instant): void {
    const heldUp = this.#pace.note(since(this.#expected, now), this.#inForce.config, now);
    if (this.#presence.mute) return;
    const slept = noticeSleep({
      ...this.#near,
      config: this.#inForce.config,
      expected: this.#expected,
      lastKeepaliveAt: this.#speaker.lastKeepaliveAt,
    }, now);
    this.#tell(...slept.length > 0 ? slept : heldUp);
  }

  #take(input: Input, now: Instant): void {
    switch (input.kind) {
      case "wake":
        return input.heard?.forEach(({ link, bytes }) => this.#receive(bytes, link, now));
      case "datagram":
        return this.#receive(input.bytes, input.link, now);
      case "agentFinished":
        this.#wall.note(input.wall, now);
        this.#ledger.finished(input.operation, input.outcome, input.wall, input.took, now);
        // What came of it is told before what follows from it.
        this.#out.push(...this.#ledger.drain(now));
        return;
      case "fenceFinished":
      case "arbiterAnswered":
      case "pingAnswered":
      case "watchdog":
        return this.#safeguards.take(input, now);
      case "linkState":
        return this.#tell(...this.#links.set(input.link, input.state === "up", input.why, now));
      case "request":
        this.#wall.note(input.wall, now);
        return this.#answer(input, now);
      case "reconfigure":
        return this.#tell(...this.#change.load(input, this.#near, now));
      case "configKept":
        return this.#tell(...this.#change.kept(input, now));
      case "agents":
        return this.#change.learn(input.agents);
      case "persisted":
        return this.#tell(...this.#memory.note(input.problem));
      case "leave":
        return this.#tell(...this.#presence.leave());
    }
  }

  #receive(bytes: Uint8Array, link: LinkName, now: Instant): void {
    if (this.#presence.mute) return;
    const { word, unproven, effects } = this.#ear.listen(bytes, link, this.#inForce.order, now);
    this.#out.push(...effects);
    if (unproven !== undefined) this.#change.meet(unproven, now);
    const events = word === null ? null : this.#membership.hear(word, link, now);
    if (word === null || events === null) return;
    this.#tell(...partFrom(events, this.#near));
    this.#hear(word, now);
    if (this.#membership.admission.isPutBack) this.#beginAnew(now);
  }

  /** Others speak as this life, or did: it takes one of its own, and lets go of all. */
  #beginAnew(now: Instant): void {
    const generation = this.#generation += 1 + Math.floor(now * 1000) % 1000;
    this.#succeeds = null;
    const parts = [this.#post, this.#membership, this.#attributes, this.#memory];
    for (const part of [...parts, this.#leadership]) part.begin(generation);
    this.#tell({ kind: "putBack" }, ...beginAnew("this host was put back", this.#near, now));
  }

  #hear(received: Received, now: Instant): void {
    const { from, generation, message } = received;
    switch (message?.kind) {
      case undefined:
        return;
      case "keepalive":
        return this.#hearKeepalive(from, generation, message, now);
      case "report":
        if (!this.#reports.take(from, generation, message)) this.#want(from, now);
        this.#attributes.confirm(message.report);
        return this.#tell(...this.#wishes.take(from, message.settings, now));
      case "want":
        return void this.#out.push(...this.#speaker.tellAll(this.#speech(now), from, now));
      case "fence":
      case "instruct":
        return this.#command.obey(received, message, this.#inForce.config, now);
      case "write":
        return this.#tell(...this.#attributes.take(from, generation, message.attributes, now));
    }
  }

  #hearKeepalive(from: NodeName, generation: number, keepalive: Keepalive, now: Instant): void {
    const { highest, report, phase } = keepalive;
    this.#leadership.highest = Math.max(this.#leadership.highest, highest);
    this.#tell(...this.#differing.note(from, this.#change.likenessOf(keepalive)));
    const behind = this.#reports.current(from, generation, report) === null;
    if (behind && phase !== "left") this.#want(from, now);
  }

  #want(from: NodeName, now: Instant): void {
    this.#out.push(...this.#speaker.want(from, this.#inForce.config.keepalive, now));
  }

  #answer({ id, request, by, wall }: Input & { kind: "request" }, now: Instant): void {
    let seen: Snapshot | undefined;
    const accepted = acceptFrom(by, request, {
      self: this.#self,
      ...this.#inForce,
      settings: this.#wishes.settings,
      snapshot: () => seen ??= this.snapshot(now),
      generation: this.#generation,
      isUp: (name) => name === this.#self || this.#membership.peer(name).kind === "alive",
      isHeard: (name) => this.#leadership.isHeardHere(name),
      generationOf: (name) => this.#leadership.generationOf(name),
      attributes: this.#attributes,
    }, wall);
    if (accepted.ok) this.#adopt(accepted.value.settings, accepted.value.events);
    this.#out.push({ kind: "reply", id, problem: accepted.ok ? null : accepted.problem });
  }

  get #inForce(): InForce {
    return this.#change.inForce;
  }

  #configure(now: Instant): void {
    const { config, members, peers } = this.#inForce;
    this.#post.configure(this.#change.keys, peers);
    this.#membership.configure(members);
    this.#leadership.recount();
    this.#links.configure(config.links);
    this.#ledger.configure(ledgerRules(config, this.#change.agents, this.#self), now);
    this.#safeguards.configure(config, now);
  }

  /** Brings up to date all that follows from what is known; once more changes nothing. */
  #settle(now: Instant): void {
    this.#safeguards.tick(now);
    this.#tell(...this.#change.settle(this.#near, now));
    if (this.#change.hasChanged()) this.#configure(now);
    this.#out.push(...this.#change.drain());
    this.#tell(...partFrom(this.#membership.tick(now), this.#near));
    this.#membership.excuse(this.#leadership.saidToBeOff(this.#wishes.settings));
    this.#wishes.carryOut(this.#self, this.#inForce.config, this.#ledger);
    this.#tell(...this.#presence.settle(this.#inForce.config, this.#inForce.units, now));
    const { phase } = this.#presence;
    this.#out.push(...this.#presence.drain());
    this.#tell(...this.#leadership.settle(phase, this.#inForce.config, now));
    this.#command.settle(this.#inForce.config, now);
    if (!this.#membership.mayHold(now)) this.#links.noteUnheard(now);
    const overdue = this.#presence.overdue(this.#inForce.config, now);
    const runs = () => this.#ledger.active().length > 0;
    this.#safeguards.settle({ ...this.#inForce, overdue, runs, leaves: phase === "left" }, now);
    this.#out.push(...this.#safeguards.drain());
    this.#ledger.agentsAtOnce = this.#pace.agentsAtOnce(phase, this.#inForce.config, now);
    if (phase !== "lettingGo") {
      this.#ledger.tick(now);
      this.#coordinate(now);
    }
    this.#out.push(...this.#ledger.drain(now), ...this.#safeguards.drain());
    this.#speak(now);
    const { highest } = this.#leadership;
    if (phase === "left") this.#attributes.clear();
    const { fencing: { attempts } } = this.#safeguards;
    // What has left goes on in no next life.
    const left = phase === "left" ? null : this.#membership.leaseLeft;
    this.#out.push(
      ...this.#memory.save(highest, this.#wishes, this.#ledger, this.#attributes.own, attempts),
      ...this.#memory.saveLease(left, this.#inForce.config.keepalive),
    );
  }

  #coordinate(now: Instant): void {
    const work = this.#leadership.coordinate({
      phase: this.#presence.phase,
      ...this.#inForce,
      settings: this.#wishes.settings,
      transientOf: (node) => this.#attributes.of(node),
      reachOf: (node) => this.#safeguards.reachOf(node),
      fencing: this.#safeguards.facts(this.#inForce.config, now),
      ownFencing: this.#safeguards.fencing,
      cutOffFor: this.#links.cutOffFor(now),
      wallSeconds: Math.floor(this.#wall.at(now) / 1000),
    }, now);
    if (work === null) return;
    this.#tell(...work.events);
    this.#adopt(work.settings);
    this.#safeguards.note(work.over, now);
    this.#out.push(...this.#command.give(work.begun, now));
    // What is known to be off now makes room for starts.
    if (work.over.length > 0) this.#coordinate(now);
  }

  #speech(now: Instant): Speech {
    return speechOf(this.#leadership, {
      self: this.#self,
      generation: this.#generation,
      phase: this.#presence.phase,
      succeeds: this.#succeeds,
      lent: this.#safeguards.lend(this.#inForce.config, now),
      ...this.#change.words,
      configDigest: this.#inForce.configDigest,
      settings: this.#wishes.settings,
      cutOffFor: this.#links.cutOffFor(now),
      reported: {
        attributes: this.#attributes.own,
        written: this.#attributes.written,
        ...this.#safeguards.reported,
      },
    });
  }

  #speak(now: Instant): void {
    const { keepalive } = this.#inForce.config;
    if (this.#presence.mute) return this.#speaker.skipBeat(keepalive, now);
    const speech = this.#speech(now);
    this.#out.push(...this.#speaker.tellChanges(speech, now));
    this.#tell(...this.#speaker.tooLong(this.#self, now));
    this.#out.push(...this.#speaker.passOn(this.#attributes, now));
    this.#out.push(...this.#speaker.keepalive(speech, keepalive, now));
    if (this.#presence.phase !== "left") return;
    // The good-bye is said three times, for nobody will ask again.
    this.#out.push(...this.#speaker.repeat(speech, 2, now));
    this.#out.push({ kind: "exit", code: this.#ledger.stuck().length === 0 ? 0 : 1 });
  }

  #adopt(settings: Settings, why: readonly Event[] = []): void {
    this.#tell(...this.#wishes.adopt(settings), ...why);
  }

  #tell(...events: readonly Event[]): void {
    for (const event of events) this.#out.push({ kind: "report", event });
  }
}
