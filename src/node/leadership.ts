/** Whom this node follows, and its own work while it leads. */
import type { Ledger } from "../agent/mod.ts";
import {
  type Asker,
  confirmations,
  elect,
  type Reports,
  type Verdict,
} from "../coordinator/mod.ts";
import { Absences, aliveIn, hasQuorum, lastWord, type Membership } from "../membership/mod.ts";
import {
  type ClusterConfig,
  type Epoch,
  type Event,
  type FencingReport,
  type Following,
  type Instant,
  isQuorumBound,
  later,
  type Millis,
  type NodeName,
  type Random,
  type ResourceId,
  type Settings,
  since,
  type Unit,
} from "../model/mod.ts";
import type { Action, NodeStanding } from "../scheduler/mod.ts";
import type { Keepalive, Leads, SenderPhase } from "../wire/mod.ts";
import { Lead } from "./lead.ts";
import type { LeadFencingView, Over } from "./lead_fencing.ts";
import {
  type FencingFacts,
  saysToFollow,
  seePeer,
  seeSelf,
  type StandingView,
} from "./standing.ts";

/** What of the rest of the node the coordinator's work needs. */
export interface LeadershipView {
  readonly phase: SenderPhase;
  readonly config: ClusterConfig;
  readonly configDigest: string;
  readonly units: readonly Unit[];
  readonly definitions: ReadonlyMap<ResourceId, string>;
  readonly settings: Settings;
  readonly transientOf: StandingView["transientOf"];
  readonly reachOf: StandingView["reachOf"];
  readonly fencing: Pick<FencingFacts, "isOff"> & Pick<LeadFencingView, "watchdogOf">;
  /** What this node did of it. */
  readonly ownFencing: FencingReport;
  readonly cutOffFor: number | null;
  /** Seconds since 1970. */
  readonly wallSeconds: number;
}

export interface Quorum {
  readonly held: boolean;
  readonly votes: number;
  readonly of: number;
}

export interface Coordination {
  readonly settings: Settings;
  readonly events: readonly Event[];
  readonly begun: readonly Action[];
  readonly over: readonly Over[];
}

/**
 * In deadtimes: an order that was said so long ago is refused by its age (`Membership.hear`), also by one
 * whose clock goes wrong, and who had not heard this node for a while before.
 */
const TOO_OLD = 1.5;

const ANOTHER_HOST: Verdict = { kind: "apart", why: "another host has the name of this node" };

type MutualPeer = { readonly name: NodeName; readonly keepalive: Keepalive };

export class Leadership {
  /** The latest epoch that this node has accepted in this life. */
  accepted: Epoch | null = null;
  coordinator: NodeName | null = null;
  quorum: Quorum = { held: false, votes: 0, of: 0 };
  lead: Lead | null = null;
  /** It had quorum while no other host was this node, too, and has had it since. */
  #isEstablished = false;
  /** What this node made of its peers' words last. */
  #verdict: Verdict = { kind: "apart", why: "this node has just started" };
  /** It would lead, had it one vote more. */
  lacksVote = false;
  #members: readonly NodeName[] = [];
  #absences: Absences;

