/** One resource on this node: what is known of it, and its queue of operations. */
import {
  type AgentAction,
  compareEpochs,
  type HistoryEntry,
  INFINITY,
  type Instant,
  type InstructionId,
  later,
  type MonitorConfig,
  NEVER,
  type ResourceConfig,
  type ResourceId,
  type ResourceState,
} from "../model/mod.ts";
import type { Operation } from "./operation.ts";

/** Owned and changed by the `Ledger` alone. */
export interface ResourceRecord {
  readonly id: ResourceId;
  /** What the configuration says; null: it is no longer in it, and only waits to be stopped. */
  config: ResourceConfig | null;
  /** The definition that it was started with; null while it is not running. */
  runningAs: ResourceConfig | null;
  state: ResourceState;
  startedAt: Instant | null;
  /** One operation a resource at a time. */
  running: { readonly operation: Operation; cancelled: boolean } | null;
  next: AgentAction | null;
  instruction: (InstructionId & { readonly finished: boolean }) | null;
  failcount: number;
  failedAt: Instant | null;
  lastFailure: HistoryEntry | null;
  history: readonly HistoryEntry[];
  remark: string | null;
  /** When each of the configured monitors is to run next, by depth. */
  readonly monitorDueAt: Map<number, Instant>;
  /** Where a stop by this node's own decision has failed, it is not tried a second time. */
  changedIn: number;
}

/** Operations that one record keeps for people to read: the last of each action and interval. */
const HISTORY_LIMIT = 6;

export function newRecord(config: ResourceConfig): ResourceRecord {
  return {
    id: config.id,
    config,
    runningAs: null,
    state: "unknown",
    startedAt: null,
    running: null,
    next: null,
    instruction: null,
    failcount: 0,
    failedAt: null,
    lastFailure: null,
    history: [],
    remark: null,
    monitorDueAt: new Map(),
    changedIn: 0,
  };
}

/** The definition that its agent is called with: the one it was started with, while it runs. */
export function definitionOf(record: ResourceRecord, action: AgentAction): ResourceConfig {
  const definition = action === "start"
    ? record.config ?? record.runningAs
    : record.runningAs ?? record.config;
  // A record has a configuration until it is stopped for good, and a definition while it runs.
  return definition as ResourceConfig;
}

/** What may change the state and is under way or waiting; monitors do not count. */
export function busyWith(record: ResourceRecord): AgentAction | null {
  if (record.next !== null) return record.next;
  const action = record.running?.operation.action ?? null;
  return action === "monitor" ? null : action;
}

/** Whether an order has been seen before, or is older than one that has. */
export function isStale(record: ResourceRecord, order: InstructionId): boolean {
  if (record.instruction === null) return false;
  const epochs = compareEpochs(order.epoch, record.instruction.epoch);
  return epochs < 0 || (epochs === 0 && order.serial <= record.instruction.serial);
}

export function remember(record: ResourceRecord, entry: HistoryEntry): void {
  const others = record.history.filter((old) =>
    old.action !== entry.action || old.interval !== entry.interval
  );
  record.history = [...others, entry].slice(-HISTORY_LIMIT);
}

/** Counts a failure; one that trying again here cannot mend forbids the node at once. */
export function countFailure(
  record: ResourceRecord,
  entry: HistoryEntry,
  final: boolean,
  now: Instant,
): void {
  record.failcount = final ? INFINITY : Math.min(INFINITY, record.failcount + 1);
  record.failedAt = now;
  record.lastFailure = entry;
}

export function forgetFailures(record: ResourceRecord): void {
  record.failcount = 0;
  record.failedAt = null;
  record.lastFailure = null;
}

/** When its failures are old enough to be forgotten. */
export function failuresExpireAt(record: ResourceRecord): Instant {
  const after = record.config?.failureTimeout ?? 0;
  return record.failedAt === null || after === 0 ? NEVER : later(record.failedAt, after);
}

/** From now on its monitors run at their intervals; the first after a whole one. */
export function scheduleMonitors(record: ResourceRecord, now: Instant): void {
  record.monitorDueAt.clear();
  for (const { depth, interval } of monitorsOf(record)) {
    record.monitorDueAt.set(depth, later(now, interval));
  }
}

/** Its next run, unless a new configuration has dropped it while it ran. */
export function rescheduleMonitor(record: ResourceRecord, depth: number, now: Instant): void {
  const monitor = monitorsOf(record).find((each) => each.depth === depth);
  if (monitor !== undefined) record.monitorDueAt.set(depth, later(now, monitor.interval));
}

export const monitorsOf = (record: ResourceRecord): readonly MonitorConfig[] =>
  (record.config ?? record.runningAs)?.monitors ?? [];

/** The monitor that is due, if it may run now. */
export function dueMonitor(record: ResourceRecord, now: Instant): MonitorConfig | null {
  if (record.state !== "started" || record.running !== null || record.next !== null) return null;
  const due = (monitor: MonitorConfig) => (record.monitorDueAt.get(monitor.depth) ?? NEVER) <= now;
  return monitorsOf(record).find(due) ?? null;
}

/** When it next needs a look for a reason of its own. */
export function recordDeadline(record: ResourceRecord): Instant {
  const waits = record.state === "started" && record.running === null;
  const monitors = waits ? [...record.monitorDueAt.values()] : [];
  return Math.min(failuresExpireAt(record), ...monitors) as Instant;
}
