/** A fault in a file that an administrator wrote, and where it stands. */
import { isSecretName, printable } from "../model/mod.ts";

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
    const shown = printable(withoutSecret(message));
    this.#problems.push({ severity, file: this.#file, line, column, message: shown });
  }
}

/**
 * Messages quote the file, and those of a reload stand in the log: what is set to a secret's name is
 * left out, up to the reason behind it.
 */
function withoutSecret(message: string): string {
  for (const { 0: setting, 1: name = "", index } of message.matchAll(/([\w-]+)["']?\s*=\s*/g)) {
    if (!isSecretName(name)) continue;
    const from = index + setting.length;
    const reason = message.lastIndexOf(": ");
    return `${message.slice(0, from)}****${reason < from ? "" : message.slice(reason)}`;
  }
  return message;
}
