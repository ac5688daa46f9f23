/** One resource on this node: what is known of it, and its queue of operations. */
import {
  type AgentAction,
  compareEpochs,
  type HistoryEntry,
  type Instant,
  type InstructionId,
  type Migration,
  type OperationFailures,
  type ResourceConfig,
  type ResourceId,
  type ResourceState,
} from "../model/mod.ts";
import type { CloneTraits } from "./clone_traits.ts";
import { type Errand, takesDefinition } from "./errand.ts";
import type { Operation } from "./operation.ts";

/** Owned and changed by the `Ledger` alone. */
export interface ResourceRecord {
  readonly id: ResourceId;
  /** What the configuration says; null: it is no longer in it, and only waits to be stopped. */
  config: ResourceConfig | null;
  /** Null: it is no instance of a clone. */
  clone: CloneTraits | null;
  /** The definition that it was started with; null while it is not running. */
  runningAs: ResourceConfig | null;
  state: ResourceState;
  /** It is, or may be, promoted. */
  promoted: boolean;
  migration: Migration | null;
  startedAt: Instant | null;
  /** What its agent was told besides when it was started, e.g. the number of the instance. */
  meta: Readonly<Record<string, string>>;
  /** One operation a resource at a time. */
  running: { readonly operation: Operation; cancelled: boolean } | null;
  next: Errand | null;
  instruction: (InstructionId & { readonly finished: boolean }) | null;
  failures: readonly OperationFailures[];
  failedAt: Instant | null;
  lastFailure: HistoryEntry | null;
  history: readonly HistoryEntry[];
  remark: string | null;
  /** The last time the host had nothing to look at it with. */
  unwatched: boolean;
  /** When each of its monitors is to run next, by `keyOf` the monitor. */
  readonly monitorDueAt: Map<string, Instant>;
  /** What each of them said last since they were set up. */
  readonly monitorSaid: Map<string, string>;
  /** The version of the ledger with its last change. */
  changedIn: number;
}

/** Operations that one record keeps for people to read: the last of each action and interval. */
const HISTORY_LIMIT = 8;

export function newRecord(config: ResourceConfig, clone: CloneTraits | null): ResourceRecord {
  return {
    id: config.id,
    config,
    clone,
    runningAs: null,
    state: "unknown",
    promoted: false,
    migration: null,
    startedAt: null,
    meta: {},
    running: null,
    next: null,
    instruction: null,
    failures: [],
    failedAt: null,
    lastFailure: null,
    history: [],
    remark: null,
    unwatched: false,
    monitorDueAt: new Map(),
    monitorSaid: new Map(),
    changedIn: 0,
  };
}

/** The definition that its agent is called with: the one it was started with, while it runs. */
export function definitionOf(record: ResourceRecord, action: AgentAction): ResourceConfig {
  const definition = takesDefinition(action)
    ? record.config ?? record.runningAs
    : record.runningAs ?? record.config;
  // A record has a configuration until it is stopped for good, and a definition while it runs.
  return definition as ResourceConfig;
}

export const isPromotable = (record: ResourceRecord): boolean =>
  (record.clone?.promoted ?? null) !== null;

/** What may change the state and is under way or waiting; monitors do not count. */
export function busyWith(record: ResourceRecord): AgentAction | null {
  if (record.next !== null) return record.next.action;
  const action = record.running?.operation.action ?? null;
  return action === "monitor" ? null : action;
}

/** Nothing runs, and nothing can be done that would make it so. */
export const isAtRest = (record: ResourceRecord): boolean =>
  (record.state === "stopped" || record.state === "stopFailed") && busyWith(record) === null;

/** It runs, may run, or is being started or stopped. */
export function isActive(record: ResourceRecord): boolean {
  const busy = busyWith(record);
  return record.state === "started" || record.state === "failed" ||
    record.state === "stopFailed" || (busy !== null && busy !== "probe");
}

/** It runs well and is not promoted, nor on its way there. */
export function isCopy(record: ResourceRecord): boolean {
  const busy = busyWith(record);
  return record.state === "started" && !record.promoted && (busy === null || busy === "notify");
}

/** It could not be stopped, and nothing is under way. */
export const isStuck = (record: ResourceRecord): boolean =>
  record.state === "stopFailed" && busyWith(record) === null;

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

/** It is stopped: nothing of its last run holds any more. */
export function noteStopped(record: ResourceRecord): void {
  record.state = "stopped";
  record.promoted = false;
  record.migration = null;
  record.runningAs = null;
  record.startedAt = null;
}

/** It has left for another node; what it may have left here is still to be stopped, as it was started. */
export function noteLeft(record: ResourceRecord): void {
  record.state = "stopped";
  record.promoted = false;
  record.startedAt = null;
}
