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
 * three are read from one place. A command's code is read when it is asked for, because reading all
 * of hb takes longer than most of them, and longest before the daemon's first word.
 */
import { nearest, ok } from "../model/mod.ts";
import { parseArguments } from "./arguments.ts";
import { tellBug } from "./bug.ts";
import type { Command, Given } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { helpOn, helpOnAll } from "./help.ts";
import { realWorld } from "./real_world.ts";
import { type Outside, withPrintableWords, type World } from "./world.ts";

const help: Command = {
  name: "help",
  operands: "[COMMAND]",
  fewest: 0,
  most: 1,
  summary: "All commands, or one in full",
  details: "",
  options: [],
  run: (given, world) => explain(given.operands[0], world),
};

/** By name, in the order of the help; the code of each is read when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).run,
  status: async () => (await import("./status.ts")).status,
  standby: async () => (await import("./standby.ts")).standby,
  online: async () => (await import("./standby.ts")).online,
  start: async () => (await import("./start_stop.ts")).start,
  stop: async () => (await import("./start_stop.ts")).stop,
  restart: async () => (await import("./start_stop.ts")).restart,
  move: async () => (await import("./move.ts")).move,
  cleanup: async () => (await import("./cleanup.ts")).cleanup,
  failcount: async () => (await import("./failcount.ts")).failcount,
  unmanage: async () => (await import("./manage.ts")).unmanage,
  manage: async () => (await import("./manage.ts")).manage,
  maintenance: async () => (await import("./manage.ts")).maintenance,
  fence: async () => (await import("./fence.ts")).fence,
  attribute: async () => (await import("./attribute.ts")).attribute,
  check: async () => (await import("./check.ts")).check,
  simulate: async () => (await import("./simulate.ts")).simulate,
  explain: async () => (await import("./explain.ts")).explain,
  keygen: async () => (await import("./keygen.ts")).keygen,
  agent: async () => (await import("./agent.ts")).agent,
  tool: async () => (await import("./tool.ts")).tool,
  demo: async () => (await import("./demonstration.ts")).demonstration,
  version: async () => (await import("./version.ts")).version,
  help: () => Promise.resolve(help),
};

/** All of them, in the order of the help. */
export const allCommands = (): Promise<readonly Command[]> =>
  Promise.all(Object.values(COMMANDS).map((read) => read()));

/** Undefined: there is no command of that name. */
const commandOf = (name: string): Promise<Command> | undefined =>
  Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;

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
    world.complain(helpOnAll(await allCommands()));
    return ExitCode.usage;
  }
  const command = await commandOf(name);
  if (command === undefined) return refuseName(name, world);
  const given = isForOthers(command, rest) ? ok(untouched(rest)) : parseArguments(command, rest);
  if (!given.ok) {
    world.complain([`Cannot run hb ${name}: ${given.problem}`, `Try: hb help ${name}`]);
    return ExitCode.usage;
  }
  if (given.value.flags.has("help")) return await explain(name, world);
  // The daemon has its own way to end.
  if (name !== "run") world.onStray((error) => tellBug(error, args, world));
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

async function explain(name: string | undefined, world: World): Promise<number> {
  if (name === undefined) {
    world.print(helpOnAll(await allCommands()));
    return ExitCode.done;
  }
  const command = await commandOf(name);
  if (command === undefined) return refuseName(name, world);
  world.print(helpOn(command));
  return ExitCode.done;
}

function refuseName(name: string, world: World): number {
  const meant = nearest(name, Object.keys(COMMANDS));
  const question = meant === null ? "" : `; did you mean "${meant}"?`;
  world.complain([`Cannot run hb ${name}: there is no such command${question}`, "Try: hb help"]);
  return ExitCode.usage;
}