  constructor(
    private readonly self: NodeName,
    private generation: number,
    /** The highest epoch counter ever seen. */
    public highest: number,
    private readonly membership: Membership,
    private readonly reports: Reports,
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {
    this.#absences = new Absences(membership);
  }

  /** The members of this node's partition, as its coordinator sees them; none where it has none. */
  get members(): readonly NodeName[] {
    return this.coordinator === null ? [] : this.#members;
  }

  get leads(): Leads | null {
    return this.lead === null ? null : { members: this.#members, quorum: this.quorum.held };
  }

  /** The peers that are heard and hear this node. */
  mutualPeers(): readonly MutualPeer[] {
    return this.membership.names.flatMap((name) => {
      const peer = this.membership.peer(name);
      return peer.kind === "alive" && peer.keepalive !== null && peer.hearsUs
        ? [{ name, keepalive: peer.keepalive }]
        : [];
    });
  }

  /** Why nothing is begun where this node is; null: it is. */
  standstill(config: ClusterConfig): string | null {
    const verdict = this.#verdict;
    if (verdict.kind === "apart") return `nobody coordinates here: ${verdict.why}`;
    const isShort = verdict.kind === "unable" || (this.lead !== null && !this.quorum.held);
    return isShort && isQuorumBound(config)
      ? `this partition has no quorum (no_quorum = ${config.noQuorum})`
      : null;
  }

  /** Decides anew whom to follow, and counts the votes. */
  settle(phase: SenderPhase, config: ClusterConfig, now: Instant): readonly Event[] {
    const { self, generation, accepted, highest } = this;
    const order = config.nodes.map(({ name }) => name);
    const peers = this.mutualPeers();
    const leading = this.lead !== null;
    const counting = peers.map(({ name }) => name).filter((name) =>
      this.membership.holdsLease(name, now)
    );
    const votes = this.membership.votes(counting, now);
    const able = !isQuorumBound(config) || hasQuorum(votes) || this.membership.mayHold(now);
    const view = { self, generation, phase, accepted, highest, leading, able, order, peers };
    const verdict = this.#isOut(now) ? ANOTHER_HOST : elect(view);
    const withOneMore = hasQuorum({ ...votes, here: votes.here + 1 });
    this.#verdict = verdict;
    this.lacksVote = verdict.kind === "unable" && config.arbiter !== null && withOneMore;
    return [...this.#obey(verdict, now), ...this.#countVotes(now)];
  }

  /** Of two hosts that are this node, this is one that has not been part of the cluster alone. */
  #isOut(now: Instant): boolean {
    const hasRival = this.membership.admission.hasRival(this.membership.deadtime, now);
    if (this.quorum.held !== hasRival) this.#isEstablished = this.quorum.held;
    return hasRival && !this.#isEstablished;
  }

  standDown(now: Instant): readonly Event[] {
    return this.#obey({ kind: "apart", why: "" }, now);
  }

  /** This node begins a new life, which has accepted nothing. */
  begin(generation: number): void {
    this.generation = generation;
    this.accepted = null;
  }

  /** What this node's reports say of it. */
  get follows(): Following | null {
    const { coordinator: node, accepted: epoch } = this;
    return node === null || epoch === null ? null : { node, epoch };
  }

  #obey(verdict: Verdict, now: Instant): readonly Event[] {
    switch (verdict.kind) {
      case "lead":
        return [];
      case "claim":
        this.lead = new Lead(verdict.epoch, this.random.fork(), now);
        this.#absences = new Absences(this.membership);
        return this.#accept(verdict.epoch, this.self);
      case "follow":
        this.lead = null;
        return this.#accept(verdict.epoch, verdict.node);
      case "apart":
      case "unable":
        this.lead = null;
        return this.#follow(null);
    }
  }

  #accept(epoch: Epoch, node: NodeName): readonly Event[] {
    this.accepted = epoch;
    this.highest = Math.max(this.highest, epoch.counter);
    return this.#follow(node);
  }

