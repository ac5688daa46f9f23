/** What the end of an agent's run says of the resource. */
import type { AgentAction, AgentRef } from "../model/mod.ts";
import type { Outcome } from "./operation.ts";
import { reasonIn } from "./reason.ts";
import { readHeartbeatStatus, readSystemdState } from "./service_state.ts";

export interface Meaning {
  /**
   * Of a probe or monitor: running, stopped or failed (runs or may run, and is not well). Of a
   * start, stop or announce: done or failed.
   */
  readonly verdict: "running" | "stopped" | "done" | "failed";
  /** Of a probe or monitor: it was found promoted, well or not. */
  readonly promoted: boolean;
  readonly severity: Severity;
  /** The agent's exit status; null: it timed out or could not be run. */
  readonly status: number | null;
  /** The verdict in the words of crm_mon: `ok`, `not running`, `timed out`. */
  readonly text: string;
  /** What the agent said of it: one line, bounded; empty where all is well. */
  readonly reason: string;
}

/**
 * none: as it should be. soft: trying again may help. hard: will not work on this node. fatal: will
 * not work on any. A probe that finds the resource stopped is `none`, or `hard` where the software
 * is missing, so that it is known not to run here and not to be startable here.
 */
export type Severity = "none" | "soft" | "hard" | "fatal";

/** Reads the end of a run. Sources: OCF resource agent API 1.1, LSB 5 "Init Script Actions". */
export function meaningOf(agent: AgentRef, action: AgentAction, outcome: Outcome): Meaning {
  const meaning = judge(agent, action, outcome);
  const asked = isQuestion(action) && agent.class === "ocf";
  return { ...meaning, promoted: asked && PROMOTED.has(meaning.status ?? OK) };
}

type Judgement = Omit<Meaning, "promoted">;

function judge(agent: AgentRef, action: AgentAction, outcome: Outcome): Judgement {
  switch (outcome.kind) {
    case "timedOut":
      return {
        verdict: "failed",
        severity: "soft",
        status: null,
        text: "timed out",
        reason: reasonIn(outcome.output) || `no end after ${Math.round(outcome.after) / 1000}s`,
      };
    case "notSpawned":
      return notSpawned(action, outcome.why, outcome.transient === true);
    case "exited":
      return isQuestion(action)
        ? answer(agent, action, outcome.status, outcome.output)
        : deed(action, outcome.status, outcome.output);
  }
}

const isQuestion = (action: AgentAction): action is "probe" | "monitor" =>
  action === "probe" || action === "monitor";

/**
 * Without its agent nothing can have been started here by hb, so a probe says stopped; but a stop
 * has proved nothing, and what was started before the agent went may still run.
 */
function notSpawned(action: AgentAction, why: string, transient: boolean): Judgement {
  if (transient) {
    return { verdict: "failed", severity: "soft", status: null, text: "error", reason: why };
  }
  const verdict = action === "probe" ? "stopped" : "failed";
  return { verdict, severity: "hard", status: null, text: "not installed", reason: why };
}

/** What a start, stop or announce has come to. The statuses of all classes agree here. */
function deed(action: AgentAction, status: number, output: string): Judgement {
  const { text, severity } = wordsFor(status);
  const alreadyStopped = action === "stop" && (status === NOT_RUNNING || status === NOT_INSTALLED);
  if (status === OK || alreadyStopped) {
    return { verdict: "done", severity: "none", status, text, reason: "" };
  }
  const failed = severity === "none" ? "soft" : severity;
  return { verdict: "failed", severity: failed, status, text, reason: why(status, output) };
}

/** What a probe or monitor has found. */
function answer(
  agent: AgentRef,
  action: "probe" | "monitor",
  status: number,
  output: string,
): Judgement {
  switch (agent.class) {
    case "hb":
    case "ocf":
      return found(action, status, status, output);
    case "lsb": {
      const state = LSB_STATUS[status];
      return state === undefined
        ? found(action, GENERIC, status, output)
        : found(action, state.like, status, output, state.reason);
    }
    case "heartbeat": {
      if (status >= CANNOT_RUN) return found(action, GENERIC, status, output);
      return found(action, readHeartbeatStatus(output) ? OK : NOT_RUNNING, status, output);
    }
    case "systemd": {
      if (status !== 0) return found(action, status, status, output);
      const state = readSystemdState(output);
      return found(action, state.like, status, "", state.reason);
    }
  }
}

/** A finding, given as the OCF status that says the same. */
function found(
  action: "probe" | "monitor",
  like: number,
  status: number,
  output: string,
  reason = "",
): Judgement {
  const { text, severity } = wordsFor(like);
  if (like === OK) return { verdict: "running", severity: "none", status, text, reason: "" };
  if (RUNNING.has(like)) {
    return { verdict: "running", severity: "none", status, text, reason: reasonIn(output) };
  }
  const because = reason || why(status, output);
  if (like === NOT_RUNNING) {
    const expected = action === "probe";
    return {
      verdict: "stopped",
      severity: expected ? "none" : "soft",
      status,
      text,
      reason: expected && reason === "" ? "" : because,
    };
  }
  const verdict = action === "probe" && like === NOT_INSTALLED ? "stopped" : "failed";
  return { verdict, severity, status, text, reason: because };
}

function why(status: number, output: string): string {
  const said = reasonIn(output);
  if (said !== "") return said;
  if (status in OCF_STATUS) return "";
  // Shells, and the runner, report the end by signal N as 128 + N.
  return status > 128 && status <= 192
    ? `ended by signal ${status - 128}`
    : `exit status ${status}`;
}

const OK = 0;
const GENERIC = 1;
const NOT_INSTALLED = 5;
const NOT_RUNNING = 7;

/** From here on a status is the shell's (not executable, not found, a signal), not the script's. */
const CANNOT_RUN = 126;

/** Promoted and degraded resources run. */
const RUNNING: ReadonlySet<number> = new Set([OK, 8, 190, 191]);

const PROMOTED: ReadonlySet<number> = new Set([8, 9, 191]);

const OCF_STATUS: Readonly<Record<number, { text: string; severity: Severity }>> = {
  0: { text: "ok", severity: "none" },
  1: { text: "error", severity: "soft" },
  2: { text: "invalid parameter", severity: "hard" },
  3: { text: "unimplemented feature", severity: "hard" },
  4: { text: "insufficient privileges", severity: "hard" },
  5: { text: "not installed", severity: "hard" },
  6: { text: "not configured", severity: "fatal" },
  7: { text: "not running", severity: "soft" },
  8: { text: "promoted", severity: "none" },
  9: { text: "promoted (failed)", severity: "soft" },
  190: { text: "degraded", severity: "none" },
  191: { text: "promoted (degraded)", severity: "none" },
};

const wordsFor = (status: number) => OCF_STATUS[status] ?? { text: "error", severity: "soft" };

/**
 * Answers to `status`, which differ from those to start and stop. Unlike Pacemaker hb does not take
 * a dead program with its pid file left for cleanly stopped: a stop clears what it left behind.
 */
const LSB_STATUS: Readonly<Record<number, { like: number; reason: string }>> = {
  0: { like: OK, reason: "" },
  1: { like: GENERIC, reason: "the program is dead and its pid file exists" },
  2: { like: GENERIC, reason: "the program is dead and its lock file exists" },
  3: { like: NOT_RUNNING, reason: "" },
  4: { like: GENERIC, reason: "" },
};
