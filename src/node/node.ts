/** One node of the cluster: every input goes in here, every effect comes out. */
import { type Agents, Ledger, ledgerRules } from "../agent/mod.ts";
import { resourceDigest } from "../config/mod.ts";
import { Reports } from "../coordinator/mod.ts";
import { Membership } from "../membership/mod.ts";
import {
  type ClusterConfig,
  compareEpochs,
  earliest,
  type Event,
  type Instant,
  type Keys,
  later,
  type LinkName,
  mergeSettings,
  NEVER,
  NO_FENCING_REPORT,
  type NodeName,
  since,
  type WallTime,
} from "../model/mod.ts";
import { type Instruct, type Keepalive, Post, type Received } from "../wire/mod.ts";
import { Attributes } from "./attributes.ts";
import type { Effect } from "./effect.ts";
import type { Input, Request } from "./input.ts";
import { type InForce, inForce } from "./in_force.ts";
import { JunkLog } from "./junk_log.ts";
import type { Lead } from "./lead.ts";
import { Leadership } from "./leadership.ts";
import { Memory } from "./memory.ts";
import { OwnLinks } from "./own_links.ts";
import { Presence } from "./presence.ts";
import { accept } from "./requests.ts";
import type { SavedState } from "./saved_state.ts";
import type { Snapshot } from "./snapshot.ts";
import { Speaker, type Speech } from "./speaker.ts";
import { takeSnapshot } from "./take_snapshot.ts";
import { Wishes } from "./wishes.ts";

export interface NodeInit {
  readonly config: ClusterConfig;
  readonly self: NodeName;
  /** Higher than in any earlier life of this node. */
  readonly generation: number;
  readonly keys: Keys;
  /** What the last life saved; null: nothing. */
  readonly saved: SavedState | null;
  /** The last `lease` effect of its last life in this boot; null: there is none. */
  readonly lease: Instant | null;
  /** The kernel's boot id. */
  readonly boot: string;
  readonly agents: Agents;
  readonly now: Instant;
}

export class Node {
  readonly #self: NodeName;
  readonly #generation: number;
  readonly #post: Post;
  readonly #membership: Membership;
  readonly #ledger: Ledger;
  readonly #speaker: Speaker;
  readonly #leadership: Leadership;
  readonly #presence: Presence;
  readonly #reports = new Reports();
  readonly #junk = new JunkLog();
  readonly #links: OwnLinks;
  readonly #wishes: Wishes;
  readonly #memory: Memory;
  readonly #attributes: Attributes;
  #inForce: InForce;
  readonly #differing = new Set<NodeName>();
  #received = 0;
  #expected: Instant;
  #out: Effect[] = [];
  /** How far the time of day was ahead of `now` when it was last told. */
  #wallAhead = 0;
  /** When the last step was. */
  #now: Instant = NEVER;

  constructor(init: NodeInit) {
    const { config, self, generation, keys, saved, lease, boot, agents, now } = init;
    this.#self = self;
    this.#generation = generation;
    this.#inForce = inForce(config, self);
    this.#post = new Post(config.name, self, generation, keys, this.#inForce.peers);
    this.#membership = new Membership(config, self, generation, now, lease);
    const remembered = saved?.boot === boot ? saved : null;
    const resources = remembered?.resources ?? {};
    this.#ledger = new Ledger(ledgerRules(config, agents), resources, resourceDigest);
    const attributes = remembered?.attributes ?? {};
    this.#attributes = new Attributes(self, generation, this.#reports, attributes);
    this.#speaker = new Speaker(this.#post, this.#membership, this.#ledger, now);
    this.#leadership = new Leadership(
      self,
      generation,
      saved?.epoch ?? 0,
      this.#membership,
      this.#reports,
      this.#ledger,
    );
    this.#links = new OwnLinks(config.links);
    this.#wishes = new Wishes(saved?.settings ?? {}, saved?.cleaned ?? {});
    const { leftAlone } = this.#wishes;
    this.#presence = new Presence(this.#membership, this.#ledger, this.#leadership, leftAlone);
    this.#memory = new Memory(boot);
    this.#expected = now;
    this.#tell({ kind: "started", generation });
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
    const planning = this.#leadership.lead?.planning ? later(this.#now, 1) : NEVER;
    return earliest(this.#speaker.deadline, this.#membership.deadline(), agents, planning);
  }

  /** The last plan and what it was made of, while this node leads: for those who check plans. */
  get lastPlan(): Lead["last"] {
    return this.#leadership.lead?.last ?? null;
  }

  snapshot(now: Instant): Snapshot {
    return takeSnapshot({
      self: this.#self,
      generation: this.#generation,
      ...this.#inForce,
      phase: this.#presence.phase,
      settings: this.#wishes.settings,
      leadership: this.#leadership,
      membership: this.#membership,
      reports: this.#reports,
      ledger: this.#ledger,
      links: this.#links,
      transientOf: (node) => this.#attributes.of(node),
      stateProblem: this.#memory.problem,
      counters: {
        received: this.#received,
        sent: this.#speaker.datagrams,
        ...this.#junk.counters(),
      },
    }, now);
  }

