/** Goes through a resource's history on a node, entry by entry, to what it is doing there now. */
import { type Millis, stripNumber } from "../../model/mod.ts";
import { type ClusterOptions, rank, type Reaction } from "../../scheduler/mod.ts";
import type { NodeReading } from "../node.ts";
import type { Reading } from "../reading.ts";
import type { Digests } from "./digest.ts";
import { EXECUTION, EXIT, type HistoryEntry, isMaskedProbe, isProbe } from "./entry.ts";
import { expiryOf, isBlocking } from "./expiry.ts";
import type { Failcounts } from "./failcount.ts";
import { applyFailedMigrateFrom, applyFailedMigrateTo, applyMigrateTo } from "./migration.ts";
import { judgeOutcome, type Outcome } from "./outcome.ts";
import { isWorse, reactionTo } from "./reaction.ts";
import type { Records } from "./records.ts";
import type { HistoryState } from "./state.ts";

export interface Interpreter {
  readonly reading: Reading;
  readonly options: ClusterOptions;
  readonly nodes: readonly NodeReading[];
  readonly records: Records;
  readonly failcounts: Failcounts;
  readonly digests: Digests;
  /** Whether this partition can fence that node. */
  readonly canFence: (node: NodeReading) => boolean;
}

/** Those that say nothing of whether it runs. */
const SILENT: ReadonlySet<string> = new Set(["notify", "meta-data"]);

export function interpretEntry(
  interpreter: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
): void {
  if (entry.task === "" || SILENT.has(entry.task)) return;
  const { execution } = entry;
  if (execution === null || execution < EXECUTION.pending || execution > EXECUTION.noSecrets) {
    return;
  }
  if (execution === EXECUTION.cancelled) return;
  const expired = isExpired(interpreter, state, entry);
  const outcome = judgeOutcome(state, entry, interpreter.canFence);
  if (expired && dropExpired(state, entry, outcome)) return;
  if (isMaskedProbe(entry)) {
    const invalid = entry.exit === EXIT.invalidParameter;
    if (state.node.online && isOf(entry, state.node)) {
      state.probeFailure ??= invalid ? "invalid parameter" : "not installed";
    }
    succeed(interpreter, state, entry, entry.expected);
    state.ban(state.node.name, "masked-probe-failure");
    return;
  }
  switch (outcome.execution) {
    case EXECUTION.pending:
      return applyPending(state, entry);
    case EXECUTION.done:
      return succeed(interpreter, state, entry, outcome.exit);
    case EXECUTION.notInstalled:
      if (reactionOf(interpreter, state, entry) === "ignore") state.reaction = "ban";
      state.ban(state.node.name, "hard-error");
      return fail(interpreter, state, entry, outcome);
    default:
      applyFailure(interpreter, state, entry, outcome);
  }
}

/** Old records do not say where they were made. */
const isOf = ({ onNode }: HistoryEntry, { name }: NodeReading): boolean =>
  onNode === name.toLowerCase();

function applyFailure(
  interpreter: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
  outcome: Outcome,
): void {
  if (reactionOf(interpreter, state, entry) === "ignore") {
    succeed(interpreter, state, entry, entry.expected);
    state.failureIgnored = true;
    return;
  }
  fail(interpreter, state, entry, outcome);
  if (outcome.execution === EXECUTION.hardError) state.ban(state.node.name, "hard-error");
  if (outcome.execution === EXECUTION.fatalError) state.ban(null, "fatal-error");
}

const reactionOf = (
  { reading, options }: Interpreter,
  { primitive, record }: HistoryState,
  entry: HistoryEntry,
): Reaction => reactionTo(reading, options, primitive, record.id, entry);

function isExpired(
  { reading, failcounts, digests }: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
): boolean {
  const { primitive, node, record } = state;
  const unique = primitive.clone === null || primitive.clone.unique;
  const name = unique ? record.id : stripNumber(record.id);
  const { expired, clear } = expiryOf({
    entry,
    node,
    primitive,
    name,
    failcounts,
    now: reading.now,
    timeout: timeoutOf(state, failcounts.of(name, node).count > 0, entry) / 1000,
    redefined: () =>
      entry.element.attributes["op-digest"] !== undefined &&
      digests.compare(primitive, entry, node) !== "same",
  });
  state.clearFailures ??= clear;
  return expired;
}

