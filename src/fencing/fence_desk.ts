/** The calls of fence devices that this node makes, and what came of them. */
import {
  compareEpochs,
  earliest,
  type Event,
  type FenceAttempt,
  type FenceDeviceName,
  type FenceOrder,
  type FencingConfig,
  type FencingReport,
  type Instant,
  type InstructionId,
  type Millis,
  MOST_NODES,
  type NodeName,
  type Random,
  type WallTime,
} from "../model/mod.ts";
import { Attempts, isSameOrder } from "./attempts.ts";
import {
  callAgent,
  callMonitor,
  type DeviceLine,
  type FenceTask,
  lineDueAt,
  noteAnswer,
  openLine,
  reconfigureLine,
} from "./device_line.ts";
import { isCallable } from "./fence_level.ts";
import {
  type FenceOperation,
  type FenceOutcome,
  judge,
  type Judgement,
} from "./fence_operation.ts";

export type DeskEffect =
  | { readonly kind: "runFence"; readonly operation: FenceOperation }
  | { readonly kind: "report"; readonly event: Event };

/** Calls in line for one device. */
const MOST_WAITING = MOST_NODES;

export class FenceDesk {
  readonly #lines = new Map<FenceDeviceName, DeviceLine>();
  readonly #attempts: Attempts;
  #effects: DeskEffect[] = [];
  #operations = 0;
  /** By how much the time of day is ahead of this host's clock. */
  #wallAhead = 0;
  #report: FencingReport | null = null;

  /** @param saved the attempts in the last report of this node's last life. */
  constructor(
    private readonly self: NodeName,
    fencing: FencingConfig,
    saved: readonly FenceAttempt[],
    private readonly random: Random,
    now: Instant,
  ) {
    this.#attempts = new Attempts(saved);
    this.configure(fencing, now);
  }

  /** Calls under way go on as they began. */
  configure({ devices }: FencingConfig, now: Instant): void {
    const usable = devices.filter((device) =>
      isCallable(device) && device.from.includes(this.self)
    );
    const names = new Set(usable.map(({ name }) => name));
    for (const line of this.#lines.values()) {
      if (!names.has(line.device.name)) this.#remove(line);
    }
    for (const device of usable) {
      const line = this.#lines.get(device.name);
      if (line === undefined) this.#lines.set(device.name, openLine(device, this.random, now));
      else reconfigureLine(line, device, this.random, now);
    }
    this.#report = null;
  }

  #remove(line: DeviceLine): void {
    line.isRemoved = true;
    line.waiting = [];
    if (line.call === null) this.#lines.delete(line.device.name);
  }

  /** For the others; the same object until something in it changes. */
  get report(): FencingReport {
    return this.#report ??= {
      attempts: this.#attempts.all,
      devices: [...this.#lines.values()].filter(({ isRemoved }) => !isRemoved)
        .map(({ device, state, why }) => ({ device: device.name, state, why })),
    };
  }

  /** Carries out an order once, however often it comes, as soon as its device is free. */
  order(order: FenceOrder, id: InstructionId, wall: WallTime, now: Instant): void {
    this.#wallAhead = wall - now;
    if (this.#isKnown(id)) return;
    this.#dropOverruled(id);
    const line = this.#lines.get(order.device);
    const task = { id, order };
    if (line === undefined || line.isRemoved) {
      return this.#refuse(task, `${this.self} has no device ${order.device} that it may use`, now);
    }
    if (!Object.hasOwn(line.device.targets, order.target)) {
      return this.#refuse(task, `for ${this.self} it cannot fence ${order.target}`, now);
    }
    if (line.waiting.length >= MOST_WAITING) {
      return this.#refuse(task, `${MOST_WAITING} calls wait for ${order.device} already`, now);
    }
    line.waiting = [...line.waiting, task];
    // A monitor that hangs must not hold up what the device is for: the world ends it for this call.
    if (line.call?.task === null) line.call = null;
    this.#turn(line, now);
  }

  #isKnown(id: InstructionId): boolean {
    return this.#attempts.knows(id) ||
      [...this.#lines.values()].some(({ waiting }) =>
        waiting.some((task) => isSameOrder(task.id, id))
      );
  }

  /** What another coordinator wanted and has not begun: the one that speaks now decides anew. */
  #dropOverruled({ epoch }: InstructionId): void {
    for (const line of this.#lines.values()) {
      line.waiting = line.waiting.filter(({ id }) => compareEpochs(id.epoch, epoch) >= 0);
    }
  }

  /** The world has answered; an answer that comes too late is no longer looked at. */
  finished(
    operation: number,
    outcome: FenceOutcome,
    wall: WallTime,
    took: Millis,
    now: Instant,
  ): void {
    this.#wallAhead = wall - now;
    const line = [...this.#lines.values()].find(({ call }) => call?.operation.id === operation);
    if (!line?.call) return;
    this.#ended(line, judge(line.call.operation.action, outcome), took, now);
  }

  #ended(line: DeviceLine, judgement: Judgement, took: Millis, now: Instant): void {
    const task = line.call?.task ?? null;
    line.call = null;
    if (task !== null) this.#end(task.id, judgement, took);
    if (line.isRemoved) return this.#remove(line);
    const event = noteAnswer(line, task === null, judgement, now);
    if (event !== null) this.#tell(event);
    this.#report = null;
    this.#turn(line, now);
  }

  /** Begins what is due, and gives up what has not been answered. */
  tick(now: Instant): void {
    for (const line of this.#lines.values()) {
      const { call } = line;
      if (call === null) this.#turn(line, now);
      else if (now >= call.givenUpAt) this.#ended(line, UNANSWERED, now - call.begunAt, now);
    }
  }

  deadline(): Instant {
    return earliest(...[...this.#lines.values()].map(lineDueAt));
  }

  /** What the world is to do now. */
  drain(): readonly DeskEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #turn(line: DeviceLine, now: Instant): void {
    if (line.call !== null) return;
    const [task = null, ...waiting] = line.waiting;
    if (task === null && now < line.monitorDueAt) return;
    line.waiting = waiting;
    const id = ++this.#operations;
    line.call = task === null ? callMonitor(line, id, now) : callAgent(line, task, id, now);
    if (task !== null) this.#begin(task, now);
    this.#effects.push({ kind: "runFence", operation: line.call.operation });
  }

  #refuse(task: FenceTask, why: string, now: Instant): void {
    this.#begin(task, now);
    this.#end(task.id, { good: false, why }, 0);
  }

  #begin({ id, order }: FenceTask, now: Instant): void {
    const { target, targetGeneration: generation, action, device, because } = order;
    const wall = Math.round(this.#wallAhead + now);
    this.#attempts.begin({
      ...{ id, target, generation, action, device, by: this.self, because, wall },
      ...{ state: "underWay", why: "", took: 0 },
    });
    this.#report = null;
    this.#tell({ kind: "fenceBegun", node: target, action, device, because });
  }

  #end(id: InstructionId, { good, why }: Judgement, took: Millis): void {
    const attempt = this.#attempts.end(id, good ? "done" : "failed", why, took);
    if (attempt === null) return;
    this.#report = null;
    const { target: node, action, device } = attempt;
    this.#tell({ kind: "fenceEnded", node, action, device, good, why, took });
  }

  #tell(event: Event): void {
    this.#effects.push({ kind: "report", event });
  }
}

const UNANSWERED: Judgement = { good: false, why: "no answer in time" };