  /** A process that did not run did not listen either, and may have been taken for dead. */
  #noticeOwnSleep(now: Instant): void {
    const { keepalive, initdead } = this.#inForce.config;
    const overslept = since(this.#expected, now);
    if (overslept <= keepalive / 2 || this.#presence.mute) return;
    this.#membership.forgive(overslept, now);
    const { names, lease } = this.#membership;
    const alone = names.every((name) => this.#membership.off(name));
    const unheardFor = since(this.#speaker.lastKeepaliveAt, now);
    if (names.length === 0 || unheardFor <= (alone ? initdead : lease)) return;
    this.#tell({ kind: "paused", length: unheardFor });
    for (const name of names) this.#reports.forget(name);
    const why = `this node did not run for ${Math.round(unheardFor)} ms`;
    this.#tell(...this.#presence.startOver(why, now));
  }

  #take(input: Input, now: Instant): void {
    switch (input.kind) {
      case "wake":
        return;
      case "datagram":
        return this.#receive(input.bytes, input.link, now);
      case "agentFinished":
        this.#wallAhead = input.wall - now;
        this.#ledger.finished(input.operation, input.outcome, input.wall, input.took, now);
        // What came of it is told before what follows from it.
        this.#out.push(...this.#ledger.drain());
        return;
      case "fenceFinished":
      case "arbiterAnswered":
      case "pingAnswered":
      case "watchdog":
        return;
      case "linkState":
        return this.#tell(...this.#links.set(input.link, input.state === "up", input.why, now));
      case "request":
        this.#wallAhead = input.wall - now;
        return this.#answer(input.id, input.request, input.wall, now);
      case "reconfigure":
        return this.#reconfigure(input.config, input.keys, input.agents, now);
      case "persisted":
        return this.#tell(...this.#memory.note(input.problem));
      case "leave":
        return this.#tell(...this.#presence.leave());
    }
  }

  #receive(bytes: Uint8Array, link: LinkName, now: Instant): void {
    this.#received += 1;
    const read = this.#post.read(bytes, link);
    if (!read.ok) return this.#tell(...this.#junk.count(read.problem, link, now));
    if (read.value === null || this.#presence.mute) return;
    this.#noteMembership(this.#membership.hear(read.value, link, now));
    this.#hear(read.value, now);
  }

  #hear({ from, generation, message }: Received, now: Instant): void {
    switch (message?.kind) {
      case undefined:
        return;
      case "keepalive":
        return this.#hearKeepalive(from, generation, message, now);
      case "report":
        if (!this.#reports.take(from, generation, message)) this.#want(from, now);
        this.#attributes.confirm(message.report);
        return this.#tell(
          ...this.#wishes.adopt(mergeSettings(this.#wishes.settings, message.settings)),
        );
      case "want":
        this.#out.push(...this.#speaker.tellAll(this.#speech(now), from, now));
        return;
      case "fence":
        return;
      case "instruct":
        return this.#obey(from, message, now);
      case "write":
        if (message.generation !== this.#generation) return;
        return this.#attributes.take(from, generation, message.attributes);
    }
  }

  #hearKeepalive(from: NodeName, generation: number, keepalive: Keepalive, now: Instant): void {
    const { highest, configDigest, report, phase } = keepalive;
    this.#leadership.highest = Math.max(this.#leadership.highest, highest);
    const differs = configDigest !== this.#inForce.configDigest;
    if (differs !== this.#differing.has(from)) {
      if (differs) this.#differing.add(from);
      else this.#differing.delete(from);
      this.#tell({ kind: differs ? "configDiffers" : "configAgrees", node: from });
    }
    const behind = this.#reports.current(from, generation, report) === null;
    if (behind && phase !== "left") this.#want(from, now);
  }

  #want(from: NodeName, now: Instant): void {
    this.#out.push(...this.#speaker.want(from, this.#inForce.config.keepalive, now));
  }

