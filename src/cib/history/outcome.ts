/** What an operation's statuses mean, given what was expected of it. */
import type { NodeReading } from "../node.ts";
import { EXECUTION, EXIT, type HistoryEntry, isMaskedProbe, isProbe } from "./entry.ts";
import type { HistoryState } from "./state.ts";

export interface Outcome {
  readonly execution: number;
  readonly exit: number;
}

/** Also notes in `state` what a finding says of itself: not running, promoted, beyond repair. */
export function judgeOutcome(
  state: HistoryState,
  entry: HistoryEntry,
  canFence: (node: NodeReading) => boolean,
): Outcome {
  let execution = entry.execution ?? EXECUTION.error;
  let exit = entry.task === "monitor" ? healthy(entry.exit) : entry.exit;
  if (isMaskedProbe(entry)) {
    execution = EXECUTION.done;
    exit = EXIT.notRunning;
  }
  if (execution === EXECUTION.noFenceDevice || execution === EXECUTION.noSecrets) {
    return { execution: EXECUTION.hardError, exit };
  }
  if (execution !== EXECUTION.done && execution !== EXECUTION.error) return { execution, exit };
  execution = exit === entry.expected ? EXECUTION.done : EXECUTION.error;
  return { execution: refine(state, entry, exit, execution, canFence), exit };
}

/** What a monitor calls degraded is running all the same. */
const healthy = (exit: number): number =>
  exit === EXIT.degraded ? EXIT.ok : exit === EXIT.degradedPromoted ? EXIT.promoted : exit;

function refine(
  state: HistoryState,
  entry: HistoryEntry,
  exit: number,
  execution: number,
  canFence: (node: NodeReading) => boolean,
): number {
  switch (exit) {
    case EXIT.ok:
      return isProbe(entry) && entry.expected === EXIT.notRunning ? EXECUTION.done : execution;
    case EXIT.notRunning:
      if (!isProbe(entry) && entry.expected !== exit && state.managed) return execution;
      state.role = "stopped";
      state.reaction = "ignore";
      state.clearNextRole();
      return EXECUTION.done;
    case EXIT.promoted:
      state.role = "promoted";
      return isProbe(entry) && exit !== entry.expected ? EXECUTION.done : execution;
    case EXIT.degradedPromoted:
    case EXIT.failedPromoted:
      state.role = "promoted";
      return EXECUTION.error;
    case EXIT.notConfigured:
      return EXECUTION.fatalError;
    case EXIT.notImplemented:
      if (entry.interval > 0) return EXECUTION.notSupported;
      blockIfBeyondRepair(state, entry, canFence);
      return EXECUTION.hardError;
    case EXIT.notInstalled:
    case EXIT.invalidParameter:
    case EXIT.notPrivileged:
      blockIfBeyondRepair(state, entry, canFence);
      return EXECUTION.hardError;
    default:
      return execution === EXECUTION.done ? EXECUTION.error : execution;
  }
}

/** A stop that failed can be made good by fencing only. */
function blockIfBeyondRepair(
  state: HistoryState,
  { task }: HistoryEntry,
  canFence: (node: NodeReading) => boolean,
): void {
  if (task === "stop" && !canFence(state.node)) state.block();
}
