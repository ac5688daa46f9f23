/** What this node runs: orders and monitors in, agent runs out, and the report of it all. */
import {
  type AgentAction,
  type Event,
  type HistoryEntry,
  type Instant,
  type InstructionId,
  type Millis,
  type MonitorConfig,
  NEVER,
  type OrderAction,
  type ResourceConfig,
  type ResourceId,
  type ResourceReport,
  since,
  type WallTime,
} from "../model/mod.ts";
import { conclude, cutShort } from "./conclusion.ts";
import { type AgentTimeouts, timeoutOf } from "./metadata.ts";
import type { Operation, Outcome } from "./operation.ts";
import {
  busyWith,
  definitionOf,
  dueMonitor,
  failuresExpireAt,
  forgetFailures,
  isStale,
  newRecord,
  recordDeadline,
  type ResourceRecord,
  scheduleMonitors,
} from "./resource_record.ts";

export type LedgerEffect =
  | { readonly kind: "runAgent"; readonly operation: Operation }
  | { readonly kind: "cancelAgent"; readonly operation: number }
  | { readonly kind: "report"; readonly event: Event };

/** What outlives the daemon of one resource. */
export interface ResourceSaved {
  readonly failcount: number;
  readonly failedAt: Instant | null;
  readonly lastFailure: HistoryEntry | null;
  /** The definition it runs with, so that it is stopped as it was started. */
  readonly running: ResourceConfig | null;
  readonly startedAt: Instant | null;
}

export type SavedResources = Readonly<Record<ResourceId, ResourceSaved>>;

/** How anything but a recurring monitor is run. */
const ONCE: MonitorConfig = { interval: 0, depth: 0, role: null };

/** Probes at a time: at the start every resource has one, and the host has other work. */
const PROBE_LIMIT = 8;

export class Ledger {
  readonly #records = new Map<ResourceId, ResourceRecord>();
  readonly #gone = new Map<ResourceId, number>();
  #effects: LedgerEffect[] = [];
  #operations = 0;
  #version = 0;
  #saved = 0;
  #timeouts: AgentTimeouts;

  constructor(
    resources: readonly ResourceConfig[],
    timeouts: AgentTimeouts,
    saved: SavedResources,
    private readonly digest: (resource: ResourceConfig) => string,
  ) {
    this.#timeouts = timeouts;
    for (const config of resources) this.#records.set(config.id, newRecord(config));
    for (const [id, memory] of Object.entries(saved)) this.#restore(id as ResourceId, memory);
  }

  #restore(id: ResourceId, memory: ResourceSaved): void {
    const record = this.#records.get(id) ?? (memory.running && newRecord(memory.running));
    if (!record) return;
    if (!this.#records.has(id)) record.config = null;
    record.failcount = memory.failcount;
    record.failedAt = memory.failedAt;
    record.lastFailure = memory.lastFailure;
    record.runningAs = memory.running;
    record.startedAt = memory.startedAt;
    this.#records.set(id, record);
  }

  /** Takes a new configuration: what is new is probed, what went waits for its stop. */
  configure(resources: readonly ResourceConfig[], timeouts: AgentTimeouts, now: Instant): void {
    this.#timeouts = timeouts;
    const wanted = new Map(resources.map((resource) => [resource.id, resource]));
    for (const record of this.#records.values()) {
      const before = record.config;
      record.config = wanted.get(record.id) ?? null;
      // Until it is known to be stopped, something must say how to look at it and how to stop it.
      if (record.config === null && record.state !== "stopped") record.runningAs ??= before;
      if (record.config !== before && record.state === "started") scheduleMonitors(record, now);
    }
    for (const [id, config] of wanted) {
      if (!this.#records.has(id)) this.#touch(this.#add(newRecord(config)));
    }
    this.#dropRemoved();
  }

  #add(record: ResourceRecord): ResourceRecord {
    this.#records.set(record.id, record);
    this.#gone.delete(record.id);
    return record;
  }

  /** Rises with every change that the other nodes should know of. */
  get version(): number {
    return this.#version;
  }

  /** Rises with every change that should outlive the daemon. */
  get savedVersion(): number {
    return this.#saved;
  }

