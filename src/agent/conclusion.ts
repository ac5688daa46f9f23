/** What the end of an operation changes in the record of its resource. */
import {
  type AgentAction,
  clip,
  type Event,
  type HistoryEntry,
  INFINITY,
  type Instant,
  LONGEST_REASON,
  type Millis,
  type WallTime,
} from "../model/mod.ts";
import { failcountOf, failureAsks, noteFailure } from "./failures.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
import { clearMonitors, keyOf, rescheduleMonitor, scheduleMonitors } from "./monitors.ts";
import type { Operation, Outcome } from "./operation.ts";
import {
  isPromotable,
  noteLeft,
  noteStopped,
  remember,
  type ResourceRecord,
} from "./resource_record.ts";

export interface Conclusion {
  readonly events: readonly Event[];
  /** False for a monitor that found what it found the last time. */
  readonly news: boolean;
}

interface Ended {
  readonly wall: WallTime;
  readonly took: Millis;
  readonly now: Instant;
  readonly startFailureIsFatal: boolean;
}

/** What is to be settled: what came of it, and how that is kept. */
interface Result {
  readonly operation: Operation;
  readonly meaning: Meaning;
  readonly entry: HistoryEntry;
  readonly ended: Ended;
  /** The host could not even begin it, for as long as it might have taken. */
  readonly notBegun: boolean;
}

/** Of an operation that was cancelled nothing is believed; half of it may have been done. */
export function cutShort(record: ResourceRecord, action: AgentAction): Conclusion {
  const changed = HALF_DONE.has(action);
  if (changed) record.state = "failed";
  if (action === "promote") record.promoted = true;
  return { events: [], news: changed };
}

const HALF_DONE: ReadonlySet<AgentAction> = new Set([
  "start",
  "promote",
  "reload",
  "migrate_to",
  "migrate_from",
]);

export function conclude(
  record: ResourceRecord,
  operation: Operation,
  outcome: Outcome,
  ended: Ended,
): Conclusion {
  const { action, interval, role } = operation;
  const isQuestion = action === "probe" || action === "monitor";
  if (isQuestion && isNotBegun(outcome)) return unanswered(record, operation, outcome, ended);
  const meaning = expect(record, operation, meaningOf(operation.resource.agent, action, outcome));
  const { status, text } = meaning;
  const reason = clip(meaning.reason, LONGEST_REASON);
  const { wall, took } = ended;
  const entry = { action, interval, role, status, meaning: text, reason, wall, took };
  const repeated = isRepeated(record, operation, meaning);
  if (!repeated && action !== "notify") remember(record, entry);
  const before = failcountOf(record);
  const state = stateOf(record);
  const notBegun = isNotBegun(outcome);
  const changes = settle(record, { operation, meaning, entry, ended, notBegun }, repeated);
  const failcount = failcountOf(record);
  return {
    events: [
      ...noteAnswers(record, outcome),
      ...repeated ? [] : tellOf(record, meaning, entry),
      ...changes,
      ...failcount > before && action !== "probe" ? [failuresOf(record, failcount)] : [],
    ],
    news: !repeated || failcount !== before || stateOf(record) !== state,
  };
}

const isNotBegun = (outcome: Outcome): outcome is Outcome & { readonly kind: "notSpawned" } =>
  outcome.kind === "notSpawned" && outcome.transient === true;

/**
 * Nobody has looked, so nothing is known that was not before: what ran well goes on. Told when it
 * begins, not each time.
 */
function unanswered(
  record: ResourceRecord,
  operation: Operation,
  { why }: Outcome & { readonly kind: "notSpawned" },
  { now }: Ended,
): Conclusion {
  const { action } = operation;
  if (action === "monitor") rescheduleMonitor(record, operation, now);
  else if (record.state === "started") scheduleMonitors(record, now);
  const isSaid = record.unwatched;
  record.unwatched = true;
  return {
    events: isSaid ? [] : [{ kind: "notLooked", resource: record.id, action, why }],
    news: false,
  };
}

const stateOf = ({ state, promoted }: ResourceRecord): string => `${state} ${promoted}`;

/** An instance found in the other role than it should be in is not well. */
function expect(record: ResourceRecord, { action }: Operation, meaning: Meaning): Meaning {
  if (action !== "monitor" || meaning.verdict !== "running" || !isPromotable(record)) {
    return meaning;
  }
  if (meaning.promoted === record.promoted) return meaning;
  const reason = `it is ${meaning.promoted ? "promoted and should not be" : "not promoted"}`;
  return { ...meaning, verdict: "failed", severity: "soft", reason: meaning.reason || reason };
}

function settle(record: ResourceRecord, result: Result, repeated: boolean): readonly Event[] {
  if (!result.notBegun) record.unwatched = false;
  const { operation: { action }, meaning, entry, ended: { now } } = result;
  const good = meaning.verdict === "done";
  switch (action) {
    case "probe":
      return settleProbe(record, result);
    case "monitor":
      settleMonitor(record, result, repeated);
      return [];
    case "start":
    case "migrate_from":
      settleStart(record, result);
      return [];
    case "stop":
      settleStop(record, result);
      return [];
    case "promote":
      record.promoted = true;
      if (good) settleInRole(record, now);
      else settleFailure(record, result);
      return [];
    case "demote":
      settleDemote(record, result);
      return [];
    case "reload":
      if (good) settleInRole(record, now);
      else settleFailure(record, result);
      return [];
    case "migrate_to":
      if (good) noteLeft(record);
      else settleFailure(record, result);
      return [];
    case "notify":
      // Pacemaker's custom: nobody can do anything about it, so it is told and has no effect.
      if (!good) record.history = [...record.history.filter((old) => old.action !== action), entry];
      return [];
    case "announce":
      return [];
  }
}