  #follow(node: NodeName | null): readonly Event[] {
    if (node === this.coordinator) return [];
    this.coordinator = node;
    return [{ kind: "coordinator", node, epoch: this.accepted?.counter ?? 0 }];
  }

  #countVotes(now: Instant): readonly Event[] {
    const before = this.quorum;
    this.quorum = this.#votes(now);
    if (before.held === this.quorum.held) return [];
    return [{ kind: "quorum", ...this.quorum }];
  }

  #votes(now: Instant): Quorum {
    const { of } = this.membership.votes([], now);
    if (this.coordinator === null || this.accepted === null) return { held: false, votes: 0, of };
    if (this.lead === null) {
      const leads = this.mutualPeers().find(({ name }) => name === this.coordinator)?.keepalive
        .leads;
      this.#members = leads?.members ?? [];
      // The coordinator may not have counted this node yet.
      const others = this.#members.filter((name) => name !== this.self);
      const { here } = this.membership.votes(others, now);
      return { held: leads?.quorum ?? false, votes: here, of };
    }
    const epoch = this.accepted;
    const following = this.mutualPeers().filter(({ name, keepalive }) =>
      saysToFollow(keepalive, this.self, epoch) && this.membership.holdsLease(name, now)
    ).map(({ name }) => name);
    this.#members = [this.self, ...following];
    const votes = this.membership.votes(following, now);
    // Once had in an epoch it lasts as long as nobody can have taken over: a member that starts anew,
    // or a peer that comes back, must not stop what runs while it joins.
    const counted = hasQuorum(votes);
    this.lead.quorate = counted || (this.lead.quorate && this.membership.mayHold(now));
    // One that is only remembered takes nothing over.
    if (counted || !this.lead.quorate) this.#absences.settle(following, now);
    else this.#absences.clear();
    return { held: this.lead.quorate, votes: votes.here, of };
  }

  /** The last life of a node that this one or a member knows of; 0: none. */
  generationOf(name: NodeName): number {
    const peer = this.membership.peer(name);
    const own = peer.kind === "unseen" ? 0 : peer.generation;
    const told = this.mutualPeers().flatMap(({ keepalive }) =>
      aliveIn(keepalive, name)?.generation ?? []
    );
    return Math.max(own, ...told);
  }

  /** While this node leads: a new plan from all that is known, and what of it begins now. */
  coordinate(view: LeadershipView, now: Instant): Coordination | null {
    if (this.lead === null || this.accepted === null) return null;
    const { phase, configDigest, settings, config, wallSeconds } = view;
    const { transientOf, reachOf } = view;
    const { progress } = this.lead.fencing;
    const fencing: FencingFacts = {
      isOff: view.fencing.isOff,
      problemOf: (name) => progress.find(({ node }) => node === name)?.problem ?? null,
    };
    const { self, membership, reports, ledger } = this;
    const standing: StandingView = {
      self,
      phase,
      epoch: this.accepted,
      configDigest,
      config,
      settings,
      transientOf,
      reachOf,
      fencing,
      membership,
      reports,
      ledger,
    };
    const heardElsewhere = (name: NodeName) => !this.#absences.isSure(name);
    const nodes = config.nodes.map(({ name }) =>
      name === self ? seeSelf(standing, now) : seePeer(name, standing, heardElsewhere(name), now)
    );
    for (const { name, resources } of nodes) {
      if (resources !== null) this.lead.confirm(name, resources);
      const hasTurned = resources !== null && !this.#follows(name);
      if (hasTurned) this.lead.giveUp(name, later(now, -config.deadtime * TOO_OLD));
    }
    if (this.#isGathering(nodes, config.deadtime, now)) return null;
    // Its last orders would stop what others may go on with; each lets go by its own lease.
    if (isQuorumBound(config) && !this.quorum.held) return null;
    const { units, definitions } = view;
    const cutOffFor = (name: NodeName) =>
      name === self ? view.cutOffFor : reports.of(name)?.cutOffFor ?? null;
    const quorum = this.quorum.held;
    const leaving = phase === "leaving" || phase === "left";
    return this.lead.decide(
      {
        self,
        config,
        units,
        definitions,
        nodes,
        cutOffFor,
        quorum,
        settings,
        wallSeconds,
        leaving,
        ...this.#fencingView(view, now),
      },
      now,
    );
  }

  /** Agents of fence devices are run by members that are not busy with going away themselves. */
  #fencingView(
    { fencing, ownFencing }: LeadershipView,
    now: Instant,
  ): Omit<LeadFencingView, "self" | "config" | "quorum" | "settings"> {
    const { self, reports } = this;
    const others = this.mutualPeers().filter(({ name, keepalive }) =>
      this.#members.includes(name) && keepalive.phase === "ready"
    ).map(({ name }) => name);
    return {
      usable: [self, ...others],
      generationOf: (name: NodeName) => this.generationOf(name),
      silentFor: (name: NodeName) => this.#absences.sureFor(name, now),
      watchdogOf: fencing.watchdogOf,
      livesOn: (asker: Asker) => this.livesOn(asker),
      isHeard: (name: NodeName) => name === self || this.membership.peer(name).kind === "alive",
      isGone: (name: NodeName) => this.#absences.isSure(name),
      told: [
        [self, ownFencing] as const,
        ...others.flatMap((name) => {
          const report = reports.of(name);
          return report === null ? [] : [[name, report.fencing] as const];
        }),
      ],
    };
  }

  /** Whether this node or one that it hears has heard it within deadtime. */
  isHeardHere(name: NodeName): boolean {
    if (name === this.self || this.membership.peer(name).kind === "alive") return true;
    return this.mutualPeers().some(({ keepalive }) => aliveIn(keepalive, name) !== undefined);
  }

  /** By operators' words to nodes that are there. */
  saidToBeOff(settings: Settings): readonly NodeName[] {
    return confirmations(settings, (asker) => this.livesOn(asker)).map(({ node }) => node);
  }

  /** Whether that life of the node goes on, as far as this one can tell. */
  livesOn({ node, generation }: Asker): boolean {
    if (node === this.self) return generation === this.generation;
    const peer = this.membership.peer(node);
    return peer.kind === "alive" && peer.generation === generation;
  }

  /**
   * A new coordinator lets those that hear it join, so that what it starts is spread over all of
   * them. They need one exchange of messages for that; on a busy host, and with many resources to
   * look at first, a little more.
   */
  #isGathering(
    nodes: readonly { readonly name: NodeName; readonly standing: NodeStanding }[],
    patience: Millis,
    now: Instant,
  ): boolean {
    if (this.lead === null || since(this.lead.since, now) >= patience) return false;
    const joining = this.mutualPeers().filter(({ keepalive }) => keepalive.phase !== "lettingGo");
    return joining.some(({ name }) =>
      nodes.some((node) => node.name === name && node.standing === "pending")
    );
  }

  /** It surely has let go of all that it ran, as this coordinator can tell. */
  isGone(name: NodeName): boolean {
    return this.#absences.isSure(name);
  }

  /** Votes are counted by other terms now: what is known of absences was reckoned by the old ones. */
  recount(): void {
    this.#absences.clear();
  }

  /** Those that orders can be said to: who follows this node no more would not obey. */
  audience(): readonly NodeName[] {
    return this.membership.names.filter((name) => this.#follows(name));
  }

  /** By the last word that is known of it. */
  #follows(name: NodeName): boolean {
    if (name === this.self) return true;
    const keepalive = lastWord(this.membership.peer(name));
    return keepalive !== null && this.accepted !== null &&
      saysToFollow(keepalive, this.self, this.accepted);
  }
}
