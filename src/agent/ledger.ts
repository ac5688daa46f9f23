/** What this node runs: orders and monitors in, agent runs out, and the report of it all. */
import {
  type AgentAction,
  type Event,
  formatAgentRef,
  type Instant,
  type InstructionId,
  type Millis,
  type MonitorConfig,
  NEVER,
  type OrderAction,
  type ResourceConfig,
  type ResourceId,
  type ResourceReport,
  type WallTime,
} from "../model/mod.ts";
import { timeoutOf } from "./agent_traits.ts";
import { baseOf, metaOfClone } from "./clone_traits.ts";
import { conclude, type Conclusion, cutShort } from "./conclusion.ts";
import {
  type Errand,
  givesWayTo,
  lastingMeta,
  migrationOf,
  takesDefinition,
  takesMeta,
} from "./errand.ts";
import { failuresExpireAt, forgetFailures } from "./failures.ts";
import { clearMonitors, dueMonitor, monitorsDueAt, roleOf, scheduleMonitors } from "./monitors.ts";
import type { Operation, Outcome } from "./operation.ts";
import {
  busyWith,
  definitionOf,
  isActive,
  isAtRest,
  isCopy,
  isStale,
  isStuck,
  newRecord,
  type ResourceRecord,
} from "./resource_record.ts";
import type { LedgerRules } from "./ledger_rules.ts";
import { reportOf } from "./resource_report.ts";
import { Rest, type Which } from "./rest.ts";
import { type ResourceSaved, restore, savedOf, type SavedResources } from "./resource_saved.ts";
import { Workload } from "./workload.ts";

export type LedgerEffect =
  | { readonly kind: "runAgent"; readonly operation: Operation }
  | { readonly kind: "cancelAgent"; readonly operation: number }
  | { readonly kind: "report"; readonly event: Event };

const PROBE: MonitorConfig = { interval: 0, depth: 0, role: null };

export class Ledger {
  readonly #records = new Map<ResourceId, ResourceRecord>();
  readonly #gone = new Map<ResourceId, number>();
  readonly #rest = new Rest();
  readonly #workload = new Workload();
  /** How many agents may be at work at a time. */
  agentsAtOnce = Infinity;
  #effects: LedgerEffect[] = [];
  #operations = 0;
  #version = 0;
  #saved = 0;
  #rules: LedgerRules;

  constructor(
    rules: LedgerRules,
    saved: SavedResources,
    private readonly digest: (resource: ResourceConfig) => string,
  ) {
    this.#rules = rules;
    for (const [config, clone] of rules.instances) {
      this.#records.set(config.id, newRecord(config, clone));
    }
    for (const [id, memory] of Object.entries(saved)) this.#restore(id as ResourceId, memory);
  }

  #restore(id: ResourceId, memory: ResourceSaved): void {
    const record = this.#records.get(id) ?? (memory.running && newRecord(memory.running, null));
    if (!record) return;
    if (!this.#records.has(id)) record.config = null;
    restore(record, memory);
    this.#records.set(id, record);
  }

