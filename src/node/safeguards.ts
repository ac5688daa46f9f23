/**
 * What keeps one holder beside the heartbeat: fence devices, the arbiter's vote, ping nodes, the
 * watchdog. Each is a machine of its own; here their inputs and effects meet.
 */
import { ArbiterLease, type ArbiterView } from "../arbiter/mod.ts";
import { Reach, type Reports } from "../coordinator/mod.ts";
import { FenceDesk, provesAlone } from "../fencing/mod.ts";
import { isPair, type Membership, PingNodes } from "../membership/mod.ts";
import {
  clip,
  type ClusterConfig,
  earliest,
  type Epoch,
  type Event,
  type FenceAttempt,
  type FenceOrder,
  type FencingReport,
  type Instant,
  isQuorumBound,
  LONGEST_REASON,
  type Millis,
  NEVER,
  type NodeName,
  type Random,
  type WallTime,
  type WatchdogReport,
} from "../model/mod.ts";
import { ArbiterNeed, type ArbiterNeedView } from "./arbiter_need.ts";
import type { Effect } from "./effect.ts";
import { Feeding } from "./feeding.ts";
import type { Input } from "./input.ts";
import type { Over } from "./lead_fencing.ts";
import type { Leadership } from "./leadership.ts";
import { Proofs } from "./proofs.ts";
import type { Reported } from "./speech.ts";

export type SafeguardInput = Extract<
  Input,
  { readonly kind: "fenceFinished" | "arbiterAnswered" | "pingAnswered" | "watchdog" }
>;

export interface SafeguardsView extends ArbiterNeedView {
  /** Something should have been stopped here by now, and has not been. */
  readonly overdue: boolean;
}

interface Neighbours {
  readonly self: NodeName;
  readonly membership: Membership;
  readonly reports: Reports;
  readonly leadership: Leadership;
}

export class Safeguards {
  readonly #desk: FenceDesk;
  readonly #proofs: Proofs;
  readonly #pings: PingNodes;
  readonly #reach: Reach;
  readonly #feeding: Feeding;
  readonly #need: ArbiterNeed;
  #arbiter: ArbiterLease | null = null;
  /** Of the desk, when it was last looked at. */
  #seen: readonly FenceAttempt[];
  #events: Event[] = [];

  constructor(
    config: ClusterConfig,
    private readonly near: Neighbours,
    attempts: readonly FenceAttempt[],
    random: Random,
    now: Instant,
  ) {
    this.#desk = new FenceDesk(near.self, config.fencing, attempts, random, now);
    this.#seen = this.#desk.report.attempts;
    this.#proofs = new Proofs(near.membership);
    this.#pings = new PingNodes(config.pings, now);
    this.#reach = new Reach(config);
    this.#feeding = new Feeding(now);
    this.#need = new ArbiterNeed(near.membership, near.leadership);
    this.#configureArbiter(config, now);
  }

  configure(config: ClusterConfig, now: Instant): void {
    this.#desk.configure(config.fencing, now);
    this.#pings.configure(config.pings, now);
    this.#reach.configure(config, now);
    this.#configureArbiter(config, now);
  }

