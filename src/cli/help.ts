/** `hb help`: made of the commands themselves, so that it names all that exists and nothing else. */
import type { Command, Option } from "./command.ts";

/** Every command with one line. */
export function helpOnAll(commands: readonly Command[]): readonly string[] {
  const rows = commands.map((command) => [usageOf(command), command.summary] as const);
  return [
    "hb: high availability for Linux hosts",
    "",
    "Usage: hb COMMAND [OPTIONS]",
    "",
    ...inColumns(rows),
    "",
    "hb help COMMAND explains a command and its options.",
    "Exit status: 0 done, 1 could not, 64 wrong usage, 69 no daemon to talk to, 70 hb has a bug,",
    "75 not safe in this order, 78 bad configuration.",
  ];
}

/** One command in full. */
export function helpOn(command: Command): readonly string[] {
  const options = command.options.map((option) => [spellingOf(option), option.help] as const);
  return [
    `Usage: hb ${usageOf(command)}${options.length > 0 ? " [OPTIONS]" : ""}`,
    "",
    `${command.summary}.`,
    ...(command.details === "" ? [] : ["", ...command.details.split("\n")]),
    ...(options.length === 0 ? [] : ["", "Options:", ...inColumns(options)]),
  ];
}

const usageOf = ({ name, operands }: Command): string =>
  operands === "" ? name : `${name} ${operands}`;

function spellingOf({ name, letter, value }: Option): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return letter === undefined ? `    ${long}` : `-${letter}, ${long}`;
}

/** Each column as wide as its widest word; the last as it is. */
export function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths =
    rows[0]?.slice(0, -1).map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0))
    ) ?? [];
  return rows.map((row) => "  " + row.map((word, at) => word.padEnd(widths[at] ?? 0)).join("  "));
}
