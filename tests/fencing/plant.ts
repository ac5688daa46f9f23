/** A coordinator's Fencer, the desks of some nodes, and devices that do as they are told to. */
import {
  FenceDesk,
  type FenceOperation,
  type FenceOutcome,
  Fencer,
} from "../../src/fencing/mod.ts";
import type { FenceResult, FencerNeed } from "../../src/fencing/mod.ts";
import {
  earliest,
  type Epoch,
  type Event,
  type FenceDeviceConfig,
  type Instant,
  instant,
  later,
  type Millis,
  NO_FENCING,
  type NodeName,
  nodeName,
  Random,
} from "../../src/model/mod.ts";
import { fenceDevice } from "../fence_device.ts";

export const [n1, n2, n3] = ["n1", "n2", "n3"].map(nodeName) as [NodeName, NodeName, NodeName];
export const NODES: readonly NodeName[] = [n1, n2, n3];

export const device = (
  name: string,
  changes: Partial<FenceDeviceConfig> = {},
): FenceDeviceConfig => fenceDevice(name, NODES, changes);

export const need = (node: NodeName, changes: Partial<FencerNeed> = {}): FencerNeed => ({
  node,
  action: "reboot",
  because: "it has fallen silent",
  delay: 0,
  byOperator: false,
  ...changes,
});

/** What comes of a call, and after how long. Null: never an answer. */
export type Answer = { readonly outcome: FenceOutcome; readonly after: Millis } | null;
export type Answers = (operation: FenceOperation, by: NodeName) => Answer;

export const done = (after: Millis = 1000): Answer => ({ outcome: { kind: "done" }, after });
export const isOff = (after: Millis = 1000): Answer => ({ outcome: { kind: "isOff" }, after });
export const fails = (why: string, after: Millis = 1000): Answer => ({
  outcome: { kind: "failed", why },
  after,
});
/** All goes well. */
export const works: Answers = ({ action }) => action === "status" ? isOff() : done();

interface Running {
  readonly by: NodeName;
  readonly operation: FenceOperation;
  readonly begunAt: Instant;
  readonly endsAt: Instant;
  readonly outcome: FenceOutcome;
}

const EPOCH: Epoch = { counter: 1, node: n1, generation: 1 };
const WALL = 1_000_000;

export class Plant {
  now: Instant = instant(0);
  needs: readonly FencerNeed[] = [];
  members: readonly NodeName[] = [n1, n3];
  /** Members that never hear an order. */
  deaf: readonly NodeName[] = [];
  readonly lives = new Map<NodeName, number>(NODES.map((node) => [node, 1]));
  silentSince: Instant | null = null;
  watchdogOf: Millis | null = null;
  readonly fencer: Fencer;
  readonly desks: ReadonlyMap<NodeName, FenceDesk>;
  readonly results: FenceResult[] = [];
  readonly events: (readonly [Instant, NodeName, Event])[] = [];
  /** Calls that began: `n1: ipmi reboot n2`. */
  readonly calls: string[] = [];
  /** Calls that began while their device was being called, by the same node or for a node. */
  readonly overlaps: string[] = [];
  readonly #running = new Set<Running>();
  #forever = 0;

  constructor(
    readonly devices: readonly FenceDeviceConfig[],
    public answers: Answers = works,
    seed = 1,
  ) {
    const random = new Random(seed);
    this.fencer = new Fencer(EPOCH, random);
    const fencing = { ...NO_FENCING, devices };
    this.desks = new Map(
      NODES.map((node) => [node, new FenceDesk(node, fencing, [], random, this.now)]),
    );
  }

  /** How many calls have begun that nobody will ever answer. */
  get unanswered(): number {
    return this.#forever;
  }

  /** Lets `length` go by. */
  run(length: Millis): this {
    const end = later(this.now, length);
    for (let steps = 0;; steps += 1) {
      if (steps > 10_000) throw new Error(`no rest at ${this.now}`);
      this.#settle();
      const next = earliest(
        this.fencer.deadline(),
        ...[...this.desks.values()].map((desk) => desk.deadline()),
        ...[...this.#running].map(({ endsAt }) => endsAt),
      );
      if (next > end) break;
      this.now = next;
      this.#finish();
    }
    this.now = end;
    return this;
  }

  lose(node: NodeName): void {
    this.members = this.members.filter((each) => each !== node);
    this.fencer.drop(node);
  }

  /** Says everything that is to be said until nobody has any news. */
  #settle(): void {
    for (let news = true; news;) {
      for (const node of this.members) this.fencer.confirm(node, this.#desk(node).report);
      this.fencer.want(this.needs, {
        fencing: { ...NO_FENCING, devices: this.devices },
        usable: this.members,
        generationOf: (node) => this.lives.get(node) ?? 0,
        silentFor: () => this.silentSince === null ? null : this.now - this.silentSince,
        watchdogOf: () => this.watchdogOf,
      }, this.now);
      this.results.push(...this.fencer.drain());
      for (const event of this.fencer.drainEvents()) this.events.push([this.now, n1, event]);
      for (const node of this.members.filter((each) => !this.deaf.includes(each))) {
        for (const order of this.fencer.untaken(node)) {
          const id = { epoch: EPOCH, serial: order.serial };
          this.#desk(node).order(order, id, WALL + this.now, this.now);
        }
      }
      news = NODES.map((node) => this.#drain(node)).includes(true);
    }
  }

  #drain(node: NodeName): boolean {
    const desk = this.#desk(node);
    desk.tick(this.now);
    const effects = desk.drain();
    for (const effect of effects) {
      if (effect.kind === "report") this.events.push([this.now, node, effect.event]);
      else this.#call(effect.operation, node);
    }
    return effects.length > 0;
  }

  #call(operation: FenceOperation, by: NodeName): void {
    const { device, action, target } = operation;
    this.calls.push(`${by}: ${device.name} ${action}${target === null ? "" : ` ${target}`}`);
    const isMonitor = (each: FenceOperation): boolean => each.action === "monitor";
    const isOfDevice = (each: FenceOperation) => each.device.name === device.name;
    // As the world does it: what fences ends the monitor of its device first.
    for (const each of this.#running) {
      const givesWay = each.by === by && isMonitor(each.operation) && !isMonitor(operation);
      if (givesWay && isOfDevice(each.operation)) this.#running.delete(each);
    }
    const others = [...this.#running].filter((each) => isOfDevice(each.operation));
    const overlap = others.find((each) =>
      each.by === by ||
      this.members.includes(each.by) && !isMonitor(operation) && !isMonitor(each.operation)
    );
    if (overlap !== undefined) this.overlaps.push(this.calls.at(-1) ?? "");
    const answer = this.answers(operation, by);
    if (answer === null) {
      this.#forever += 1;
      return;
    }
    const endsAt = later(this.now, answer.after);
    this.#running.add({ by, operation, begunAt: this.now, endsAt, outcome: answer.outcome });
  }

  #finish(): void {
    for (const running of this.#running) {
      if (running.endsAt > this.now) continue;
      this.#running.delete(running);
      const { by, operation, outcome, begunAt } = running;
      const took = this.now - begunAt;
      this.#desk(by).finished(operation.id, outcome, WALL + this.now, took, this.now);
      this.#drain(by);
    }
  }

  #desk(node: NodeName): FenceDesk {
    const desk = this.desks.get(node);
    if (desk === undefined) throw new Error(`no desk ${node}`);
    return desk;
  }
}
