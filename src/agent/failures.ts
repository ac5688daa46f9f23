/** The failures of a resource on this node: counted by operation, forgotten in time. */
import {
  type HistoryEntry,
  INFINITY,
  type Instant,
  later,
  NEVER,
  type OnFail,
  type OperationFailures,
} from "../model/mod.ts";
import type { ResourceRecord } from "./resource_record.ts";

type FailedOperation = Pick<HistoryEntry, "action" | "interval" | "role">;

export const failcountOf = ({ failures }: Pick<ResourceRecord, "failures">): number =>
  Math.min(INFINITY, failures.reduce((sum, { count }) => sum + count, 0));

/**
 * Counts a failure; one that trying again here cannot mend forbids the node at once. What the
 * configuration says is to be ignored is noted, and does not count.
 */
export function noteFailure(
  record: ResourceRecord,
  entry: HistoryEntry,
  final: boolean,
  now: Instant,
): void {
  record.failedAt = now;
  record.lastFailure = entry;
  if (!COUNTED.has(entry.action) || failureAsks(record, entry) === "ignore") return;
  const same = (each: OperationFailures) =>
    each.action === entry.action && each.interval === entry.interval;
  const count = record.failures.find(same)?.count ?? 0;
  const { action, interval, role, wall } = entry;
  record.failures = [
    ...record.failures.filter((each) => !same(each)),
    { action, interval, role, wall, count: final ? INFINITY : Math.min(INFINITY, count + 1) },
  ];
}

/** Pacemaker counts neither migrations that fail nor reloads: both are made good by a restart. */
const COUNTED: ReadonlySet<string> = new Set([
  "probe",
  "monitor",
  "start",
  "stop",
  "promote",
  "demote",
]);

export function forgetFailures(record: ResourceRecord): void {
  record.failures = [];
  record.failedAt = null;
  record.lastFailure = null;
}

/** When its failures are old enough to be forgotten; never where one of them blocks it. */
export function failuresExpireAt(record: ResourceRecord): Instant {
  const after = record.config?.failureTimeout ?? 0;
  if (record.failedAt === null || after === 0) return NEVER;
  const failed = record.lastFailure === null
    ? record.failures
    : [...record.failures, record.lastFailure];
  const blocks = failed.some((each) => failureAsks(record, each) === "block");
  return blocks ? NEVER : later(record.failedAt, after);
}

/** What the configuration says of a failure of this operation; null: nothing. */
export function failureAsks(record: ResourceRecord, failed: FailedOperation): OnFail | null {
  const config = record.config ?? record.runningAs;
  if (config === null || failed.action === "announce") return null;
  if (failed.action === "probe") return config.onFail.monitor ?? null;
  const monitor = failed.action === "monitor"
    ? config.monitors.find(({ interval, role }) =>
      interval === failed.interval && (role === "promoted") === (failed.role === "promoted")
    )
    : undefined;
  return monitor?.onFail ?? config.onFail[failed.action] ?? null;
}