  /** Takes a new configuration: what is new is probed, what went waits for its stop. */
  configure(rules: LedgerRules, now: Instant): void {
    this.#rules = rules;
    const wanted = new Map(rules.instances.map((each) => [each[0].id, each]));
    for (const record of this.#records.values()) {
      const before = record.config;
      const [config, clone] = wanted.get(record.id) ?? [null, record.clone];
      record.config = config;
      record.clone = clone;
      // Until it is known to be stopped, something must say how to look at it and how to stop it.
      if (record.config === null && record.state !== "stopped") record.runningAs ??= before;
      // Whether a reload is enough may have changed, and the keys of its digests.
      if (record.runningAs !== null) this.#touch(record);
      if (record.config !== before && record.state === "started") scheduleMonitors(record, now);
    }
    for (const [id, [config, clone]] of wanted) {
      if (!this.#records.has(id)) this.#touch(this.#add(newRecord(config, clone)));
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
    meta: Readonly<Record<string, string>> = {},
  ): void {
    const record = this.#records.get(id);
    if (record === undefined || isStale(record, instruction)) return;
    record.instruction = { ...instruction, finished: false };
    this.#touch(record);
    this.#begin(record, { action, meta });
  }

  /**
   * Works off a stop of everything, by this node's own decision: each of `sequences` (in the order
   * in which they start) from its end. What cannot be stopped does not hold up the rest, for an
   * address that goes is worth more than the order. True once nothing is left that could be.
   */
  letGo(sequences: readonly (readonly ResourceId[])[], spared: Which): boolean {
    const here = sequences.map((sequence) => sequence.flatMap((id) => this.#instancesOf(id)));
    const ordered = new Set(here.flat());
    const removed = [...this.#records.values()].filter((record) => !ordered.has(record));
    return [...here, removed]
      .map((sequence) => this.#letGoOf(sequence.filter(({ id }) => !spared(id)))).every(Boolean);
  }

  #instancesOf(id: ResourceId): readonly ResourceRecord[] {
    const record = this.#records.get(id);
    if (record !== undefined) return [record];
    return [...this.#records.values()].filter((each) => baseOf(each.id) === id);
  }

  #letGoOf(sequence: readonly ResourceRecord[]): boolean {
    const last = sequence.findLast((record) => !isAtRest(record));
    if (last === undefined) return true;
    const busy = busyWith(last);
    if (busy === "stop" || busy === "demote") return false;
    const demotable = last.promoted && last.lastFailure?.action !== "demote";
    this.#begin(last, { action: demotable ? "demote" : "stop", meta: {} });
    return false;
  }

  /** Resources that run, may run, or are being started or stopped here. */
  active(): readonly ResourceId[] {
    return [...this.#records.values()].filter(isActive).map(({ id }) => id);
  }

  /** Runs well and is not promoted, nor on its way there. */
  isCopy(id: ResourceId): boolean {
    const record = this.#records.get(id);
    return record !== undefined && isCopy(record);
  }

  /** Resources that could not be stopped, and on which nothing is under way. */
  stuck(): readonly ResourceId[] {
    return [...this.#records.values()].filter(isStuck).map(({ id }) => id);
  }

  /** Forgets failures, and looks again at what was not well; null: of all resources. */
  cleanUp(id: ResourceId | null): void {
    for (const record of this.#records.values()) {
      if (id === null || record.id === id) this.#cleanUp(record);
    }
  }

  /** Runs no monitors of these until further notice; what is watched again is looked at anew. */
  leaveUnwatched(which: Which): void {
    for (const record of this.#rest.change(which, this.#records.values())) {
      if (record.state !== "stopped" || record.running !== null) continue;
      record.state = "unknown";
      this.#touch(record);
    }
  }

  #cleanUp(record: ResourceRecord): void {
    this.#forget(record, "cleanup");
    if (record.state === "started" || busyWith(record) !== null) return;
    record.state = "unknown";
    this.#touch(record);
  }

  #forget(record: ResourceRecord, why: "expired" | "cleanup"): void {
    const known = record.failures.length > 0 || record.lastFailure !== null;
    forgetFailures(record);
    if (!known) return;
    this.#tell({ kind: "failuresForgotten", resource: record.id, why });
    this.#touch(record);
    this.#saved += 1;
  }

  #begin(record: ResourceRecord, errand: Errand): void {
    if (record.running === null) return this.#carryOut(record, errand);
    record.next = errand;
    this.#touch(record);
    if (givesWayTo(record.running.operation.action, errand.action)) this.#cancel(record);
  }

  #cancel(record: ResourceRecord): void {
    if (record.running === null || record.running.cancelled) return;
    record.running.cancelled = true;
    const { id, action } = record.running.operation;
    if (this.#workload.withdraw(id)) this.#end(record, action, cutShort(record, action));
    else this.#effects.push({ kind: "cancelAgent", operation: id });
  }

  #carryOut(record: ResourceRecord, errand: Errand): void {
    const { action, meta } = errand;
    const resource = definitionOf(record, action);
    if (takesMeta(action)) record.meta = lastingMeta(meta);
    if (takesDefinition(action)) {
      // From the moment it begins, the resource may run with this definition.
      record.runningAs = resource;
      record.remark = null;
      this.#saved += 1;
    }
    record.migration = migrationOf(errand) ?? record.migration;
    if (action !== "notify" && action !== "announce") clearMonitors(record);
    this.#run(record, { action, resource, depth: 0, interval: 0, role: null, meta });
    this.#touch(record);
  }

  #look(record: ResourceRecord, action: "probe" | "monitor", monitor: MonitorConfig): void {
    const { depth, interval, timeout } = monitor;
    const resource = definitionOf(record, action);
    const role = action === "monitor" ? roleOf(record) : null;
    this.#run(record, { action, resource, depth, interval, role, meta: {} }, timeout);
    if (action === "probe") this.#touch(record);
  }

  #run(
    record: ResourceRecord,
    begun: Omit<Operation, "id" | "timeout">,
    timeout = timeoutOf(begun.resource, begun.action, this.#rules.agents),
  ): void {
    this.#operations += 1;
    const { clone } = record;
    const told = clone === null ? {} : metaOfClone(record.id, clone);
    const traits = this.#rules.agents.get(formatAgentRef(begun.resource.agent));
    const reload = begun.action === "reload" ? traits?.reload ?? null : null;
    const operation: Operation = {
      ...begun,
      ...reload === null ? {} : { reloadAs: reload.action },
      id: this.#operations,
      meta: { ...told, ...record.meta, ...begun.meta },
      secrets: traits?.secrets ?? [],
      timeout,
    };
    record.running = { operation, cancelled: false };
    this.#workload.submit(operation);
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
    this.#workload.end(operation);
    const { startFailureIsFatal } = this.#rules;
    const conclusion = cancelled
      ? cutShort(record, done.action)
      : conclude(record, done, outcome, { wall, took, now, startFailureIsFatal });
    this.#end(record, done.action, conclusion);
  }

  #end(record: ResourceRecord, done: AgentAction, { events, news }: Conclusion): void {
    record.running = null;
    for (const event of events) this.#tell(event);
    if (news || done !== "monitor") {
      this.#touch(record);
      this.#saved += 1;
    }
    this.#goOn(record, done);
    this.#dropRemoved();
  }

  /** After one operation the waiting one; with none waiting, the order has been carried out. */
  #goOn(record: ResourceRecord, done: AgentAction): void {
    if (record.next !== null) {
      const next = record.next;
      record.next = null;
      // What is not configured any more and has just stopped has no definition to start with.
      if ((record.config ?? record.runningAs) !== null) return this.#carryOut(record, next);
    }
    if (record.instruction !== null && done !== "monitor" && done !== "probe") {
      record.instruction = { ...record.instruction, finished: true };
    }
  }

