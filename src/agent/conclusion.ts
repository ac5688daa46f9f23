/** What the end of an operation changes in the record of its resource. */
import {
  type AgentAction,
  type Event,
  type HistoryEntry,
  INFINITY,
  type Instant,
  type Millis,
  type WallTime,
} from "../model/mod.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
import type { Operation, Outcome } from "./operation.ts";
import {
  countFailure,
  remember,
  rescheduleMonitor,
  type ResourceRecord,
  scheduleMonitors,
} from "./resource_record.ts";

interface Conclusion {
  readonly events: readonly Event[];
  /** False for a monitor that found what it found the last time. */
  readonly news: boolean;
}

interface Ended {
  readonly wall: WallTime;
  readonly took: Millis;
  readonly now: Instant;
}

/** Of an operation that was cancelled nothing is believed; half a start may have started it. */
export function cutShort(record: ResourceRecord, action: AgentAction): Conclusion {
  if (action === "start") record.state = "failed";
  return { events: [], news: action === "start" };
}

export function conclude(
  record: ResourceRecord,
  operation: Operation,
  outcome: Outcome,
  { wall, took, now }: Ended,
): Conclusion {
  const { action, interval } = operation;
  const meaning = meaningOf(operation.resource.agent, action, outcome);
  const { status, text, reason } = meaning;
  const entry: HistoryEntry = {
    action,
    interval,
    role: null,
    status,
    meaning: text,
    reason,
    wall,
    took,
  };
  const news = !isRepeated(record, entry);
  if (news) remember(record, entry);
  const failcount = record.failcount;
  const changes = settle(record, operation, meaning, entry, now);
  return {
    events: [
      ...noteAnswers(record, outcome),
      ...tellOf(record, meaning, entry),
      ...changes,
      ...record.failcount > failcount && action !== "probe" ? [failuresOf(record)] : [],
    ],
    news: news || record.failcount !== failcount,
  };
}

function settle(
  record: ResourceRecord,
  { action, depth }: Operation,
  meaning: Meaning,
  entry: HistoryEntry,
  now: Instant,
): readonly Event[] {
  switch (action) {
    case "probe":
      return settleProbe(record, meaning, entry, now);
    case "monitor":
      rescheduleMonitor(record, depth, now);
      if (meaning.verdict === "running") return [];
      record.state = "failed";
      countFailure(record, entry, isFinal(meaning), now);
      return [];
    case "start":
      settleStart(record, meaning, entry, now);
      return [];
    case "stop":
      settleStop(record, meaning, entry, now);
      return [];
    case "promote":
    case "demote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
    case "announce":
      return [];
  }
}

function settleProbe(
  record: ResourceRecord,
  meaning: Meaning,
  entry: HistoryEntry,
  now: Instant,
): readonly Event[] {
  switch (meaning.verdict) {
    case "running":
    case "done":
      record.state = "started";
      record.runningAs ??= record.config;
      record.startedAt ??= now;
      scheduleMonitors(record, now);
      return [{ kind: "adopted", resource: record.id }];
    case "stopped":
      record.state = "stopped";
      record.runningAs = null;
      record.startedAt = null;
      // Its software is missing here: better known now than at a takeover.
      if (isFinal(meaning)) countFailure(record, entry, true, now);
      return [];
    case "failed":
      record.state = "failed";
      record.runningAs ??= record.config;
      countFailure(record, entry, isFinal(meaning), now);
      return [];
  }
}

function settleStart(
  record: ResourceRecord,
  meaning: Meaning,
  entry: HistoryEntry,
  now: Instant,
): void {
  if (meaning.verdict === "done") {
    record.state = "started";
    record.startedAt = now;
    return scheduleMonitors(record, now);
  }
  record.state = "failed";
  record.startedAt = null;
  // Pacemaker's start-failure-is-fatal: where it would not start, it is not tried again.
  countFailure(record, entry, true, now);
}

function settleStop(
  record: ResourceRecord,
  meaning: Meaning,
  entry: HistoryEntry,
  now: Instant,
): void {
  record.monitorDueAt.clear();
  if (meaning.verdict !== "done") {
    record.state = "stopFailed";
    return countFailure(record, entry, true, now);
  }
  record.state = "stopped";
  record.runningAs = null;
  record.startedAt = null;
  record.remark = null;
}

/** Good probes and monitors are not worth a line in the log. */
function tellOf(record: ResourceRecord, meaning: Meaning, entry: HistoryEntry): readonly Event[] {
  const { action, reason, took } = entry;
  const good = meaning.verdict === "done" || meaning.verdict === "running";
  if (action === "probe" || (action === "monitor" && good)) return [];
  const told = { resource: record.id, action, good, meaning: meaning.text, reason, took };
  return [{ kind: "operation", ...told }];
}

function failuresOf(record: ResourceRecord): Event {
  const threshold = record.config?.migrationThreshold ?? INFINITY;
  return { kind: "failures", resource: record.id, count: record.failcount, threshold };
}

function noteAnswers(record: ResourceRecord, outcome: Outcome): readonly Event[] {
  if (outcome.kind !== "exited") return [];
  return outcome.notes.map(({ address, mac }) => {
    record.remark = `${address} was still answered by ${mac} when it was taken over`;
    return { kind: "addressAnswered", resource: record.id, address, mac };
  });
}

const isFinal = ({ severity }: Meaning): boolean => severity === "hard" || severity === "fatal";

/** The same result of a recurring monitor once more is no news. */
function isRepeated(record: ResourceRecord, entry: HistoryEntry): boolean {
  if (entry.action !== "monitor") return false;
  const last = record.history.find((old) =>
    old.action === "monitor" && old.interval === entry.interval
  );
  return last?.status === entry.status && last.meaning === entry.meaning;
}
