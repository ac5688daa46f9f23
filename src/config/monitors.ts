/** A resource's recurring monitors, those included that nobody had to write. */
import type { Millis, MonitorConfig, OnFail, TimedAction } from "../model/mod.ts";
import type { OperationDraft } from "./resource_schema.ts";
import { isPlainMonitor, type WholeResource } from "./templates.ts";

/** Of [defaults]. Undefined: refused. */
export interface MonitorDefaults {
  readonly interval: Millis | undefined;
  readonly onFail: OnFail | null | undefined;
}

/**
 * The plain one first, then the deeper and those by role as the file has them. What is undefined in
 * the draft is left out, so that a draft with mistakes has monitors too.
 *
 * Pacemaker tells recurring monitors apart by their interval, so those that hb adds keep clear of
 * those that are written:
 * 1. The plain one, every 10 s, unless a monitor of the unpromoted role takes its place.
 * 2. Of a promotable clone the promoted instance's, at nine tenths of the plain one's interval.
 */
export function monitorsOf(
  resource: WholeResource,
  isPromotable: boolean,
  defaults: MonitorDefaults,
): readonly MonitorConfig[] {
  const drafts = (resource.operation ?? []).flatMap((each) =>
    each?.name === "monitor" && (isPromotable || each.role === null) ? each : []
  );
  const plainDraft = drafts.find(isPlainMonitor);
  const others = drafts.filter((each) => !isPlainMonitor(each)).flatMap((each) =>
    each.interval ? [buildMonitor(each, each.interval, each.role ?? null, defaults)] : []
  );
  const plain = plainInterval(resource, plainDraft, others, defaults.interval ?? 0);
  const all = plain === 0 ? others : [buildMonitor(plainDraft, plain, null, defaults), ...others];
  const isWatched = others.some(({ role }) => role === "promoted");
  if (!isPromotable || isWatched || plain === 0) return all;
  const interval = clearOf(all, Math.max(100, Math.floor(plain * 0.9)));
  return [...all, buildMonitor(plainDraft, interval, "promoted", defaults)];
}

function plainInterval(
  { monitor }: WholeResource,
  draft: OperationDraft | undefined,
  others: readonly MonitorConfig[],
  usual: Millis,
): Millis {
  const written = draft?.interval ?? monitor;
  if (written !== null && written !== undefined) return written;
  const isReplaced = others.some(({ role }) => role === "unpromoted");
  return isReplaced || usual === 0 ? 0 : clearOf(others, usual);
}

/** `interval`, or the next that no other monitor has, a second away each time. */
function clearOf(others: readonly MonitorConfig[], interval: Millis): Millis {
  return others.some((other) => other.interval === interval)
    ? clearOf(others, interval + (interval > 3_600_000 ? -1000 : 1000))
    : interval;
}

function buildMonitor(
  draft: OperationDraft | undefined,
  interval: Millis,
  role: MonitorConfig["role"],
  { onFail: usual }: MonitorDefaults,
): MonitorConfig {
  const onFail = draft?.on_fail ?? (allowsOnFail("monitor", role, usual) ? usual : null);
  // The plain one's timeout is the probe's as well, so it stands with start's and stop's.
  const timeout = draft !== undefined && isPlainMonitor(draft) ? null : draft?.timeout;
  return {
    interval,
    depth: draft?.depth ?? 0,
    role,
    ...(timeout ? { timeout } : {}),
    ...(onFail ? { onFail } : {}),
    ...(draft?.start_delay ? { startDelay: draft.start_delay } : {}),
    ...(draft?.enabled === false ? { enabled: false } : {}),
  };
}

/**
 * Pacemaker Explained, "Failure Response": a resource that cannot be stopped cannot be recovered by
 * stopping it, and only what is promoted, or on its way there, can be demoted instead.
 */
export function allowsOnFail(
  action: TimedAction,
  role: MonitorConfig["role"],
  onFail: OnFail | null | undefined,
): boolean {
  if (action === "stop") return onFail !== "standby" && onFail !== "stop" && onFail !== "demote";
  return onFail !== "demote" || action === "promote" ||
    (action === "monitor" && role === "promoted");
}