  /** Carries out an order once, however often it comes. */
  order(
    id: ResourceId,
    action: OrderAction,
    instruction: InstructionId,
  ): void {
    const record = this.#records.get(id);
    if (record === undefined || isStale(record, instruction)) return;
    record.instruction = { ...instruction, finished: false };
    this.#touch(record);
    this.#begin(record, action);
  }

  /**
   * Works off a stop of everything, by this node's own decision: each of `sequences` (in the order
   * in which they start) from its end. What cannot be stopped does not hold up the rest, for an
   * address that goes is worth more than the order. True once nothing is left that could be.
   */
  letGo(sequences: readonly (readonly ResourceId[])[]): boolean {
    const ordered = new Set(sequences.flat());
    const removed = [...this.#records.keys()].filter((id) => !ordered.has(id));
    return [...sequences, removed].map((sequence) => this.#letGoOf(sequence)).every(Boolean);
  }

  #letGoOf(sequence: readonly ResourceId[]): boolean {
    const last = sequence.map((id) => this.#records.get(id)).findLast((record) =>
      record !== undefined && !isAtRest(record)
    );
    if (last === undefined) return true;
    if (busyWith(last) !== "stop") this.#begin(last, "stop");
    return false;
  }

  /** Resources that run, may run, or are being started or stopped here. */
  active(): readonly ResourceId[] {
    return [...this.#records.values()].filter((record) =>
      record.state === "started" || record.state === "failed" || record.state === "stopFailed" ||
      (busyWith(record) !== null && busyWith(record) !== "probe")
    ).map((record) => record.id);
  }

  /** Resources that could not be stopped, and on which nothing is under way. */
  stuck(): readonly ResourceId[] {
    return [...this.#records.values()].filter((record) =>
      record.state === "stopFailed" && busyWith(record) === null
    ).map((record) => record.id);
  }

  /** Forgets failures, and looks again at what was not well; null: of all resources. */
  cleanUp(id: ResourceId | null): void {
    for (const record of this.#records.values()) {
      if (id === null || record.id === id) this.#cleanUp(record);
    }
  }

  #cleanUp(record: ResourceRecord): void {
    this.#forget(record, "cleanup");
    if (record.state === "started" || busyWith(record) !== null) return;
    record.state = "unknown";
    this.#touch(record);
  }

