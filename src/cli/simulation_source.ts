/** Where a cluster to be simulated comes from, and what is supposed of it. */
import { readCib, readTime } from "../cib/mod.ts";
import { type Lines, nearest, ok, refuse, type Result } from "../model/mod.ts";
import type { SchedulerInput, Working } from "../scheduler/mod.ts";
import { withFailure, withNodeLost, withNodeStandby, withNodeUp } from "../simulation/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { readCluster } from "./cluster_source.ts";
import type { Given, Option } from "./command.ts";
import { askStatus } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { readState } from "./state_file.ts";
import type { World } from "./world.ts";

/** Options that say which cluster is meant. */
export const SOURCE: readonly Option[] = [
  {
    name: "state",
    value: "STATE",
    help: "What hb status --json has said of it",
  },
  { name: "cib", value: "FILE", help: "A Pacemaker CIB with its status; - is standard input" },
  {
    name: "at",
    value: "TIME",
    help: "Look at it from this moment (ISO 8601; the CIB's own, or now)",
  },
];

/** Options that change what is known of it. */
export const SUPPOSED: readonly Option[] = [
  { name: "node-down", value: "NODE", many: true, help: "Suppose that the node is lost" },
  { name: "node-up", value: "NODE", many: true, help: "Suppose that the node is online" },
  { name: "node-standby", value: "NODE", many: true, help: "Suppose that the node is in standby" },
  {
    name: "fail",
    value: "RESOURCE@NODE",
    many: true,
    help: "Suppose that the resource has failed there",
  },
];

/** In MiB. Ten thousand resources on 32 nodes have a CIB of 60 with all of its history. */
const LARGEST_CIB = 128;

export interface SimulationSource {
  readonly input: SchedulerInput;
  /** What is said of the moment from which it is looked at; null: it is now. */
  readonly date: string | null;
}

export interface Refusal {
  readonly text: Lines;
  readonly code: ExitCode;
}

/** `cluster`: the configuration, for a cluster that is not one of Pacemaker's; null: there must be a CIB. */
export async function readSource(
  given: Given,
  world: World,
  cluster: ClusterSource | null,
): Promise<Result<SimulationSource, Refusal>> {
  const at = given.values.get("at");
  const moment = at === undefined ? null : readTime(at);
  if (at !== undefined && moment === null) {
    return wrong(`Cannot look from ${at}: a time is written as in 2026-01-31 12:00:00`);
  }
  const file = given.values.get("cib");
  if (file === undefined) {
    return cluster === null
      ? wrong("Cannot simulate: name a cluster.toml, or a Pacemaker CIB with --cib FILE")
      : await readOwn(cluster, given, world);
  }
  const text = await world.readFile(file === "-" ? "/dev/stdin" : file, LARGEST_CIB);
  if (!text.ok) return bad(`Cannot read ${file}: ${text.problem}`);
  const read = readCib(text.value, moment === null ? { now: world.wallClock() } : { at: moment });
  if (!read.ok) {
    return bad(read.problem.map(({ where, text }) => `${file}: ${where}: ${text}`));
  }
  const supposed = suppose(read.value, given);
  if (!supposed.ok) return supposed;
  return ok({ input: supposed.value, date: dateText(at, text.value) });
}

export interface ClusterSource {
  readonly file: string;
  /** Without --state the daemon on this host is asked what it knows. */
  readonly running: boolean;
}

async function readOwn(
  { file, running }: ClusterSource,
  given: Given,
  world: World,
): Promise<Result<SimulationSource, Refusal>> {
  const document = await findState(given, world, running);
  if (!document.ok) return document;
  const input = await readCluster(file, document.value, world);
  if (!input.ok) return bad(input.problem);
  const supposed = suppose(input.value, given);
  return supposed.ok ? ok({ input: supposed.value, date: null }) : supposed;
}

async function findState(
  given: Given,
  world: World,
  running: boolean,
): Promise<Result<StatusDocument | null, Refusal>> {
  const file = given.values.get("state");
  if (file === undefined) return running ? await askStatus(given, world) : ok(null);
  const text = await world.readFile(file === "-" ? "/dev/stdin" : file, LARGEST_CIB);
  if (!text.ok) return bad(`Cannot read ${file}: ${text.problem}`);
  const document = readState(text.value);
  return document === null
    ? bad(`Cannot use ${file} as a state: it is not what hb status --json prints`)
    : ok(document);
}

const wrong = (text: string) => refuse({ text, code: ExitCode.usage });
const bad = (text: Lines) => refuse({ text, code: ExitCode.badConfig });

/** In crm_simulate's words. */
function dateText(at: string | undefined, xml: string): string | null {
  if (at !== undefined) return `Setting effective cluster time: ${at}`;
  const found = /<cib\b[^>]*\sexecution-date="(\d+)"/.exec(xml)?.[1];
  if (found === undefined || found === "0") return null;
  const moment = new Date(Number(found) * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  const date = moment.toISOString();
  return `Using the original execution date of: ${date.replace("T", " ").replace(".000", "")}`;
}

function suppose(input: SchedulerInput, given: Given): Result<SchedulerInput, Refusal> {
  let supposed = input;
  const changes = [
    ["node-down", withNodeLost],
    ["node-up", withNodeUp],
    ["node-standby", withNodeStandby],
  ] as const;
  for (const [option, change] of changes) {
    for (const name of given.lists.get(option) ?? []) {
      const problem = unknownNode(input, name);
      if (problem !== null) return wrong(`Cannot suppose --${option} ${name}: ${problem}`);
      supposed = change(supposed, name);
    }
  }
  for (const what of given.lists.get("fail") ?? []) {
    const [resource = "", node = ""] = what.split("@");
    const problem = unknownNode(input, node);
    if (problem !== null) return wrong(`Cannot suppose --fail ${what}: ${problem}`);
    const failed = withFailure(supposed, resource, node);
    if (failed === null) {
      return wrong(`Cannot suppose --fail ${what}: ${resource} does not run on ${node}`);
    }
    supposed = failed;
  }
  return ok(supposed);
}

/** Null: there is such a node. */
export function unknownNode({ nodes }: SchedulerInput, name: string): string | null {
  const names = nodes.map((node) => node.name);
  if (names.includes(name)) return null;
  const meant = nearest(name, names);
  const question = meant === null ? `the nodes are ${names.join(", ")}` : `did you mean ${meant}?`;
  return `there is no node ${JSON.stringify(name)}; ${question}`;
}

/** What is wrong with the name of a resource. */
export function unknownResource({ byId }: Working, name: string): string {
  const meant = nearest(name, [...byId.keys()]);
  return `there is no such resource${meant === null ? "" : `; did you mean ${meant}?`}`;
}
