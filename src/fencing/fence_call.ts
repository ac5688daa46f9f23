/** The calls of one epoch: ordered once, repeated until taken, ended by what their node reports. */
import {
  compareEpochs,
  earliest,
  type Epoch,
  type FenceDeviceName,
  type FenceOrder,
  type FencingReport,
  type Instant,
  later,
  type Millis,
  type NodeName,
} from "../model/mod.ts";

/** A node may have another call of the device before this one; both end by themselves. */
const CALLS_BEFORE_ANSWER = 2;
/** Besides, for the messages to and fro. */
const ANSWER_MARGIN: Millis = 30_000;

export interface FenceCall {
  readonly by: NodeName;
  readonly order: FenceOrder;
  /** Its node has begun it; it need not be repeated. */
  taken: boolean;
  readonly givenUpAt: Instant;
}

export interface CallResult {
  readonly call: FenceCall;
  /** Null: it has succeeded. */
  readonly problem: string | null;
}

export class FenceCalls {
  readonly #underWay = new Map<number, FenceCall>();
  /** Devices that nodes are calling for another coordinator, or ask whether they work. */
  readonly #foreign = new Map<NodeName, ReadonlySet<FenceDeviceName>>();
  readonly #failing = new Map<NodeName, ReadonlySet<FenceDeviceName>>();
  #serial = 0;

  constructor(private readonly epoch: Epoch) {}

  give(by: NodeName, order: Omit<FenceOrder, "serial">, timeout: Millis, now: Instant): void {
    const serial = ++this.#serial;
    const givenUpAt = later(now, CALLS_BEFORE_ANSWER * timeout + ANSWER_MARGIN);
    this.#underWay.set(serial, { by, order: { ...order, serial }, taken: false, givenUpAt });
  }

  /** The one for this target, if there is one. */
  of(target: NodeName): FenceCall | null {
    return this.#all().find(({ order }) => order.target === target) ?? null;
  }

  isBusy(device: FenceDeviceName): boolean {
    return this.#all().some(({ order }) => order.device === device) ||
      [...this.#foreign.values()].some((devices) => devices.has(device));
  }

  /** Whether the device did not answer this node when it was last asked. */
  isFailing(device: FenceDeviceName, node: NodeName): boolean {
    return this.#failing.get(node)?.has(device) ?? false;
  }

  untaken(node: NodeName): readonly FenceOrder[] {
    return this.#all().filter(({ by, taken }) => by === node && !taken).map(({ order }) => order);
  }

  /** What a node's report shows to be over. */
  confirm(node: NodeName, { attempts, devices }: FencingReport): readonly CallResult[] {
    const failing = devices.filter(({ state }) => state === "failed");
    this.#failing.set(node, new Set(failing.map(({ device }) => device)));
    const foreign = new Set<FenceDeviceName>();
    const over: CallResult[] = [];
    for (const { id, state, device, why } of attempts) {
      if (compareEpochs(id.epoch, this.epoch) !== 0) {
        if (state === "underWay") foreign.add(device);
        continue;
      }
      const call = this.#underWay.get(id.serial);
      if (call === undefined) continue;
      call.taken = true;
      if (state !== "underWay") over.push(this.#end(call, state === "done" ? null : why));
    }
    this.#foreign.set(node, foreign);
    return over;
  }

  /** The node is no member any more: what came of its calls nobody knows. */
  drop(node: NodeName): readonly CallResult[] {
    this.#foreign.delete(node);
    this.#failing.delete(node);
    return this.#all().filter(({ by }) => by === node)
      .map((call) => this.#end(call, "the node was lost, and nobody knows what came of it"));
  }

  giveUp(now: Instant): readonly CallResult[] {
    return this.#all().filter(({ givenUpAt }) => givenUpAt <= now)
      .map((call) => this.#end(call, "the node did not say in time what came of it"));
  }

  #end(call: FenceCall, problem: string | null): CallResult {
    this.#underWay.delete(call.order.serial);
    return { call, problem };
  }

  deadline(): Instant {
    return earliest(...this.#all().map(({ givenUpAt }) => givenUpAt));
  }

  #all(): readonly FenceCall[] {
    return [...this.#underWay.values()];
  }
}