  #configureArbiter({ arbiter }: ClusterConfig, now: Instant): void {
    if (arbiter === null) this.#arbiter = null;
    else if (this.#arbiter === null) {
      const left = this.near.membership.leaseLeft.arbiter;
      this.#arbiter = new ArbiterLease(arbiter, this.near.self, left, now);
      this.#tell(...this.#arbiter.tick(now));
    } else this.#tell(...this.#arbiter.configure(arbiter, now));
  }

  take(input: SafeguardInput, now: Instant): void {
    switch (input.kind) {
      case "fenceFinished": {
        const { operation, outcome, wall, took } = input;
        return this.#desk.finished(operation, outcome, wall, took, now);
      }
      case "arbiterAnswered":
        return this.#tell(...this.#arbiter?.answered(input.request, input.answer, now) ?? []);
      case "pingAnswered":
        return this.#pings.answered(input.ping, now);
      case "watchdog":
        this.#feeding.report = clipped(input.state);
    }
  }

  /** A coordinator's orders, be it another node or this one. */
  order(orders: readonly FenceOrder[], epoch: Epoch, wall: WallTime, now: Instant): void {
    for (const order of orders) {
      this.#desk.order(order, { epoch, serial: order.serial }, wall, now);
    }
  }

  /** This node slept for `length` and could not listen. */
  forgive(length: Millis, now: Instant): void {
    this.#pings.forgive(length, now);
  }

  /** After a long pause: what was known, and held, may be so no more. */
  startOver(now: Instant): void {
    this.#tell(...this.#arbiter?.startOver(now) ?? []);
    this.near.membership.setArbiter(null);
    this.#proofs.clear();
  }

  /** What time has changed, before anything is decided by it. */
  tick(now: Instant): void {
    this.#desk.tick(now);
    this.#tell(...this.#pings.tick(now), ...this.#arbiter?.tick(now) ?? []);
    this.#lendVote();
  }

  #lendVote(): void {
    const until = this.#arbiter?.until ?? null;
    this.near.membership.setArbiter(until === null ? null : { until });
  }

  /** For how long others may count on the arbiter's vote, as this node has it; null: they may not. */
  lend(config: ClusterConfig, now: Instant): Millis | null {
    return this.#need.lend(this.#arbiter?.until ?? null, config, now);
  }

  /** What follows from whom this node follows now. */
  settle({ config, leaves, overdue, runs }: SafeguardsView, now: Instant): void {
    const { membership, reports, leadership } = this.near;
    const told = membership.names.flatMap((name) => reports.of(name) ?? []);
    this.#tell(...this.#proofs.settle({
      sure: membership.mayHold(now),
      generationOf: (node) => leadership.generationOf(node),
      reports: told.filter(({ node }) => leadership.members.includes(node)),
      ...config,
    }, now));
    this.#noteOwnProofs(config, now);
    this.#compareReach(now);
    const wants = this.#need.settle({ config, leaves, runs }, now);
    this.#tell(...this.#arbiter?.want(wants, now) ?? []);
    this.#lendVote();
    const { held: quorum } = leadership.quorum;
    this.#feeding.settle({ config, overdue, quorum }, now);
  }

  /** What this node has done for a coordinator that may not live to say so. */
  #noteOwnProofs({ fencing }: ClusterConfig, now: Instant): void {
    const { attempts } = this.#desk.report;
    if (attempts === this.#seen) return;
    for (const attempt of attempts) {
      const isNews = this.#seen.every(({ id, state }) => id !== attempt.id || state === "underWay");
      if (isNews && provesAlone(fencing, attempt)) {
        this.#proofs.note(attempt.target, attempt.generation, now);
      }
    }
    this.#seen = attempts;
  }

  #compareReach(now: Instant): void {
    const { self, membership, reports } = this.near;
    this.#reach.note(self, this.#pings.states, now);
    for (const name of membership.names) {
      const report = membership.peer(name).kind === "alive" ? reports.of(name) : null;
      if (report === null) this.#reach.forget(name);
      else this.#reach.note(name, report.pings, now);
    }
    this.#reach.tick(now);
  }

  note(over: readonly Over[], now: Instant): void {
    for (const { node, generation } of over) this.#proofs.note(node, generation, now);
  }

  /** Whether the last life of a node that anybody here knows of is known to be over. */
  isOff(node: NodeName, { keepalive }: ClusterConfig, now: Instant): boolean {
    const generation = this.near.leadership.generationOf(node);
    return this.#proofs.covers(node, generation, keepalive, now);
  }

  /**
   * How long after a node should have let go its watchdog has reset it, if it did not: it is not fed any
   * more from then on. Null: it was not armed when last heard of, or the node may go on.
   */
  watchdogOf(node: NodeName, config: ClusterConfig): Millis | null {
    const watchdog = this.near.reports.lastOf(node)?.watchdog;
    const goesOn = !isQuorumBound(config) || isPair(config);
    return goesOn || watchdog?.armed !== true ? null : watchdog.timeout;
  }

  /** What the coordinator asks of it. */
  facts(config: ClusterConfig, now: Instant) {
    return {
      isOff: (node: NodeName) => this.isOff(node, config, now),
      watchdogOf: (node: NodeName) => this.watchdogOf(node, config),
    };
  }

  reachOf(node: NodeName): number | null {
    return this.#reach.of(node);
  }

  get fencing(): FencingReport {
    return this.#desk.report;
  }

  get reported(): Pick<Reported, "fencing" | "fenced" | "watchdog" | "pings"> {
    return {
      fencing: this.#desk.report,
      fenced: this.#proofs.reported,
      watchdog: this.#feeding.report,
      pings: this.#pings.states,
    };
  }

  arbiterView(now: Instant): ArbiterView | null {
    return this.#arbiter?.view(now) ?? null;
  }

  drain(): readonly Effect[] {
    const events = this.#events.splice(0);
    return [
      ...events.map((event) => ({ kind: "report", event }) as const),
      ...this.#desk.drain(),
      ...(this.#arbiter?.drain() ?? []).map((request) =>
        ({ kind: "askArbiter", request }) as const
      ),
      ...this.#feeding.drain(),
    ];
  }

  get deadline(): Instant {
    return earliest(
      this.#desk.deadline(),
      this.#pings.deadline(),
      this.#reach.deadline(),
      this.#arbiter?.deadline() ?? NEVER,
      this.#need.deadline,
      this.#feeding.deadline,
    );
  }

  #tell(...events: readonly Event[]): void {
    this.#events.push(...events);
  }
}

/** The others refuse longer texts. */
const clipped = (report: WatchdogReport): WatchdogReport =>
  report.problem === null ? report : { ...report, problem: clip(report.problem, LONGEST_REASON) };