  /** Starts the probes, monitors and expiries that are due. */
  tick(now: Instant): void {
    for (const record of this.#records.values()) {
      // How long a look may take is known once the agents have been asked.
      if (this.#rules.areAgentsKnown) this.#lookIfDue(record, now);
      if (failuresExpireAt(record) <= now) this.#forget(record, "expired");
    }
  }

  #lookIfDue(record: ResourceRecord, now: Instant): void {
    const isUnknown = record.state === "unknown" || this.#rest.isOver(record);
    if (isUnknown && record.running === null) {
      this.#rest.forget(record);
      return this.#look(record, "probe", PROBE);
    }
    const monitor = this.#rest.has(record) ? null : dueMonitor(record, now);
    if (monitor !== null) this.#look(record, "monitor", monitor);
  }

  deadline(): Instant {
    let earliest = NEVER;
    for (const record of this.#records.values()) {
      const isWatched = this.#rules.areAgentsKnown && !this.#rest.has(record);
      const monitors = isWatched ? monitorsDueAt(record) : NEVER;
      earliest = Math.min(earliest, failuresExpireAt(record), monitors) as Instant;
    }
    return Math.min(earliest, this.#workload.deadline) as Instant;
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
    const { agents } = this.#rules;
    const reports = changed.map((record) =>
      [record.id, reportOf(record, agents, this.digest, now)] as const
    );
    return { resources: Object.fromEntries(reports), gone };
  }

  saved(): SavedResources {
    return Object.fromEntries([...this.#records.values()].flatMap((record) => {
      const saved = savedOf(record);
      return saved === null ? [] : [[record.id, saved] as const];
    }));
  }

  drain(now: Instant): readonly LedgerEffect[] {
    const begun = this.#workload.begin(this.agentsAtOnce, now);
    const effects = this.#effects;
    this.#effects = [];
    return [...effects, ...begun.map((operation) => ({ kind: "runAgent", operation } as const))];
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