function settleProbe(record: ResourceRecord, { meaning, entry, ended }: Result): readonly Event[] {
  const { now } = ended;
  record.promoted = meaning.promoted && isPromotable(record);
  switch (meaning.verdict) {
    case "running":
    case "done":
      record.state = "started";
      record.runningAs ??= record.config;
      record.startedAt ??= now;
      scheduleMonitors(record, now);
      return [{ kind: "adopted", resource: record.id }];
    case "stopped":
      noteStopped(record);
      // Its software is missing here: better known now than at a takeover.
      if (isFinal(meaning)) noteFailure(record, entry, true, now);
      return [];
    case "failed":
      record.state = "failed";
      record.runningAs ??= record.config;
      noteFailure(record, entry, isFinal(meaning), now);
      return [];
  }
}

/** A failure that is found again and again has happened once. */
function settleMonitor(record: ResourceRecord, result: Result, repeated: boolean): void {
  const { operation, meaning, entry, ended: { now } } = result;
  rescheduleMonitor(record, operation, now);
  record.monitorSaid.set(keyOf(operation), saidBy(meaning));
  if (meaning.verdict === "running") {
    record.state = "started";
    return;
  }
  record.state = "failed";
  if (meaning.promoted && isPromotable(record)) record.promoted = true;
  if (!repeated) noteFailure(record, entry, isFinal(meaning), now);
}

/**
 * Pacemaker's start-failure-is-fatal: where it would not start, it is not tried again. What the host
 * could not even begin is no word against the resource: it counts, and no more.
 */
function settleStart(record: ResourceRecord, result: Result): void {
  const { operation, meaning, entry, ended, notBegun } = result;
  const { now, startFailureIsFatal } = ended;
  record.promoted = false;
  if (meaning.verdict === "done") {
    record.state = "started";
    record.migration = null;
    record.startedAt = now;
    return scheduleMonitors(record, now);
  }
  if (notBegun && operation.action === "start") {
    noteStopped(record);
    return noteFailure(record, entry, false, now);
  }
  record.state = "failed";
  record.startedAt = null;
  const fatal = operation.action === "start" && startFailureIsFatal;
  noteFailure(record, entry, fatal || isFinal(meaning), now);
}

function settleStop(record: ResourceRecord, { meaning, entry, ended }: Result): void {
  clearMonitors(record);
  if (meaning.verdict !== "done") {
    record.state = "stopFailed";
    return noteFailure(record, entry, true, ended.now);
  }
  noteStopped(record);
  record.remark = null;
}

/**
 * What could not be demoted is taken for demoted all the same, unless it is to be left as it is: it
 * is stopped next, and to demote it again would go on for ever. What had failed before has still
 * failed, unless being demoted is all that its failure asked for.
 */
function settleDemote(record: ResourceRecord, result: Result): void {
  const { meaning, entry, ended: { now } } = result;
  if (meaning.verdict !== "done") {
    record.promoted = failureAsks(record, entry) === "block";
    if (meaning.status === NOT_RUNNING) noteStopped(record);
    else record.state = "failed";
    clearMonitors(record);
    return noteFailure(record, entry, isFinal(meaning), now);
  }
  record.promoted = false;
  const failure = record.state === "failed" ? record.lastFailure : null;
  if (failure !== null && failureAsks(record, failure) !== "demote") return clearMonitors(record);
  settleInRole(record, now);
}

const NOT_RUNNING = 7;

function settleInRole(record: ResourceRecord, now: Instant): void {
  record.state = "started";
  scheduleMonitors(record, now);
}

function settleFailure(record: ResourceRecord, { meaning, entry, ended }: Result): void {
  record.state = "failed";
  noteFailure(record, entry, isFinal(meaning), ended.now);
}

/** Good probes and monitors are not worth a line in the log, nor is what is said on the way. */
function tellOf(record: ResourceRecord, meaning: Meaning, entry: HistoryEntry): readonly Event[] {
  const { action, reason, took } = entry;
  const good = meaning.verdict === "done" || meaning.verdict === "running";
  const quiet = action === "probe" || (good && (action === "monitor" || action === "notify"));
  if (quiet) return [];
  const told = { resource: record.id, action, good, meaning: meaning.text, reason, took };
  return [{ kind: "operation", ...told }];
}

function failuresOf(record: ResourceRecord, count: number): Event {
  const threshold = record.config?.migrationThreshold ?? INFINITY;
  return { kind: "failures", resource: record.id, count, threshold };
}

function noteAnswers(record: ResourceRecord, outcome: Outcome): readonly Event[] {
  if (outcome.kind !== "exited") return [];
  return outcome.notes.map(({ address, mac }) => {
    record.remark = `${address} was still answered by ${mac} when it was taken over`;
    return { kind: "addressAnswered", resource: record.id, address, mac };
  });
}

const isFinal = ({ severity }: Meaning): boolean => severity === "hard" || severity === "fatal";

const saidBy = ({ verdict, status, text }: Meaning): string => `${verdict} ${status} ${text}`;

/** The same result of a recurring monitor once more is no news. */
const isRepeated = (record: ResourceRecord, operation: Operation, meaning: Meaning): boolean =>
  operation.action === "monitor" &&
  record.monitorSaid.get(keyOf(operation)) === saidBy(meaning);