function timeoutOf(
  { primitive, record }: HistoryState,
  failed: boolean,
  entry: HistoryEntry,
): Millis {
  const timeout = primitive.input.meta.failureTimeout ?? primitive.input.defaults.failureTimeout ??
    0;
  return timeout > 0 && failed && isBlocking(primitive, record, entry) ? 0 : timeout;
}

/** True: it needs no further look. Only failures expire. */
function dropExpired(state: HistoryState, entry: HistoryEntry, outcome: Outcome): boolean {
  if (isMaskedProbe(entry) && entry.exit !== entry.expected) {
    if (rank(state.role) <= rank("stopped")) state.role = "unknown";
    return true;
  }
  if (outcome.exit === entry.expected) return false;
  if (entry.interval === 0) return true;
  if (!state.node.online || state.node.unclean !== null) return false;
  // It goes on failing unseen, since only changes are reported: it is to begin anew.
  state.stale.add(entry);
  return true;
}

function applyPending(state: HistoryState, entry: HistoryEntry): void {
  const { task } = entry;
  if (task === "start") {
    state.startPending = true;
    state.setActive();
  } else if (task === "promote") {
    state.role = "promoted";
  } else if (task === "migrate_to" && state.node.unclean !== null) {
    const target = entry.element.attributes["migrate_target"];
    if (target !== undefined) state.noteMigration({ stopOn: target });
  }
  if (!isProbe(entry)) state.pending ??= task;
}

/** It went as expected, or is to be taken so. */
function succeed(
  interpreter: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
  exit: number,
): void {
  if (applySuccess(interpreter, state, entry, exit)) forgive(state);
}

/** True: what failed before is made good by it. */
function applySuccess(
  interpreter: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
  exit: number,
): boolean {
  if (exit === EXIT.notInstalled || isMaskedProbe(entry)) {
    state.role = "stopped";
    return false;
  }
  if (exit === EXIT.notRunning) return true;
  switch (entry.task) {
    case "monitor":
      if (!state.active) state.setActive();
      return state.lastFailure !== null && state.lastFailure.key === entry.key;
    case "start":
    case "migrate_from":
      state.role = "started";
      return true;
    case "stop":
      state.role = "stopped";
      return true;
    case "promote":
      state.role = "promoted";
      return true;
    case "demote":
      state.role = "unpromoted";
      return state.reaction === "demote";
    case "migrate_to":
      applyMigrateTo(state, entry, interpreter);
      return false;
    default:
      if (!state.active) state.setActive();
      return false;
  }
}

/** Some reactions are not over because something has gone well since. */
function forgive(state: HistoryState): void {
  if (["stop", "fence", "ban", "standby"].includes(state.reaction)) return;
  state.reaction = "ignore";
  state.clearNextRole();
}

function fail(
  interpreter: Interpreter,
  state: HistoryState,
  entry: HistoryEntry,
  { exit }: Outcome,
): void {
  const { task } = entry;
  const reaction = reactionOf(interpreter, state, entry);
  state.lastFailure = entry;
  if (isWorse(reaction, state.reaction)) state.reaction = reaction;
  switch (task) {
    case "stop":
      state.ban(state.node.name, "__stop_fail__", true);
      break;
    case "migrate_to":
      applyFailedMigrateTo(state, entry, interpreter);
      break;
    case "migrate_from":
      applyFailedMigrateFrom(state, entry, interpreter);
      break;
    case "promote":
      state.role = "promoted";
      break;
    case "demote":
      failDemotion(state, exit, reaction);
  }
  if (isProbe(entry) && exit === EXIT.notInstalled) state.role = "stopped";
  else if (!state.active) state.setActive();
  if (task === "promote") state.raiseNextRole(reaction === "stop" ? "stopped" : "unpromoted");
  else if (reaction === "stop") state.raiseNextRole("stopped");
  if (reaction === "stop") state.bans.push({ node: null, why: "on-fail=stop", whole: true });
}

/** It cannot stay promoted, or each plan would begin with the same demotion. */
function failDemotion(state: HistoryState, exit: number, reaction: Reaction): void {
  if (reaction === "block") {
    state.role = "promoted";
    state.clearNextRole();
    state.raiseNextRole("stopped");
  } else {
    state.role = exit === EXIT.notRunning ? "stopped" : "unpromoted";
  }
}
