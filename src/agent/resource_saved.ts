/** What outlives the daemon of one resource. */
import type {
  HistoryEntry,
  Instant,
  Migration,
  OperationFailures,
  ResourceConfig,
  ResourceId,
} from "../model/mod.ts";
import type { ResourceRecord } from "./resource_record.ts";

export interface ResourceSaved {
  readonly failures: readonly OperationFailures[];
  readonly failedAt: Instant | null;
  readonly lastFailure: HistoryEntry | null;
  /** The definition it runs with, so that it is stopped as it was started. */
  readonly running: ResourceConfig | null;
  readonly startedAt: Instant | null;
  readonly promoted: boolean;
  readonly migration: Migration | null;
  /** What its agent was told besides when it was started. */
  readonly meta: Readonly<Record<string, string>>;
}

export type SavedResources = Readonly<Record<ResourceId, ResourceSaved>>;

/** Null: there is nothing worth it. */
export function savedOf(record: ResourceRecord): ResourceSaved | null {
  const { failures, failedAt, lastFailure, runningAs, startedAt, promoted, migration, meta } =
    record;
  if (failures.length === 0 && runningAs === null) return null;
  return {
    failures,
    failedAt,
    lastFailure,
    running: runningAs,
    startedAt,
    promoted,
    migration,
    meta,
  };
}

export function restore(record: ResourceRecord, saved: ResourceSaved): void {
  record.failures = saved.failures;
  record.failedAt = saved.failedAt;
  record.lastFailure = saved.lastFailure;
  record.runningAs = saved.running;
  record.startedAt = saved.startedAt;
  record.promoted = saved.promoted;
  record.migration = saved.migration;
  record.meta = saved.meta;
}
