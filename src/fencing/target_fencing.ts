/** The fencing of one node, for as long as it is wanted: rounds, and the rests between them. */
import {
  clip,
  type Event,
  type FenceDeviceConfig,
  type FencePending,
  type FencingConfig,
  type Instant,
  later,
  LONGEST_REASON,
  type Millis,
  NEVER,
  type NodeName,
  type Random,
} from "../model/mod.ts";
import type { CallResult, FenceCalls } from "./fence_call.ts";
import { levelsOf } from "./fence_level.ts";
import {
  beginRound,
  calling,
  failed,
  type FenceRound,
  problemOf,
  refused,
  stepOf,
  succeeded,
} from "./fence_round.ts";
import { selfReset } from "./self_reset.ts";
import type { FenceResult, FencerNeed, FencerView } from "./fencer_view.ts";

/** After a round in which every level failed; doubled by each further one. */
const FIRST_REST: Millis = 2000;
const LONGEST_REST: Millis = 60_000;
/** After a success, until all have heard of it: who still wants it then has a new reason. */
const REST_AFTER_SUCCESS: Millis = 10_000;

export class TargetFencing {
  #need: FencerNeed;
  #isWanted = true;
  #round: FenceRound | null = null;
  #restsUntil: Instant;
  #rest: Millis = FIRST_REST;
  #problem: string | null = null;
  /** When a step ends that nobody here does. */
  #resetAt: Instant = NEVER;
  #results: FenceResult[] = [];
  #events: Event[] = [];

  constructor(
    private readonly target: NodeName,
    need: FencerNeed,
    fencing: FencingConfig,
    private readonly random: Random,
    now: Instant,
  ) {
    this.#need = need;
    const delay = this.#delay(fencing);
    this.#restsUntil = later(now, delay);
    const { action, because } = need;
    this.#events.push({ kind: "fencing", node: target, action, because, delay });
  }

