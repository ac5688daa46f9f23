/** Turns what the user typed after a command's name into `Given`, or says what is wrong with it. */
import { parseArgs } from "@std/cli/parse-args";
import { nearest, ok, refuse, type Result } from "../model/mod.ts";
import type { Command, Given, Option } from "./command.ts";

/** All commands have it. */
const HELP: Option = { name: "help", letter: "h", help: "Explain this command" };

/** The problem is a whole sentence; the caller adds where to read more. */
export function parseArguments(
  command: Command,
  typed: readonly string[],
): Result<Given, string> {
  const options = [...command.options, HELP];
  const spelled = spellOut(typed, options);
  if (!spelled.ok) return spelled;
  const valued = options.filter((option) => option.value !== undefined).map(({ name }) => name);
  const flags = options.filter((option) => option.value === undefined).map(({ name }) => name);
  const many = command.options.filter((option) => option.many).map(({ name }) => name);
  const parsed = parseArgs(spelled.value, {
    boolean: flags,
    string: ["_", ...valued],
    collect: many,
  });
  const listOf = (name: string): readonly string[] => {
    const found = parsed[name];
    return Array.isArray(found) ? found : typeof found === "string" ? [found] : [];
  };
  const given: Given = {
    operands: parsed._,
    flags: new Set(flags.filter((name) => parsed[name] === true)),
    values: new Map(valued.flatMap((name) => {
      const value = listOf(name).at(-1);
      return value === undefined ? [] : [[name, value] as const];
    })),
    lists: new Map(many.map((name) => [name, listOf(name)])),
  };
  if (given.flags.has("help")) return ok(given);
  return checkCount(command, given);
}

/**
 * Every option in its long form, `-Afr1` as four. Done here because `parseArgs` would read the
 * `1` of `-Afr1` as the value of `-r`, and because it takes what it does not know in silence.
 */
function spellOut(
  typed: readonly string[],
  options: readonly Option[],
): Result<readonly string[], string> {
  const spelled: string[] = [];
  for (let at = 0; at < typed.length; at++) {
    const word = typed[at] as string;
    if (word === "--") return ok([...spelled, ...typed.slice(at)]);
    if (!word.startsWith("-") || word === "-") {
      spelled.push(word);
      continue;
    }
    const found = word.startsWith("--") ? findLong(word, options) : findLetters(word, options);
    if (!found.ok) return found;
    const { names, value } = found.value;
    const last = names.at(-1) as Option;
    if (last.value === undefined) {
      spelled.push(...names.map(({ name }) => `--${name}`));
      continue;
    }
    const taken = value ?? typed[++at];
    if (taken === undefined || (taken.startsWith("-") && taken !== "-")) {
      return refuse(`--${last.name} needs a value: --${last.name} ${last.value}`);
    }
    spelled.push(...names.slice(0, -1).map(({ name }) => `--${name}`), `--${last.name}=${taken}`);
  }
  return ok(spelled);
}

interface Found {
  /** At least one; only the last may take a value. */
  readonly names: readonly Option[];
  readonly value?: string;
}

function findLong(word: string, options: readonly Option[]): Result<Found, string> {
  const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const option = options.find((candidate) => candidate.name === name);
  if (option === undefined) {
    const meant = nearest(name, options.map((candidate) => candidate.name));
    return refuse(
      `there is no option --${name}${meant === null ? "" : `; did you mean --${meant}?`}`,
    );
  }
  if (option.value === undefined && value !== undefined) {
    return refuse(`--${name} takes no value, but ${JSON.stringify(value)} was given`);
  }
  return ok({ names: [option], ...(value === undefined ? {} : { value }) });
}

function findLetters(word: string, options: readonly Option[]): Result<Found, string> {
  const letters = [...word.slice(1)];
  const names: Option[] = [];
  for (const letter of letters) {
    const option = options.find((candidate) => candidate.letter === letter);
    if (option === undefined) return refuse(`there is no option -${letter}`);
    if (option.value !== undefined && names.length + 1 < letters.length) {
      return refuse(`-${letter} needs a value and must come last: ${word}`);
    }
    names.push(option);
  }
  return ok({ names });
}

function checkCount(command: Command, given: Given): Result<Given, string> {
  const { operands } = given;
  if (operands.length < command.fewest) {
    return refuse(`something is missing: hb ${command.name} ${command.operands}`);
  }
  if (operands.length > command.most) {
    const extra = operands.slice(command.most).map((word) => JSON.stringify(word)).join(" ");
    return refuse(`there is too much: ${extra}`);
  }
  return ok(given);
}
