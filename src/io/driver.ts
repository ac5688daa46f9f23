/**
 * The main loop: brings the engine its inputs, one by one, and carries out what it answers.
 *
 *     inputs ─► queue ─► engine.step(input, now) ─► effects, in order ─► the world
 *                              deadline() ─► one timer ─► wake
 *
 * Before every input the clock is read, and if the engine's deadline has passed it is woken first: a
 * daemon that was stopped (SIGSTOP, a frozen virtual machine) finds that out before it looks at
 * datagrams that waited in the kernel meanwhile, and before it sends anything. The same holds for
 * effects: those of a decision made before such a standstill are carried out after it only as far
 * as the engine, woken, still stands by them.
 *
 * A wake that comes late brings what waits in the kernel, so that the engine hears its peers before
 * it judges them, and itself, by the time that has passed.
 */
import type { Operation } from "../agent/mod.ts";
import type { ArbiterRequest } from "../arbiter/mod.ts";
import type { FenceOperation } from "../fencing/mod.ts";
import {
  earliest,
  type Instant,
  later,
  type LeaseLeft,
  type Millis,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { Datagram, Effect, Event, Input, Request, SavedState, Snapshot } from "../node/mod.ts";

/** What the loop turns: the engine's `Node`. */
export interface Engine {
  step(input: Input, now: Instant): readonly Effect[];
  deadline(): Instant;
  snapshot(now: Instant): Snapshot;
}

/** What carries out effects. None of it may throw by condition. */
export interface World {
  now(): Instant;
  wall(): number;
  send(datagram: Uint8Array, to: NodeName | null): void;
  /** The datagrams that have come and were not brought as inputs yet, in no certain order. */
  waiting(): readonly Datagram[];
  runAgent(operation: Operation): void;
  cancelAgent(operation: number): void;
  runFence(operation: FenceOperation): void;
  askArbiter(request: ArbiterRequest): void;
  feedWatchdog(): void;
  /** Ends the host; returns only where that is a command that spares it. */
  panic(why: string): void;
  /** Null once it is on the disk, else the problem. */
  persist(state: SavedState): Promise<string | null>;
  /** It is in force from now on, and to be kept: null once it is on the disk, else the problem. */
  config(effect: Effect & { kind: "config" }): Promise<string | null>;
  /** Keeps it for the next life of the daemon in this boot. */
  lease(left: LeaseLeft | null): void;
  report(event: Event): void;
  /** The engine is done. */
  exit(code: 0 | 1): void;
  /** The engine has a bug. What it would do next cannot be trusted: nothing more is stepped. */
  crash(error: unknown): void;
}

/** The timer looks at the clock this often at least: timers do not know of a suspended host. */
const LONGEST_TIMER: Millis = 1000;

/** A wake that comes later than this is late: timers and other inputs take a few milliseconds. */
const LATE_BY: Millis = 10;

const STOOD_STILL = "this node stood still just before";

/** Longer than carrying out any list of effects takes, and shorter than a useful deadtime. */
const STALE_AFTER: Millis = 500;

export class Driver {
  readonly #engine: Engine;
  readonly #world: World;
  readonly #queue: Input[] = [];
  readonly #waiting = new Map<number, (problem: string | null) => void>();
  #requests = 0;
  /** True until `start`, so that nothing is stepped before. */
  #isTurning = true;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer rings; null: it is not set. */
  #ringsAt: Instant | null = null;
  #turnedAt: Instant;

  constructor(engine: Engine, world: World) {
    this.#engine = engine;
    this.#world = world;
    this.#turnedAt = world.now();
  }

  /** Wakes the engine for the first time. What was brought before is stepped after that. */
  start(): void {
    this.#queue.unshift({ kind: "wake" });
    this.#isTurning = false;
    this.#turnAll();
  }

  /** Brings an input; it is stepped before this returns, unless another one is just being. */
  turn(input: Input): void {
    this.#queue.push(input);
    this.#turnAll();
  }

  /** Asks for something on behalf of an operator, where known by name: null, or why it cannot be. */
  request(request: Request, by: string | null): Promise<string | null> {
    if (this.#isOver) return Promise.resolve("this hb is stopping");
    const id = ++this.#requests;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      const who = by === null ? {} : { by };
      this.turn({ kind: "request", id, request, ...who, wall: this.#world.wall() });
    });
  }

  snapshot(): Snapshot {
    return this.#engine.snapshot(this.#world.now());
  }

  /** How long ago the engine was last stepped. */
  turnedAgo(): Millis {
    return since(this.#turnedAt, this.#world.now());
  }

  /** Nothing is stepped after this. */
  stop(): void {
    this.#isOver = true;
    this.#queue.length = 0;
    clearTimeout(this.#timer);
    for (const answer of this.#waiting.values()) answer("this hb is stopping");
    this.#waiting.clear();
  }

  #turnAll(): void {
    if (this.#isTurning || this.#isOver) return;
    this.#isTurning = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#wakeIfLate(next);
        this.#step(next);
      }
      this.#arm();
    } catch (error) {
      this.stop();
      this.#world.crash(error);
    } finally {
      this.#isTurning = false;
    }
  }

  #wakeIfLate(next: Input): void {
    if (next.kind !== "wake" && this.#world.now() >= this.#engine.deadline()) {
      this.#step(this.#wake());
    }
  }

  #wake(): Input {
    const isLate = since(this.#engine.deadline(), this.#world.now()) > LATE_BY;
    return isLate ? { kind: "wake", heard: this.#world.waiting() } : { kind: "wake" };
  }

  #step(input: Input): void {
    if (this.#isOver) return;
    this.#turnedAt = this.#world.now();
    let effects = [...this.#engine.step(input, this.#turnedAt)];
    while (effects.length > 0) {
      if (this.#isStale()) effects = this.#reconsider(effects);
      const next = effects.shift();
      if (next !== undefined) this.#carryOut(next);
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "send":
        return this.#world.send(effect.datagram, effect.to);
      case "runAgent":
        return this.#world.runAgent(effect.operation);
      case "cancelAgent":
        return this.#world.cancelAgent(effect.operation);
      case "runFence":
        return this.#world.runFence(effect.operation);
      case "askArbiter":
        return this.#world.askArbiter(effect.request);
      case "feedWatchdog":
        return this.#world.feedWatchdog();
      case "panic":
        return this.#world.panic(effect.why);
      case "persist":
        this.#world.persist(effect.state)
          .then((problem) => this.turn({ kind: "persisted", problem }));
        return;
      case "config":
        this.#world.config(effect)
          .then((problem) => this.turn({ kind: "configKept", serial: effect.serial, problem }));
        return;
      case "lease":
        return this.#world.lease(effect.left);
      case "report":
        return this.#world.report(effect.event);
      case "reply": {
        this.#waiting.get(effect.id)?.(effect.problem);
        this.#waiting.delete(effect.id);
        return;
      }
      case "exit":
        this.stop();
        return this.#world.exit(effect.code);
    }
  }

  /**
   * What is left of `effects`, and what the engine, woken, says instead. No word of them is true any
   * more; an agent that it now cancels is not begun; nobody is fenced for what was so before.
   */
  #reconsider(effects: readonly Effect[]): Effect[] {
    if (effects.some(({ kind }) => kind === "exit")) {
      return effects.filter(({ kind }) => kind !== "send");
    }
    this.#turnedAt = this.#world.now();
    const instead = this.#engine.step(this.#wake(), this.#turnedAt);
    const cancelled = new Set(
      instead.flatMap((effect) => effect.kind === "cancelAgent" ? [effect.operation] : []),
    );
    const left = effects.filter((effect) => {
      switch (effect.kind) {
        case "send":
        case "feedWatchdog":
          return false;
        case "runFence":
          this.#queue.push(this.#notFenced(effect.operation));
          return false;
        case "runAgent":
          if (!cancelled.has(effect.operation.id)) return true;
          this.#queue.push(this.#notBegun(effect.operation));
          return false;
        case "cancelAgent":
        case "askArbiter":
        case "panic":
        case "persist":
        case "config":
        case "lease":
        case "report":
        case "reply":
        case "exit":
          return true;
      }
    });
    return [...left, ...instead];
  }

  #notBegun({ id }: Operation): Input {
    const outcome = { kind: "notSpawned", why: STOOD_STILL, transient: true } as const;
    return { kind: "agentFinished", operation: id, outcome, wall: this.#world.wall(), took: 0 };
  }

  #notFenced({ id }: FenceOperation): Input {
    const outcome = { kind: "failed", why: STOOD_STILL } as const;
    return { kind: "fenceFinished", operation: id, outcome, wall: this.#world.wall(), took: 0 };
  }

  /** This process was stopped since the engine was stepped: it must be woken before anything else. */
  #isStale(): boolean {
    const now = this.#world.now();
    return since(this.#turnedAt, now) > STALE_AFTER && now >= this.#engine.deadline();
  }

  /**
   * Sets the one timer, if it does not ring soon enough already; it corrects itself, for it is
   * measured against the deadline.
   */
  #arm(): void {
    if (this.#isOver) return;
    const now = this.#world.now();
    const due = earliest(this.#engine.deadline(), later(now, LONGEST_TIMER));
    if (this.#ringsAt !== null && this.#ringsAt <= later(due, 1)) return;
    clearTimeout(this.#timer);
    this.#ringsAt = due;
    this.#timer = setTimeout(() => this.#ring(), Math.max(0, Math.ceil(due - now)));
  }

  #ring(): void {
    this.#ringsAt = null;
    if (this.#world.now() >= this.#engine.deadline()) this.turn(this.#wake());
    else this.#arm();
  }
}