  /** So that of two nodes that would fence each other one is the first. */
  #delay(fencing: FencingConfig): Millis {
    const { action, delay, byOperator } = this.#need;
    if (byOperator || action === "on") return 0;
    const first = levelsOf(fencing, this.target, action)[0]?.proving[0]?.device;
    if (first === undefined) return delay;
    const own = first.delay[this.target] ?? 0;
    const drawn = first.randomDelay > 0 ? this.random.between(0, first.randomDelay) : 0;
    return delay + own + drawn;
  }

  /**
   * Null: it is wanted no more; what is under way is awaited. An operator waits for no delay, and is told
   * what comes of his own wish.
   */
  want(need: FencerNeed | null, now: Instant): void {
    this.#isWanted = need !== null;
    if (need === null) return;
    if (need.byOperator && !this.#need.byOperator) {
      this.#problem = null;
      if (this.#round === null) this.#restsUntil = now;
    }
    this.#need = need;
  }

  /** Nothing of it is left. */
  isOver(calls: FenceCalls): boolean {
    return !this.#isWanted && calls.of(this.target) === null && !this.#goesOn;
  }

  get progress(): FencePending {
    const { node, action, because } = this.#need;
    return { node, action, because, problem: this.#problem };
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** What has been done is to be brought to its end: it is switched on again. */
  get #goesOn(): boolean {
    return this.#round?.passed === true && stepOf(this.#round) !== null;
  }

  deadline(calls: FenceCalls): Instant {
    if (calls.of(this.target) !== null) return NEVER;
    if (this.#round !== null) return this.#resetAt;
    return this.#isWanted ? this.#restsUntil : NEVER;
  }

  drain(): { readonly results: readonly FenceResult[]; readonly events: readonly Event[] } {
    const drained = { results: this.#results, events: this.#events };
    this.#results = [];
    this.#events = [];
    return drained;
  }

  /** What came of a call for this target. */
  take({ call, problem }: CallResult): void {
    if (this.#round === null) return;
    this.#move(
      problem === null ? succeeded(this.#round, call.by) : failed(this.#round, call.by, problem),
    );
  }

  #move(round: FenceRound): void {
    const before = this.#round;
    this.#round = round;
    if (before?.passed === true || !round.passed) return;
    this.#problem = null;
    const { target } = this;
    const { action, generation, devices, by } = round;
    this.#results.push(
      action === "on"
        ? { kind: "switchedOn", target, devices, by }
        : { kind: "fenced", target, generation: generation ?? 0, action, devices, by },
    );
    this.#events.push({ kind: "fenced", node: target, action, devices, by });
  }

  /** Goes on until a call is under way, or there is something to wait for. */
  advance(view: FencerView, calls: FenceCalls, now: Instant): void {
    while (calls.of(this.target) === null && this.#mayGoOn()) {
      if (this.#round === null) {
        if (now < this.#restsUntil) return;
        this.#round = beginRound(view.fencing, this.target, this.#need.action);
      }
      this.#resetAt = NEVER;
      const step = stepOf(this.#round);
      if (step === null) this.#endRound(this.#round, view.fencing, now);
      else if (!this.#take(this.#round, step.device, view, calls, now)) return;
    }
  }

  /** A round for what is wanted no more is left where it is, unless it is to be brought to its end. */
  #mayGoOn(): boolean {
    if (this.#goesOn) return true;
    const round = this.#round;
    const isOver = round !== null && stepOf(round) === null;
    if (round !== null && !isOver && round.action !== this.#need.action) this.#round = null;
    return this.#isWanted;
  }

  #endRound(round: FenceRound, fencing: FencingConfig, now: Instant): void {
    this.#round = null;
    if (round.passed) {
      this.#rest = FIRST_REST;
      this.#restsUntil = later(now, REST_AFTER_SUCCESS);
      return;
    }
    const again = this.#rest + this.#delay(fencing);
    this.#restsUntil = later(now, again);
    this.#rest = Math.min(this.#rest * 2, LONGEST_REST);
    const why = problemOf(round) ?? "";
    if (why === this.#problem) return;
    this.#problem = why;
    this.#events.push({ kind: "fencingFailed", node: this.target, why, again });
  }

  /** Begins the round's step. False: something must happen before. */
  #take(
    round: FenceRound,
    device: FenceDeviceConfig,
    view: FencerView,
    calls: FenceCalls,
    now: Instant,
  ): boolean {
    switch (device.agent.kind) {
      case "manual":
        this.#move(refused(round, "waits for an operator"));
        return true;
      case "watchdog":
        return this.#awaitReset(round, view, now);
      case "fence":
      case "stonith":
      case "command":
        return this.#call(round, device, view, calls, now);
    }
  }

  #awaitReset(
    round: FenceRound,
    { silentFor, watchdogOf, generationOf }: FencerView,
    now: Instant,
  ): boolean {
    const begun = calling(round, generationOf(this.target));
    const reset = selfReset(silentFor(this.target), watchdogOf(this.target));
    switch (reset.kind) {
      case "done":
        this.#move(succeeded(begun, null));
        return true;
      case "never":
        this.#move(refused(begun, reset.why));
        return true;
      case "waits":
        this.#round = begun;
        this.#resetAt = later(now, reset.rest);
        return false;
    }
  }

  #call(
    round: FenceRound,
    device: FenceDeviceConfig,
    view: FencerView,
    calls: FenceCalls,
    now: Instant,
  ): boolean {
    const nodes = this.#executors(device, view, calls);
    const by = nodes[round.tries % nodes.length];
    if (by === undefined) {
      this.#move(refused(round, "no node is there that may use it"));
      return true;
    }
    if (calls.isBusy(device.name)) return false;
    const begun = calling(round, view.generationOf(this.target));
    const step = stepOf(begun);
    if (step === null) return true;
    this.#round = begun;
    calls.give(
      by,
      {
        target: this.target,
        targetGeneration: begun.generation ?? 0,
        device: device.name,
        action: begun.verifying ? "status" : step.action,
        because: clip(this.#need.because, LONGEST_REASON),
      },
      device.timeout,
      now,
    );
    return true;
  }

  /** In turn: this node, then the others, first those to which the device has answered. */
  #executors(
    device: FenceDeviceConfig,
    { usable }: FencerView,
    calls: FenceCalls,
  ): readonly NodeName[] {
    const may = usable.filter((node) => device.from.includes(node));
    const others = may.filter((node) => node !== this.target);
    if (others.length === 0 && this.#need.byOperator && usable.length === 1) return may;
    const fails = (node: NodeName): number => Number(calls.isFailing(device.name, node));
    return others.toSorted((one, other) => fails(one) - fails(other));
  }
}