  #forget(record: ResourceRecord, why: "expired" | "cleanup"): void {
    const known = record.failcount > 0 || record.lastFailure !== null;
    forgetFailures(record);
    if (!known) return;
    this.#tell({ kind: "failuresForgotten", resource: record.id, why });
    this.#touch(record);
    this.#saved += 1;
  }

  #begin(record: ResourceRecord, action: AgentAction): void {
    if (record.running === null) return this.#run(record, action);
    record.next = action;
    this.#touch(record);
    const current = record.running.operation.action;
    // A start is not worth waiting for by whoever wants a stop; a stop is never cut short.
    if (
      current === "monitor" || current === "probe" || (current === "start" && action === "stop")
    ) {
      this.#cancel(record);
    }
  }

  #cancel(record: ResourceRecord): void {
    if (record.running === null || record.running.cancelled) return;
    record.running.cancelled = true;
    this.#effects.push({ kind: "cancelAgent", operation: record.running.operation.id });
  }

  #run(record: ResourceRecord, action: AgentAction, monitor: MonitorConfig = ONCE): void {
    this.#operations += 1;
    const resource = definitionOf(record, action);
    const timeout = monitor.timeout ?? timeoutOf(resource, action, this.#timeouts);
    const { depth, interval } = monitor;
    const operation = { id: this.#operations, resource, action, depth, interval, timeout };
    record.running = { operation, cancelled: false };
    if (action === "start") this.#starting(record, resource);
    if (action !== "monitor") this.#touch(record);
    this.#effects.push({ kind: "runAgent", operation });
  }

  /** From the moment a start begins, the resource may run with this definition. */
  #starting(record: ResourceRecord, resource: ResourceConfig): void {
    record.runningAs = resource;
    record.remark = null;
    this.#saved += 1;
  }

  finished(
    operation: number,
    outcome: Outcome,
    wall: WallTime,
    took: Millis,
    now: Instant,
  ): void {
    const record = [...this.#records.values()].find((each) =>
      each.running?.operation.id === operation
    );
    if (record === undefined || record.running === null) return;
    const { operation: done, cancelled } = record.running;
    record.running = null;
    const { events, news } = cancelled
      ? cutShort(record, done.action)
      : conclude(record, done, outcome, { wall, took, now });
    for (const event of events) this.#tell(event);
    if (news || done.action !== "monitor") {
      this.#touch(record);
      this.#saved += 1;
    }
    this.#goOn(record, done.action);
    this.#dropRemoved();
  }

  /** After one operation the waiting one; with none waiting, the order has been carried out. */
  #goOn(record: ResourceRecord, done: AgentAction): void {
    if (record.next !== null) {
      const next = record.next;
      record.next = null;
      // What is not configured any more and has just stopped has no definition to start with.
      if ((record.config ?? record.runningAs) !== null) return this.#run(record, next);
    }
    if (record.instruction !== null && done !== "monitor" && done !== "probe") {
      record.instruction = { ...record.instruction, finished: true };
    }
  }

  /** Starts the probes, monitors and expiries that are due. */
  tick(now: Instant): void {
    this.#probeUnknown();
    for (const record of this.#records.values()) {
      const monitor = dueMonitor(record, now);
      if (monitor !== null) this.#run(record, "monitor", monitor);
      if (failuresExpireAt(record) <= now) this.#forget(record, "expired");
    }
  }

  #probeUnknown(): void {
    const records = [...this.#records.values()];
    const running = records.filter((each) => each.running?.operation.action === "probe").length;
    const waiting = records.filter((each) => each.state === "unknown" && each.running === null);
    for (const record of waiting.slice(0, Math.max(0, PROBE_LIMIT - running))) {
      this.#run(record, "probe");
    }
  }

  deadline(): Instant {
    const moments = [...this.#records.values()].map(recordDeadline);
    return Math.min(NEVER, ...moments) as Instant;
  }

  /** What has changed since version `base`; all there is where that is 0. */
  changesSince(base: number, now: Instant): {
    readonly resources: Readonly<Record<ResourceId, ResourceReport>>;
    readonly gone: readonly ResourceId[];
  } {
    const changed = [...this.#records.values()].filter((record) =>
      base === 0 || record.changedIn > base
    );
    const gone = [...this.#gone].filter(([, version]) => version > base).map(([id]) => id);
    const reports = changed.map((record) => [record.id, this.#report(record, now)] as const);
    return { resources: Object.fromEntries(reports), gone };
  }

  #report(record: ResourceRecord, now: Instant): ResourceReport {
    const { state, instruction, failcount, lastFailure, history, runningAs, remark } = record;
    return {
      state,
      promoted: false,
      migration: null,
      failures: [],
      reloadsTo: null,
      busy: busyWith(record),
      instruction,
      failcount,
      lastFailure,
      history,
      definition: runningAs === null ? null : this.digest(runningAs),
      startedFor: record.startedAt === null ? null : since(record.startedAt, now),
      remark,
    };
  }

  saved(): SavedResources {
    const kept = [...this.#records.values()].filter((record) =>
      record.failcount > 0 || record.runningAs !== null
    );
    return Object.fromEntries(kept.map((record) => [record.id, {
      failcount: record.failcount,
      failedAt: record.failedAt,
      lastFailure: record.lastFailure,
      running: record.runningAs,
      startedAt: record.startedAt,
    }]));
  }

  drain(): readonly LedgerEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #touch(record: ResourceRecord): void {
    this.#version += 1;
    record.changedIn = this.#version;
  }

  #tell(event: Event): void {
    this.#effects.push({ kind: "report", event });
  }

  /** What is no longer configured and does not run here is forgotten. */
  #dropRemoved(): void {
    for (const record of this.#records.values()) {
      if (record.config !== null || record.state !== "stopped" || record.running !== null) continue;
      this.#records.delete(record.id);
      this.#version += 1;
      this.#gone.set(record.id, this.#version);
      this.#saved += 1;
    }
  }
}

const isAtRest = (record: ResourceRecord): boolean =>
  (record.state === "stopped" || record.state === "stopFailed") && busyWith(record) === null;
