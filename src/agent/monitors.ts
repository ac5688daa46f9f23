/** Which of a resource's monitors run, and when. */
import {
  type Instant,
  later,
  type MonitorConfig,
  NEVER,
  type OnFail,
  type OperationRole,
} from "../model/mod.ts";
import { failureAsks } from "./failures.ts";
import { isPromotable, type ResourceRecord } from "./resource_record.ts";

type MonitorKey = Pick<MonitorConfig, "interval" | "depth" | "role">;

export const keyOf = ({ interval, depth, role }: MonitorKey): string =>
  `${interval} ${depth} ${role ?? ""}`;

/** What a monitor of a promotable clone must find; of anything else nothing is asked. */
export const roleOf = (record: ResourceRecord): OperationRole =>
  !isPromotable(record) ? null : record.promoted ? "promoted" : "unpromoted";

/** Those that run in its present role: without a role they are for what is not promoted. */
const monitorsOf = (record: ResourceRecord): readonly MonitorConfig[] =>
  ((record.config ?? record.runningAs)?.monitors ?? []).filter(({ role, enabled }) =>
    enabled !== false && (role === "promoted") === record.promoted
  );

/**
 * From now on its monitors run at their intervals; the first after a whole one. That of a promotable
 * clone runs at once, for many agents say only then how well they would do promoted.
 */
export function scheduleMonitors(record: ResourceRecord, now: Instant): void {
  clearMonitors(record);
  for (const monitor of monitorsOf(record)) {
    const wait = isPromotable(record) ? 0 : monitor.interval;
    record.monitorDueAt.set(keyOf(monitor), later(now, wait + (monitor.startDelay ?? 0)));
  }
}

export function clearMonitors(record: ResourceRecord): void {
  record.monitorDueAt.clear();
  record.monitorSaid.clear();
}

/** Its next run, unless a new configuration has dropped it while it ran. */
export function rescheduleMonitor(record: ResourceRecord, key: MonitorKey, now: Instant): void {
  const monitor = monitorsOf(record).find((each) => keyOf(each) === keyOf(key));
  if (monitor !== undefined) record.monitorDueAt.set(keyOf(key), later(now, monitor.interval));
}

/** The monitor that is due, if it may run now. */
export function dueMonitor(record: ResourceRecord, now: Instant): MonitorConfig | null {
  if (!isWatched(record) || record.running !== null || record.next !== null) return null;
  const due = (monitor: MonitorConfig) => (record.monitorDueAt.get(keyOf(monitor)) ?? NEVER) <= now;
  return monitorsOf(record).find(due) ?? null;
}

/** When the next one is due. */
export const monitorsDueAt = (record: ResourceRecord): Instant =>
  isWatched(record) && record.running === null
    ? Math.min(NEVER, ...record.monitorDueAt.values()) as Instant
    : NEVER;

/** What has failed is watched only where nobody is about to restart it. */
function isWatched(record: ResourceRecord): boolean {
  if (record.state === "started") return true;
  if (record.state !== "failed" || record.lastFailure?.action !== "monitor") return false;
  const asks: OnFail | null = failureAsks(record, record.lastFailure);
  return asks === "ignore" || asks === "block";
}
