/**
 * The commands: one file each, `parse → call → print`.
 *
 *     args ─► mod ─► arguments ─► a Command ─► World ─► control socket · files · terminal
 *                └─► help: made of the same table
 *
 * Invariants: what `hb help` names exists, and nothing else does; a command never touches the
 * world but through `World`; results go to standard output, complaints to standard error; the exit
 * status says which cause it was (`exit_code.ts`).
 *
 * Why a table of commands: usage, help and the check of what was typed cannot drift apart when all
 * three are read from one place.
 */
import { nearest } from "../config/mod.ts";
import { ok } from "../model/mod.ts";
import { agent } from "./agent.ts";
import { attribute } from "./attribute.ts";
import { parseArguments } from "./arguments.ts";
import { tellBug } from "./bug.ts";
import { check } from "./check.ts";
import { cleanup } from "./cleanup.ts";
import type { Command, Given } from "./command.ts";
import { demo } from "./demo.ts";
import { ExitCode } from "./exit_code.ts";
import { explain as explainPlan } from "./explain.ts";
import { failcount } from "./failcount.ts";
import { fence } from "./fence.ts";
import { helpOn, helpOnAll } from "./help.ts";
import { keygen } from "./keygen.ts";
import { maintenance, manage, unmanage } from "./manage.ts";
import { move } from "./move.ts";
import { realWorld } from "./real_world.ts";
import { run } from "./run.ts";
import { simulate } from "./simulate.ts";
import { restart, start, stop } from "./start_stop.ts";
import { online, standby } from "./standby.ts";
import { status } from "./status.ts";
import { tool } from "./tool.ts";
import { version } from "./version.ts";
import { type Outside, withPrintableWords, type World } from "./world.ts";

const KEEP = "keep";

const demonstration: Command = {
  name: "demo",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "See a cluster of two nodes fail over, on this machine",
  details:
    "Makes two nodes and a client in network namespaces, crashes the active node, measures the\n" +
    "gap that the client sees, and leaves nothing behind. Needs root, or unprivileged user namespaces.",
  options: [{ name: KEEP, help: "Leave the cluster running until Ctrl-C, to be looked at" }],
  run: ({ flags }) => demo(flags.has(KEEP) ? [`--${KEEP}`] : []),
};

const help: Command = {
  name: "help",
  operands: "[COMMAND]",
  fewest: 0,
  most: 1,
  summary: "All commands, or one in full",
  details: "",
  options: [],
  run: (given, world) => Promise.resolve(explain(given.operands[0], world)),
};

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  run,
  status,
  standby,
  online,
  start,
  stop,
  restart,
  move,
  cleanup,
  failcount,
  unmanage,
  manage,
  maintenance,
  fence,
  attribute,
  check,
  simulate,
  explainPlan,
  keygen,
  agent,
  tool,
  demonstration,
  version,
  help,
];

/** @returns the exit status. */
export async function main(
  args: readonly string[],
  outside: Outside = realWorld,
): Promise<number> {
  const world = withPrintableWords(outside);
  try {
    return await runCommand(args, world);
  } catch (error) {
    return tellBug(error, args, world);
  }
}

async function runCommand(args: readonly string[], world: World): Promise<number> {
  const [name, ...rest] = spellOutName(args);
  if (name === undefined) {
    world.complain(helpOnAll(COMMANDS));
    return ExitCode.usage;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return refuseName(name, world);
  const given = isForOthers(command, rest) ? ok(untouched(rest)) : parseArguments(command, rest);
  if (!given.ok) {
    world.complain([`Cannot run hb ${name}: ${given.problem}`, `Try: hb help ${name}`]);
    return ExitCode.usage;
  }
  if (given.value.flags.has("help")) return explain(name, world);
  // The daemon has its own way to end.
  if (command !== run) world.onStray((error) => tellBug(error, args, world));
  return await command.run(given.value, world);
}

const isForOthers = ({ verbatim }: Command, [first = "-"]: readonly string[]): boolean =>
  verbatim === true && !first.startsWith("-");

const untouched = (operands: readonly string[]): Given => ({
  operands,
  flags: new Set(),
  values: new Map(),
  lists: new Map(),
});

/** `hb --help` and `hb --version` are what people try first. */
function spellOutName(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === "--help" || first === "-h") return ["help", ...rest];
  if (first === "--version" || first === "-V") return ["version", ...rest];
  return args;
}

function explain(name: string | undefined, world: World): number {
  if (name === undefined) {
    world.print(helpOnAll(COMMANDS));
    return ExitCode.done;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return refuseName(name, world);
  world.print(helpOn(command));
  return ExitCode.done;
}

function refuseName(name: string, world: World): number {
  const meant = nearest(name, COMMANDS.map((command) => command.name));
  const question = meant === null ? "" : `; did you mean "${meant}"?`;
  world.complain([`Cannot run hb ${name}: there is no such command${question}`, "Try: hb help"]);
  return ExitCode.usage;
}
