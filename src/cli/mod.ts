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
import { parseArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { helpOn, helpOnAll } from "./help.ts";
import { version } from "./version.ts";
import { type World, world as realWorld } from "./world.ts";

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
export const COMMANDS: readonly Command[] = [version, help];

/** @returns the exit status. */
export async function main(args: readonly string[], world: World = realWorld): Promise<number> {
  const [name, ...rest] = spellOutName(args);
  if (name === undefined) {
    world.complain(helpOnAll(COMMANDS));
    return ExitCode.usage;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return refuseName(name, world);
  const given = parseArguments(command, rest);
  if (!given.ok) {
    world.complain(`Cannot run hb ${name}: ${given.problem}\nTry: hb help ${name}`);
    return ExitCode.usage;
  }
  if (given.value.flags.has("help")) return explain(name, world);
  return await command.run(given.value, world);
}

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
  world.complain(`Cannot run hb ${name}: there is no such command\nTry: hb help`);
  return ExitCode.usage;
}