  /** Takes orders from the coordinator it follows, in the epoch it has accepted, for this life. */
  #obey(from: NodeName, { epoch, generation, orders }: Instruct, now: Instant): void {
    const { coordinator, accepted } = this.#leadership;
    if (from !== coordinator || compareEpochs(epoch, accepted) !== 0) return;
    if (generation !== this.#generation || !this.#presence.mayRun(this.#inForce.config, now)) {
      return;
    }
    for (const { serial, resource, action, meta } of orders) {
      this.#ledger.order(resource, action, { epoch, serial }, meta);
    }
  }

  #noteMembership(events: readonly Event[]): void {
    this.#tell(...events);
    for (const event of events) {
      if (event.kind === "peerDead" || event.kind === "peerAlive") this.#reports.forget(event.node);
      if (event.kind === "peerDead" || event.kind === "peerAlive" || event.kind === "peerLeft") {
        this.#leadership.lead?.drop(event.node);
        this.#attributes.drop(event.node);
      }
    }
  }

  #answer(id: number, request: Request, wall: WallTime, now: Instant): void {
    let seen: Snapshot | undefined;
    const accepted = accept(request, {
      self: this.#self,
      ...this.#inForce,
      settings: this.#wishes.settings,
      snapshot: () => seen ??= this.snapshot(now),
      isUp: (name) => name === this.#self || this.#membership.peer(name).kind === "alive",
      attributes: this.#attributes,
    }, wall);
    if (accepted.ok) this.#tell(...this.#wishes.adopt(accepted.value));
    this.#out.push({ kind: "reply", id, problem: accepted.ok ? null : accepted.problem });
  }

  #reconfigure(config: ClusterConfig, keys: Keys, agents: Agents, now: Instant): void {
    this.#inForce = inForce(config, this.#self);
    this.#post.configure(keys, this.#inForce.peers);
    this.#membership.configure(config);
    this.#links.configure(config.links);
    this.#ledger.configure(ledgerRules(config, agents), now);
    this.#tell({ kind: "reconfigured" });
  }

  /** Brings up to date all that follows from what is known; once more changes nothing. */
  #settle(now: Instant): void {
    this.#noteMembership(this.#membership.tick(now));
    this.#wishes.carryOut(this.#self, this.#inForce.config, this.#ledger);
    this.#tell(...this.#presence.settle(this.#inForce.config, this.#inForce.units, now));
    const { phase } = this.#presence;
    this.#tell(...this.#leadership.settle(phase, this.#inForce.config, now));
    if (phase !== "lettingGo") {
      this.#ledger.tick(now);
      this.#coordinate(now);
    }
    this.#out.push(...this.#ledger.drain());
    this.#speak(now);
    const { highest } = this.#leadership;
    if (phase === "left") this.#attributes.clear();
    const { own } = this.#attributes;
    this.#out.push(...this.#memory.save(highest, this.#wishes, this.#ledger, own));
    this.#out.push(
      ...this.#memory.saveLease(this.#membership.leaseUntil, this.#inForce.config.keepalive),
    );
  }

  #coordinate(now: Instant): void {
    const work = this.#leadership.coordinate({
      phase: this.#presence.phase,
      ...this.#inForce,
      settings: this.#wishes.settings,
      transientOf: (node) => this.#attributes.of(node),
      cutOffFor: this.#links.cutOffFor(now),
      wallSeconds: Math.floor((this.#wallAhead + now) / 1000),
    }, now);
    const { lead, accepted: epoch } = this.#leadership;
    if (work === null || lead === null || epoch === null) return;
    this.#tell(...work.events);
    this.#tell(...this.#wishes.adopt(work.settings));
    for (const { serial, resource, action, meta } of lead.untaken(this.#self)) {
      this.#ledger.order(resource, action, { epoch, serial }, meta);
    }
    const repeat = this.#speaker.isDue(now);
    for (const { to, generation, orders } of this.#leadership.untaken()) {
      if (!repeat && !work.begun.some(({ node }) => node === to)) continue;
      this.#out.push(...this.#speaker.instruct(to, epoch, generation, orders, now));
    }
  }

  #speech(now: Instant): Speech {
    const { accepted: epoch, coordinator, highest, leads, lead } = this.#leadership;
    return {
      self: this.#self,
      generation: this.#generation,
      phase: this.#presence.phase,
      epoch,
      coordinator,
      highest,
      leads,
      configDigest: this.#inForce.configDigest,
      settings: this.#wishes.settings,
      blocked: lead?.blocked.map(({ unit, why }) => ({ unit, why: why.slice(0, WHY_LIMIT) })) ?? [],
      cutOffFor: this.#links.cutOffFor(now),
      reported: {
        attributes: this.#attributes.own,
        written: this.#attributes.written,
        fencing: NO_FENCING_REPORT,
        watchdog: null,
        pings: {},
      },
    };
  }

  #speak(now: Instant): void {
    const { keepalive } = this.#inForce.config;
    if (this.#presence.mute) return this.#speaker.skipBeat(keepalive, now);
    const speech = this.#speech(now);
    this.#out.push(...this.#speaker.tellChanges(speech, now));
    this.#out.push(...this.#speaker.passOn(this.#attributes, now));
    this.#out.push(...this.#speaker.keepalive(speech, keepalive, now));
    if (this.#presence.phase === "left") this.#sayGoodbye(speech, now);
  }

  /** Said three times, for nobody will ask again. */
  #sayGoodbye(speech: Speech, now: Instant): void {
    this.#out.push(...this.#speaker.repeat(speech, 2, now));
    this.#out.push({ kind: "exit", code: this.#ledger.stuck().length === 0 ? 0 : 1 });
  }

  #tell(...events: readonly Event[]): void {
    for (const event of events) this.#out.push({ kind: "report", event });
  }
}

/** Of a long list of reasons the first ones are enough; receivers refuse longer texts. */
const WHY_LIMIT = 1000;
