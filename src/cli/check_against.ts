/** `hb check --against`: which of a file's changes are safe as they are, and which need another order. */
import {
  type Difference,
  differenceOf,
  FAULT_WORDS,
  formatProblem,
  holdersIn,
  parseConfig,
} from "../config/mod.ts";
import {
  type ClusterConfig,
  type Lines,
  type NodeName,
  ok,
  refuse,
  resourceId,
  type Result,
  stripNumber,
} from "../model/mod.ts";
import { afterChange, simulate, simulationDocument } from "../simulation/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { inputOf } from "./cluster_source.ts";
import type { Given } from "./command.ts";
import { askConfig, askStatus } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import type { World } from "./world.ts";

export const RUNNING = "running";

/** What a file is compared with. */
interface Other {
  readonly name: string;
  readonly config: ClusterConfig;
  /** How the cluster stands that goes by it; null: all nodes are there. */
  readonly document: StatusDocument | null;
}

/** Prints the comparison. @returns `done` where all of it is safe as it is. */
export async function checkAgainst(
  config: ClusterConfig,
  against: string,
  given: Given,
  world: World,
): Promise<ExitCode> {
  const other = await readOther(against, given, world);
  if (!other.ok) {
    world.complain(other.problem.text);
    return other.problem.code;
  }
  const { name, config: before, document } = other.value;
  const difference = differenceOf(before, config);
  const needsOrder = orderLines(difference, document);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      "Another one waits already; unless all have read it by then, this one takes its place:",
      document?.snapshot.config.next?.changes ?? [],
    ],
    ["All nodes take together, once all have reloaded; nothing stops for it:", [
      ...difference.added.map(addedLine),
      ...difference.removed.filter((node) => isStopped(node, document)).map((node) =>
        `${node} is taken out: hb there has stopped`
      ),
      ...difference.together,
    ]],
    ["Each node takes at once when it reloads:", difference.atOnce],
    [
      document === null
        ? "Resources, if all nodes are there and all is well:"
        : "Resources, by what runs now:",
      resourceLines(other.value, config, difference, world.wallClock()),
    ],
    ["Less is promised than before:", difference.weaker.flatMap(weakerLines)],
    ["NOT safe as it is:", needsOrder],
  ];
  const filled = sections.filter(([, lines]) => lines.length > 0);
  world.print([
    filled.length === 0 ? `No difference to ${name}.` : `Compared with ${name}:`,
    ...filled.flatMap(([title, lines]) => [`  ${title}`, ...lines.map((line) => `    ${line}`)]),
  ]);
  return needsOrder.length === 0 ? ExitCode.done : ExitCode.otherOrder;
}

interface Failure {
  readonly text: Lines;
  readonly code: ExitCode;
}

async function readOther(
  against: string,
  given: Given,
  world: World,
): Promise<Result<Other, Failure>> {
  if (against !== RUNNING) {
    const text = await world.readFile(against);
    if (!text.ok) return bad(`Cannot read ${against}: ${text.problem}`);
    const { config, problems } = parseConfig(text.value, against);
    if (config === null) return bad(problems.map(formatProblem));
    return ok({ name: against, config, document: null });
  }
  const text = await askConfig(given, world);
  if (!text.ok) return text;
  const document = await askStatus(given, world);
  if (!document.ok) return document;
  const { config } = parseConfig(text.value, "what is in force");
  if (config === null) {
    const why = "this hb does not understand it; compare with a file: --against FILE";
    return refuse({
      text: `Cannot compare with what is in force: ${why}`,
      code: ExitCode.couldNot,
    });
  }
  return ok({ name: "what is in force", config, document: document.value });
}

const bad = (text: Lines): Result<never, Failure> => refuse({ text, code: ExitCode.badConfig });

const addedLine = (node: NodeName): string =>
  `${node} is added: hb there may be started before or after; it counts once the others have reloaded`;

/** What cannot be done by a reload of one node after the other. */
function orderLines(
  { problem, removed }: Difference,
  document: StatusDocument | null,
): readonly string[] {
  return [
    ...problem === null ? [] : [problem],
    ...removed.filter((node) => !isStopped(node, document)).map((node) =>
      `${node} is taken out: systemctl stop hb on ${node} first, then reload the others`
    ),
  ];
}

const isStopped = (node: NodeName, document: StatusDocument | null): boolean =>
  document?.snapshot.nodes.find(({ name }) => name === node)?.because === "left";

/** Each that something is done with, of those that are there. */
function resourceLines(
  { config: before, document }: Other,
  after: ClusterConfig,
  { redefined }: Difference,
  now: number,
): readonly string[] {
  const isRedefined = (resource: string) => redefined.has(resourceId(stripNumber(resource)));
  const changed = afterChange(
    inputOf(before, document, now),
    inputOf(after, document, now),
    isRedefined,
  );
  const { resources } = simulationDocument(simulate(changed));
  return resources.flatMap(({ id, change, because, before, after }) => {
    if (change === null) return [];
    const places = [before.nodes, after.nodes].map((nodes) => nodes.join(" "));
    const [from = "", to = ""] = places;
    const where = from === to || to === "" ? from : from === "" ? to : `${from} -> ${to}`;
    const reload = change === "Restart" && isRedefined(id)
      ? ", or a reload where its agent can do that"
      : "";
    const why = because === null ? "" : ` (${because})`;
    return [`${id}: ${change.toLowerCase()} ${where}${reload}${why}`];
  });
}

function weakerLines({ before, after }: Difference["weaker"][number]): readonly string[] {
  const said = (promise: typeof after) =>
    `${holdersIn(promise)}${promise.provided === null ? "" : `, if ${promise.provided}`}`;
  return [
    `${FAULT_WORDS[after.fault]}: ${said(before)} -> ${said(after)}`,
    `    because ${after.because}`,
  ];
}
