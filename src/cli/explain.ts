/** `hb explain`: why a resource is to be where it is to be, why not elsewhere, what that would take. */
import { formatScore, type Role } from "../model/mod.ts";
import { runScheduler } from "../scheduler/mod.ts";
import { explain as explainResource, type Explanation, type Place } from "../simulation/mod.ts";
import type { Command } from "./command.ts";
import { CONFIG_FILE } from "./config_file.ts";
import { SOCKET } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { jsonLines } from "./words.ts";
import { readSource, SOURCE, SUPPOSED, unknownNode, unknownResource } from "./simulation_source.ts";

export const explain: Command = {
  name: "explain",
  operands: "RESOURCE [NODE]",
  fewest: 1,
  most: 2,
  summary: "Why a resource is where it is, and why not elsewhere",
  details: "The daemon on this host is asked what it knows, unless --state or --cib say it.\n" +
    "Each score has its parts, and each other node what it would take.\n" +
    "Of a group or clone each member or instance is explained.",
  options: [
    { name: "config", value: "FILE", help: `Of the cluster (${CONFIG_FILE})` },
    SOCKET,
    ...SOURCE,
    ...SUPPOSED,
    { name: "json", help: "As JSON" },
  ],
  run: async (given, world) => {
    const [resource = "", node] = given.operands;
    const file = given.values.get("config") ?? CONFIG_FILE;
    const source = await readSource(given, world, { file, running: true });
    if (!source.ok) {
      world.complain(source.problem.text);
      return source.problem.code;
    }
    const { input } = source.value;
    const stranger = node === undefined ? null : unknownNode(input, node);
    const plan = runScheduler(input, true);
    const found = explainResource(plan, resource);
    const problem = found.length === 0 ? unknownResource(plan, resource) : stranger;
    if (problem !== null) {
      world.complain(`Cannot explain ${resource}: ${problem}`);
      return ExitCode.usage;
    }
    const asked = found.map((one) => ({
      ...one,
      places: one.places.filter((place) => node === undefined || place.node === node),
    }));
    world.print(
      given.flags.has("json")
        ? jsonLines(asked)
        : asked.flatMap((one, index) => [...index === 0 ? [] : [""], ...linesOf(one)]),
    );
    return ExitCode.done;
  },
};

const linesOf = (one: Explanation): readonly string[] => [
  `${one.resource}: ${nowText(one)}; ${nextText(one)}`,
  ...one.remarks.map((remark) => `  ${remark}`),
  ...one.places.flatMap(placeLines),
  ...one.blocked.map(({ action, because }) =>
    `  cannot ${action}${because === "" ? "" : `: ${because}`}`
  ),
];

const WORDS: Readonly<Record<Role, string>> = {
  unknown: "not looked for yet",
  stopped: "stopped",
  started: "started",
  unpromoted: "unpromoted",
  promoted: "promoted",
};

const nowText = ({ role, runsOn }: Explanation): string =>
  runsOn.length === 0 ? WORDS[role] : `${WORDS[role]} on ${runsOn.join(", ")}`;

function nextText({ change, node, nextRole, because }: Explanation): string {
  const why = because === null ? "" : ` (${because})`;
  if (change === null) return node === null ? "stays so" : "stays there";
  if (node === null || nextRole === "stopped") return `is to be stopped${why}`;
  return `${change.toLowerCase()}: is to be ${WORDS[nextRole]} on ${node}${why}`;
}

function placeLines({ node, chosen, score, parts, against, takes }: Place): readonly string[] {
  const named = parts.map((part) => `      ${formatScore(part.score).padStart(9)}  ${part.name}`);
  return [
    `  ${chosen ? "→" : " "} ${node}: ${formatScore(score)}${
      chosen ? "" : `; not there: ${against.join("; ") || "it is to run nowhere"}`
    }`,
    ...named,
    ...(takes.length === 0 ? [] : [`      it would take: ${takes.join("; ")}`]),
  ];
}
