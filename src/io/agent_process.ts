/** One run of an agent's program: started, bounded in time, and ended with all its children. */
import type { Invocation, Outcome } from "../agent/mod.ts";
import type { Millis } from "../model/mod.ts";
import { AgentOutput, KEPT_BYTES } from "./agent_output.ts";
import { bootNow } from "./clock.ts";
import { isScarcity } from "./libc.ts";
import { killGroup } from "./process_group.ts";
import { within } from "./within.ts";

export interface ProcessOptions {
  readonly timeout: Millis;
  /** Told the process as soon as there is one. */
  readonly spawned?: (pid: number) => void;
  /** What it reads on its standard input; absent: nothing. */
  readonly input?: string;
  /** Aborted: the program is ended as if its time were up. */
  readonly signal?: AbortSignal;
  /** What to keep: all that is said (the default), or standard output alone. */
  readonly keep?: "all" | "stdout";
  /** Of what is said, this many bytes at the end are kept; 4 KiB by default. */
  readonly keptBytes?: number;
}

/**
 * Runs a program to its end. A daemon that it leaves behind when it exits in time goes on running.
 * When its time is up its whole process group is killed.
 */
export async function runProgram(
  invocation: Invocation,
  options: ProcessOptions,
): Promise<Outcome> {
  const found = await within(options.timeout, firstExisting(invocation.programs), options.signal);
  if (found === null) return { kind: "timedOut", after: options.timeout, output: "" };
  const [program] = found;
  if (program === undefined) {
    return { kind: "notSpawned", why: `${invocation.programs.join(" and ")} do not exist` };
  }
  const output = new AgentOutput();
  const trimming = setInterval(() => output.trim(), TRIM_EVERY);
  try {
    if (output.isLacking) return { kind: "notSpawned", why: LACKING, transient: true };
    const child = spawn(program, invocation, options, output.path);
    options.spawned?.(child.pid);
    if (options.input !== undefined) feed(child, options.input);
    return await ending(child, options, output);
  } catch (error) {
    const { message, code = "" } = error as Error & { readonly code?: string };
    const why = `Cannot start ${program}: ${message}`;
    return { kind: "notSpawned", why, ...isScarcity(code) ? { transient: true } : {} };
  } finally {
    clearInterval(trimming);
    output.close();
  }
}

const TRIM_EVERY: Millis = 250;

const LACKING = "this host has no file descriptor left for what the agent says";

/** SIGKILL takes effect at once, unless the kernel itself is stuck, e.g. in a dead file server. */
const DEATH_WITHIN: Millis = 1000;

/** The first of them that is a file, alone in a list; an empty list where none is. */
async function firstExisting(programs: readonly string[]): Promise<readonly [string?]> {
  for (const program of programs) {
    const isFile = await Deno.stat(program).then((found) => found.isFile, () => false);
    if (isFile) return [program];
  }
  return [];
}

/**
 * What the shell does before it becomes the program: an agent and the services it starts are
 * ordinary processes, and must not inherit the daemon's protection from the kernel's OOM killer.
 */
const WRAPPER = `umask 022
read -r score </proc/self/oom_score_adj
case $score in -*) echo 0 >/proc/self/oom_score_adj ;; esac`;

const INTO: Readonly<Record<"all" | "stdout", string>> = {
  all: `exec >>"$0" 2>&1; exec "$@"`,
  stdout: `exec >>"$0" 2>/dev/null; exec "$@"`,
};

function spawn(
  program: string,
  { args, env }: Invocation,
  { keep = "all", input }: ProcessOptions,
  path: string,
): Deno.ChildProcess {
  return new Deno.Command("/bin/sh", {
    args: ["-c", `${WRAPPER}\n${INTO[keep]}`, path, program, ...args],
    cwd: "/",
    clearEnv: true,
    env: { ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
}

/** Beside the caller: a program that reads none of it, or ends before, is no worse for that. */
async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
}

async function ending(
  child: Deno.ChildProcess,
  { timeout, signal, keptBytes = KEPT_BYTES }: ProcessOptions,
  output: AgentOutput,
): Promise<Outcome> {
  const start = bootNow();
  const status = await within(timeout, child.status, signal);
  if (status !== null) {
    return { kind: "exited", status: status.code, output: output.read(keptBytes), notes: [] };
  }
  const after = bootNow() - start;
  killGroup(child.pid);
  const died = await within(DEATH_WITHIN, child.status);
  const stuck = died === null ? "\nit was killed and is not dead: the kernel is stuck in it" : "";
  return { kind: "timedOut", after, output: output.read(keptBytes) + stuck };
}
