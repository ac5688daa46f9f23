/** One run of an agent's program: started, bounded in time, and ended with all its children. */
import type { Invocation, Outcome } from "../agent/mod.ts";
import { blotted, type Millis } from "../model/mod.ts";
import { AgentInput } from "./agent_input.ts";
import { AgentOutput, KEPT_BYTES } from "./agent_output.ts";
import { type Child, type Start, startChild } from "./child_process.ts";
import { bootNow } from "./clock.ts";
import { isScarcity } from "./libc.ts";
import { killGroup } from "./process_group.ts";
import { endStragglers, MARK, newMark } from "./stragglers.ts";
import { within } from "./within.ts";

export interface ProcessOptions {
  readonly timeout: Millis;
  /** Told the process as soon as there is one. */
  readonly spawned?: (pid: number) => void;
  /**
   * When its time is up, what has left its process group is left alone: of a start it may be the
   * service. It carries this mark. Absent: all that it has started is ended.
   */
  readonly sparedMark?: string;
  /** What it reads on its standard input; absent: nothing. */
  readonly input?: string;
  /** Aborted: the program is ended as if its time were up. */
  readonly signal?: AbortSignal;
  /** What to keep: all that is said (the default), or standard output alone. */
  readonly keep?: "all" | "stdout";
  /** Of what is said, this many bytes at the end are kept; 4 KiB by default. */
  readonly keptBytes?: number;
  /** Texts to be blotted out of what is kept. */
  readonly secrets?: readonly string[];
}

/**
 * Runs a program to its end. A daemon that it leaves behind when it exits in time goes on running.
 * When its time is up its whole process group is killed, and what has left the group.
 */
export async function runProgram(
  invocation: Invocation,
  options: ProcessOptions,
): Promise<Outcome> {
  const output = new AgentOutput();
  const trimming = setInterval(() => output.trim(), TRIM_EVERY);
  const input = options.input === undefined ? null : new AgentInput(options.input);
  try {
    if (output.isLacking || input?.isLacking) {
      return { kind: "notSpawned", why: LACKING, transient: true };
    }
    const mark = options.sparedMark ?? newMark();
    const start = startOf(invocation, options, mark, output.path, input?.path);
    const child = await startChild(start);
    if (!child.ok) {
      const { name, text } = child.problem;
      const why = `Cannot start ${invocation.programs[0]}: ${text}`;
      return { kind: "notSpawned", why, ...isScarcity(name) ? { transient: true } : {} };
    }
    options.spawned?.(child.value.pid);
    const outcome = await ending(child.value, invocation, options, output);
    if (outcome.kind === "timedOut" && options.sparedMark === undefined) await endStragglers(mark);
    return outcome;
  } finally {
    clearInterval(trimming);
    output.close();
    input?.close();
  }
}

const TRIM_EVERY: Millis = 250;

const LACKING = "this host has no file descriptor left for what an agent reads and says";

/** SIGKILL takes effect at once, unless the kernel itself is stuck, e.g. in a dead file server. */
const DEATH_WITHIN: Millis = 1000;

/**
 * What the shell does before it becomes the program: an agent and the services it starts are
 * ordinary processes, and must not inherit the daemon's protection from the kernel's OOM killer.
 * It also finds the program, which would cost the engine a look at the disk for each run.
 */
const WRAPPER = `umask 022
cd /
read -r score </proc/self/oom_score_adj
case $score in -*) echo 0 >/proc/self/oom_score_adj ;; esac
program=
while [ "$1" != -- ]; do
  [ -n "$program" ] || [ ! -f "$1" ] || program=$1
  shift
done
shift
[ -n "$program" ] || kill -USR2 $$
exec "$program" "$@"`;

/** 128 and SIGUSR2: how the wrapper says that none of the programs is there. */
const NOT_THERE = 128 + 12;

function startOf(
  { programs, args, env }: Invocation,
  { keep = "all" }: ProcessOptions,
  mark: string,
  output: string,
  input = "/dev/null",
): Start {
  return {
    program: "/bin/sh",
    argv: ["sh", "-c", WRAPPER, "sh", ...programs, "--", ...args],
    env: { ...env, [MARK]: mark },
    stdin: input,
    stdout: output,
    stderr: keep === "all" ? output : "/dev/null",
  };
}

async function ending(
  child: Child,
  { programs }: Invocation,
  { timeout, signal, keptBytes = KEPT_BYTES, secrets = [] }: ProcessOptions,
  output: AgentOutput,
): Promise<Outcome> {
  const start = bootNow();
  const said = (inTime: boolean) => {
    const text = output.read(keptBytes);
    return blotted(text, secrets, !inTime || new TextEncoder().encode(text).length >= keptBytes);
  };
  const status = await within(timeout, child.ended, signal);
  if (status === NOT_THERE && await areMissing(programs)) {
    return { kind: "notSpawned", why: `${programs.join(" and ")} do not exist` };
  }
  if (status !== null) {
    return { kind: "exited", status, output: said(true), notes: [] };
  }
  const after = bootNow() - start;
  killGroup(child.pid);
  const died = await within(DEATH_WITHIN, child.ended);
  const stuck = died === null ? "\nit was killed and is not dead: the kernel is stuck in it" : "";
  return { kind: "timedOut", after, output: said(false) + stuck };
}

/** Whether the wrapper said so, and not a program that somebody has ended by that signal. */
async function areMissing(programs: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    programs.map((program) => Deno.stat(program).then(({ isFile }) => isFile, () => false)),
  );
  return !found.includes(true);
}
