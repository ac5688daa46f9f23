/** `hb agent test`: does this host's agent do what the cluster will rely on? */
import { type AgentHost, meaningOf, trial as asked } from "../agent/mod.ts";
import {
  type AgentAction,
  INFINITY,
  type Millis,
  nodeName,
  ok,
  parseAgentRef,
  refuse,
  type ResourceConfig,
  resourceId,
  type Result,
} from "../model/mod.ts";
import { parseTime } from "../config/mod.ts";
import type { Command, Given } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { inColumns } from "./help.ts";
import type { World } from "./world.ts";

/** Pacemaker's, for agents that name none. */
const DEFAULT_TIMEOUT = "20s";

export const agent: Command = {
  name: "agent",
  operands: "test AGENT [NAME=VALUE…]",
  fewest: 2,
  most: Infinity,
  summary: "Try a resource agent on this host",
  details:
    "AGENT is as in cluster.toml, e.g. lsb:nginx or ocf:heartbeat:IPaddr2; NAME=VALUE are its\n" +
    "parameters. Validates them where the agent can, and asks whether it runs here.\n" +
    "With --cycle it is really started and stopped, each twice, and its status asked in between:\n" +
    "the test that ClusterLabs asks every init script to pass. Refused where it runs already.",
  options: [
    { name: "cycle", help: "Start and stop it as well" },
    {
      name: "timeout",
      value: "TIME",
      help: `The most that each step may take (${DEFAULT_TIMEOUT})`,
    },
  ],
  run: async (given, world) => {
    const trial = readTrial(given, world);
    if (!trial.ok) {
      world.complain([`Cannot run hb agent: ${trial.problem}`, "Try: hb help agent"]);
      return ExitCode.usage;
    }
    const rows = await tryOut(trial.value, given.flags.has("cycle"), world);
    const table = rows.map(({ step, status, meaning, took, wrong }) => [
      step,
      status === null ? "-" : String(status),
      `${Math.round(took)} ms`,
      `${meaning}${wrong === null ? "" : `  ← ${wrong}`}`,
    ]);
    world.print(inColumns([["STEP", "STATUS", "TIME", "MEANING"], ...table]));
    const wrong = rows.filter((row) => row.wrong !== null).length;
    if (wrong === 0) return ExitCode.done;
    world.complain(`${wrong} of ${rows.length} steps went wrong`);
    return ExitCode.couldNot;
  },
};

interface Trial {
  readonly resource: ResourceConfig;
  readonly host: AgentHost;
  readonly timeout: Millis;
}

interface Row {
  readonly step: string;
  readonly status: number | null;
  readonly meaning: string;
  readonly took: Millis;
  /** What was expected instead; null: all is well. */
  readonly wrong: string | null;
}

function readTrial(given: Given, world: World): Result<Trial, string> {
  const [verb, name = "", ...params] = given.operands;
  if (verb !== "test") return refuse(`there is no hb agent ${verb}, only hb agent test`);
  const ref = parseAgentRef(name);
  if (!ref.ok) return refuse(`${JSON.stringify(name)} is no agent: ${ref.problem}`);
  const odd = params.find((param) => !/^[^=]+=/.test(param));
  if (odd !== undefined) return refuse(`${JSON.stringify(odd)} is not of the form NAME=VALUE`);
  const timeout = parseTime(given.values.get("timeout") ?? DEFAULT_TIMEOUT);
  if (timeout === null) return refuse("--timeout needs a time with its unit, e.g. 20s");
  const resource: ResourceConfig = {
    id: resourceId("test"),
    agent: ref.value,
    params: Object.fromEntries(params.map((param) => {
      const at = param.indexOf("=");
      return [param.slice(0, at), param.slice(at + 1)];
    })),
    prefer: [],
    monitors: [],
    timeouts: {},
    onFail: {},
    meta: {},
    utilization: {},
    migrationThreshold: INFINITY,
    failureTimeout: 0,
    stickiness: 0,
  };
  const host = world.agentHost(nodeName(world.hostname()));
  return ok({ resource, host, timeout });
}

/** A step of the cycle: what is asked, and what must come of it. */
type Step = readonly [step: string, action: AgentAction, expected: "running" | "stopped" | "done"];

/** Source: Pacemaker Administration, "LSB compliance". */
const CYCLE: readonly Step[] = [
  ["start", "start", "done"],
  ["monitor", "monitor", "running"],
  ["start again", "start", "done"],
  ["monitor", "monitor", "running"],
  ["stop", "stop", "done"],
  ["monitor", "probe", "stopped"],
  ["stop again", "stop", "done"],
  ["monitor", "probe", "stopped"],
];

async function tryOut(trial: Trial, cycle: boolean, world: World): Promise<readonly Row[]> {
  const validated = await validate(trial, world);
  const { row, verdict, hard } = await take(["probe", "probe", "stopped"], trial, world);
  const rows = (wrong: string | null): readonly Row[] => [...validated, { ...row, wrong }];
  if (hard) return rows("it cannot run on this host");
  if (!cycle) return rows(verdict === "running" ? null : row.wrong);
  if (verdict === "running") return rows("the cycle would stop it, so nothing was tried");
  if (row.wrong !== null) return rows(row.wrong);
  const steps: Row[] = [];
  for (const step of CYCLE) steps.push((await take(step, trial, world)).row);
  return [...rows(null), ...steps];
}

async function validate(
  { resource, host, timeout }: Trial,
  world: World,
): Promise<readonly Row[]> {
  const start = world.now();
  const outcome = await world.runInquiry(resource, "validate-all", host, timeout);
  if (outcome === null) return [];
  const { status, text, reason, verdict } = meaningOf(resource.agent, "start", outcome);
  const wrong = verdict === "done" ? null : "its parameters must be valid";
  const meaning = reason === "" ? text : `${text} (${reason})`;
  return [{ step: "validate", status, meaning, took: world.now() - start, wrong }];
}

async function take([step, action, expected]: Step, trial: Trial, world: World) {
  const { resource, host, timeout } = trial;
  const operation = asked(resource, action, timeout);
  const start = world.now();
  const meaning = meaningOf(resource.agent, action, await world.runOperation(operation, host));
  const { status, text, reason, verdict, severity } = meaning;
  const row: Row = {
    step,
    status,
    meaning: reason === "" ? text : `${text} (${reason})`,
    took: world.now() - start,
    wrong: verdict === expected ? null : `expected: ${WORDS[expected]}`,
  };
  return { row, verdict, hard: severity === "hard" || severity === "fatal" };
}

const WORDS = { running: "ok, it runs", stopped: "not running", done: "ok" } as const;
