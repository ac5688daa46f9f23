/** A fault in a file that an administrator wrote, and where it stands. */

export interface Problem {
  /** Errors keep hb from using the file; warnings say what it risks. */
  readonly severity: "error" | "warning";
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** "Cannot <verb> <thing>: <reason with the value>; <what to do>". */
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** As compilers write it, so that editors can jump to it: `cluster.toml:12:7: error: …`. */
export function formatProblem(problem: Problem): string {
  const { file, line, column, severity, message } = problem;
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === "error");

/** Messages quote the file, and a terminal obeys what it is sent. */
// deno-lint-ignore no-control-regex -- these are what it is there for
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const escape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Gathers the problems of one file. */
export class ProblemList {
  readonly #file: string;
  readonly #problems: Problem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  error(at: Position, message: string): void {
    this.#add("error", at, message);
  }

  warning(at: Position, message: string): void {
    this.#add("warning", at, message);
  }

  /** All of them in the order of the file. */
  inOrder(): readonly Problem[] {
    return this.#problems.toSorted((one, other) =>
      one.line - other.line || one.column - other.column
    );
  }

  #add(severity: Problem["severity"], { line, column }: Position, message: string): void {
    const printable = message.replaceAll(CONTROL, escape);
    this.#problems.push({ severity, file: this.#file, line, column, message: printable });
  }
}
