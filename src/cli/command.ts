/** What a command is: all that `hb help` says of it, and what it does. */
import type { World } from "./world.ts";

export interface Option {
  /** Without its dashes, e.g. `node`. */
  readonly name: string;
  /** Its short form, e.g. `f` for `-f`. */
  readonly letter?: string;
  /** What its value is called in the help, e.g. `NODE`; absent: it has none. */
  readonly value?: string;
  /** May be given several times. */
  readonly many?: boolean;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** What follows the name, options left out: `RESOURCE [NODE]`. */
  readonly operands: string;
  readonly fewest: number;
  readonly most: number;
  /** One line, no full stop. */
  readonly summary: string;
  /** Further paragraphs of `hb help COMMAND`. */
  readonly details: string;
  readonly options: readonly Option[];
  /** What follows its first operand belongs to somebody else, and is handed on as it was typed. */
  readonly verbatim?: true;
  /** @returns the exit status, one of `ExitCode` but for `hb status --nagios`. */
  readonly run: (given: Given, world: World) => Promise<number>;
}

/** What the user typed after a command's name, found to be in order. */
export interface Given {
  readonly operands: readonly string[];
  /** Options without a value that were given, by name. */
  readonly flags: ReadonlySet<string>;
  /** Of options that may be given several times, the last. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of options that may be given several times, in the order given. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}
