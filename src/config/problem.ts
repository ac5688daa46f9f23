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
  /** How many it stands for; absent: itself. */
  readonly count?: number;
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

/** Problems of one kind that are told; nobody reads more, and some files are not meant to be read. */
const TOLD_OF_A_KIND = 100;
/** Kinds that are told apart. */
const KINDS = 100;

/** All problems that read alike, whatever the names, numbers and quotations in them. */
interface Kind {
  count: number;
  /** The first one that is not told. */
  more: Position | null;
}

/** Gathers the problems of one file. */
export class ProblemList {
  readonly #file: string;
  readonly #problems: Problem[] = [];
  readonly #kinds = new Map<string, Kind>();
  #hasErrors = false;

  constructor(file: string) {
    this.#file = file;
  }

  error(at: Position, message: string): void {
    this.#add("error", at, message);
  }

  warning(at: Position, message: string): void {
    this.#add("warning", at, message);
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** In the order of the file; of many of one kind the first ones, and how many more there are. */
  inOrder(): readonly Problem[] {
    const more = [...this.#kinds].flatMap(([kind, { count: all, more }]): readonly Problem[] => {
      if (more === null) return [];
      const severity = kind.startsWith("error") ? "error" : "warning";
      const count = all - TOLD_OF_A_KIND;
      const message = `and ${formatCount(count)} more of this kind`;
      return [{ severity, file: this.#file, ...more, message, count }];
    });
    return [...this.#problems, ...more].toSorted((one, other) =>
      one.line - other.line || one.column - other.column
    );
  }

  #add(severity: Problem["severity"], { line, column }: Position, message: string): void {
    if (severity === "error") this.#hasErrors = true;
    const kind = this.#kindOf(severity, message);
    kind.count += 1;
    if (kind.count > TOLD_OF_A_KIND) {
      kind.more ??= { line, column };
      return;
    }
    const shown = printable(withoutSecret(message));
    this.#problems.push({ severity, file: this.#file, line, column, message: shown });
  }

  /** Those that come after too many kinds are one kind. */
  #kindOf(severity: Problem["severity"], message: string): Kind {
    const reason = `${severity} ${reasonOf(message)}`;
    const name = this.#kinds.has(reason) || this.#kinds.size < KINDS ? reason : severity;
    const kind = this.#kinds.get(name) ?? { count: 0, more: null };
    this.#kinds.set(name, kind);
    return kind;
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
/** What stands behind the thing that is at fault, without what it quotes. */
const reasonOf = (message: string): string =>
  message.slice(message.indexOf(": ") + 1, LONGEST_REASON).replaceAll(/"[^"]*"|\S*\d\S*/g, "#");

const LONGEST_REASON = 300;

/** `299,900`. */
const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
