/** The coordinator's fencing in one epoch: from who is to be fenced to orders, and to proofs. */
import {
  earliest,
  type Epoch,
  type Event,
  type FenceOrder,
  type FencePending,
  type FencingReport,
  type Instant,
  type NodeName,
  type Random,
} from "../model/mod.ts";
import { type CallResult, FenceCalls } from "./fence_call.ts";
import type { FenceResult, FencerNeed, FencerView } from "./fencer_view.ts";
import { TargetFencing } from "./target_fencing.ts";

export class Fencer {
  readonly #calls: FenceCalls;
  readonly #targets = new Map<NodeName, TargetFencing>();
  #results: FenceResult[] = [];
  #events: Event[] = [];

  constructor(epoch: Epoch, private readonly random: Random) {
    this.#calls = new FenceCalls(epoch);
  }

  /** All that are to be fenced now, each time anew; and whatever can be begun for them. */
  want(needs: readonly FencerNeed[], view: FencerView, now: Instant): void {
    const byNode = new Map<NodeName, FencerNeed>();
    for (const need of needs) {
      if (need.byOperator || !byNode.has(need.node)) byNode.set(need.node, need);
    }
    for (const result of this.#calls.giveUp(now)) this.#take(result);
    for (const [node, need] of byNode) {
      if (this.#targets.has(node)) continue;
      this.#targets.set(node, new TargetFencing(node, need, view.fencing, this.random, now));
    }
    for (const [node, target] of this.#targets) {
      target.want(byNode.get(node) ?? null, now);
      target.advance(view, this.#calls, now);
      this.#collect(target);
      if (target.isOver(this.#calls)) this.#targets.delete(node);
    }
  }

  /** What a node's report says of the calls that it was to make; this node's too. */
  confirm(node: NodeName, report: FencingReport): void {
    for (const result of this.#calls.confirm(node, report)) this.#take(result);
  }

  /** The node is no member any more: its calls count as failed. */
  drop(node: NodeName): void {
    for (const result of this.#calls.drop(node)) this.#take(result);
  }

  #take(result: CallResult): void {
    const target = this.#targets.get(result.call.order.target);
    target?.take(result);
    if (target !== undefined) this.#collect(target);
  }

  #collect(target: TargetFencing): void {
    const { results, events } = target.drain();
    this.#results.push(...results);
    this.#events.push(...events);
  }

  /** What must be said (again) to this node. */
  untaken(node: NodeName): readonly FenceOrder[] {
    return this.#calls.untaken(node);
  }

  /** What has been achieved since the last time, each once. */
  drain(): readonly FenceResult[] {
    const results = this.#results;
    this.#results = [];
    return results;
  }

  /** What happened since the last time. */
  drainEvents(): readonly Event[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  get progress(): readonly FencePending[] {
    return [...this.#targets.values()].filter(({ isWanted }) => isWanted)
      .map(({ progress }) => progress);
  }

  /** When `want` is to be said again, if nothing else happens. */
  deadline(): Instant {
    const targets = [...this.#targets.values()];
    return earliest(
      this.#calls.deadline(),
      ...targets.map((target) => target.deadline(this.#calls)),
    );
  }
}
