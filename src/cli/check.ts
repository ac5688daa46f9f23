/** `hb check`: every problem of a configuration at once, before it can do harm. */
import { parseMetadata } from "../agent/mod.ts";
import {
  checkHost,
  formatProblem,
  parseConfig,
  type ParsedConfig,
  parseKeys,
  type Problem,
  promisesOf,
} from "../config/mod.ts";
import {
  type ClusterConfig,
  formatAgentRef,
  type NodeName,
  nodeName,
  unitsOf,
} from "../model/mod.ts";
import { CONFIG_FILE } from "./config_file.ts";
import { checkAgainst, RUNNING } from "./check_against.ts";
import type { Command, Given } from "./command.ts";
import { SOCKET } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { count } from "../status/mod.ts";
import { promiseLines, WIRE_LINES } from "./promise_lines.ts";
import type { World } from "./world.ts";

export const check: Command = {
  name: "check",
  operands: "[FILE]",
  fewest: 0,
  most: 1,
  summary: "Every problem of a configuration, as file:line:column",
  details: `FILE is ${CONFIG_FILE} where none is named. On a host that is one of the nodes its\n` +
    "interfaces, its keys and its agents are checked too. A file without errors is followed by\n" +
    "what it promises: how many nodes hold a resource while something is wrong.\n" +
    "With --against it says, too, what a reload of one host after the other would do: what each\n" +
    "takes at once, what all take together, which resources restart, what is promised no more. The\n" +
    "exit status is 75 where it needs another order or cannot be done on a running cluster.",
  options: [
    { name: "node", value: "NODE", help: "Check as this node (this host's own name)" },
    { name: "strict", help: "Warnings are as bad as errors" },
    {
      name: "against",
      value: `FILE|${RUNNING}`,
      help: `Compare with another file, or with what is in force (${RUNNING})`,
    },
    SOCKET,
  ],
  run: async (given, world) => {
    const file = given.operands[0] ?? CONFIG_FILE;
    const text = await world.readFile(file);
    if (!text.ok) {
      world.complain(`Cannot read ${file}: ${text.problem}`);
      return ExitCode.badConfig;
    }
    const parsed = parseConfig(text.value, file);
    const node = nodeOf(given, parsed.config, world);
    const ofHost = parsed.config === null || node === null
      ? []
      : await hostProblems(parsed, parsed.config, node, world, file);
    const problems = [...parsed.problems, ...ofHost];
    problems.forEach((problem) => world.print(formatProblem(problem)));
    if (parsed.config !== null) {
      world.print([...promiseLines(promisesOf(parsed.config)), ...WIRE_LINES]);
    }
    const against = given.values.get("against");
    const compared = against === undefined || parsed.config === null
      ? ExitCode.done
      : await checkAgainst(parsed.config, against, given, world);
    world.print(verdict(file, parsed.config, node, problems));
    return hasFailed(problems, given) ? ExitCode.badConfig : compared;
  },
};

/** Null: this host is none of the nodes, so there is nothing to check on it. */
function nodeOf(given: Given, config: ClusterConfig | null, world: World): NodeName | null {
  const named = given.values.get("node");
  if (named !== undefined) return nodeName(named);
  const own = nodeName(world.hostname());
  return config?.nodes.some(({ name }) => name === own) ? own : null;
}

async function hostProblems(
  parsed: ParsedConfig,
  config: ClusterConfig,
  node: NodeName,
  world: World,
  file: string,
): Promise<readonly Problem[]> {
  const facts = world.hostFacts(config.keysFile);
  const agentActions = await askAgents(config, node, world);
  return [
    ...checkHost(parsed, node, { ...facts, agentActions }, file),
    ...await keyProblems(config.keysFile, world),
  ];
}

/** How long an agent may take to say what it can do. */
const ANSWER_TIME = 5000;

/** What the agents of promotable clones say that they can do; those that do not answer are left out. */
async function askAgents(
  { clones, groups, resources }: ClusterConfig,
  node: NodeName,
  world: World,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const cloned = clones.filter(({ meta }) => meta.promotable).map(({ of }) => of);
  const members = cloned.flatMap((of): readonly string[] =>
    groups.find(({ name }) => name === of)?.members ?? [of]
  );
  const actions = new Map<string, readonly string[]>();
  for (const resource of resources) {
    const name = formatAgentRef(resource.agent);
    const isAsked = resource.agent.class === "ocf" && members.includes(resource.id) &&
      !actions.has(name);
    if (!isAsked) continue;
    const outcome = await world.runInquiry(
      resource,
      "meta-data",
      world.agentHost(node),
      ANSWER_TIME,
    );
    if (outcome?.kind !== "exited" || outcome.status !== 0) continue;
    const metadata = parseMetadata(outcome.output);
    if (metadata.ok) actions.set(name, metadata.value.actions.map((action) => action.name));
  }
  return actions;
}

/** Whether the file can be read at all is told by `checkHost`, at the line that names it. */
async function keyProblems(keysFile: string, world: World): Promise<readonly Problem[]> {
  const text = await world.readFile(keysFile);
  return text.ok ? parseKeys(text.value, keysFile).problems : [];
}

const hasFailed = (problems: readonly Problem[], given: Given): boolean =>
  problems.some(({ severity }) => severity === "error" || given.flags.has("strict"));

function verdict(
  file: string,
  config: ClusterConfig | null,
  node: NodeName | null,
  problems: readonly Problem[],
): string {
  const [errors, warnings] = (["error", "warning"] as const).map((severity) =>
    problems.reduce((sum, one) => sum + (one.severity === severity ? one.count ?? 1 : 0), 0)
  ) as [number, number];
  const found = [
    ...(errors === 0 ? [] : [count(errors, "error")]),
    ...(warnings === 0 ? [] : [count(warnings, "warning")]),
  ].join(", ");
  if (config === null || errors > 0) return `${file}: ${found}`;
  const contents = [
    count(config.nodes.length, "node"),
    count(config.links.length, "link"),
    `${count(config.resources.length, "resource")} in ${count(unitsOf(config).length, "unit")}`,
  ].join(", ");
  const where = node === null ? "; this host is none of the nodes, so it was not checked" : "";
  return `${file}: good (${contents}${found === "" ? "" : `; ${found}`}${where})`;
}
