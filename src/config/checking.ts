/** What a check reads, and where it reports. */
import { type Constraints, readConstraints } from "./constraints.ts";
import { Directory } from "./directory.ts";
import type { ProblemList } from "./problem.ts";
import type { Draft } from "./schema.ts";
import { locateIn, type Path, type TableTree } from "./tree.ts";

/**
 * A rule between values. It passes over what is undefined, because that has been refused already,
 * so that one mistake is reported once.
 */
export type Check = (checking: Checking) => void;

export class Checking {
  readonly draft: Draft;
  readonly directory: Directory;
  /** Those that can be understood. */
  readonly constraints: Constraints;
  readonly #root: TableTree;
  readonly #problems: ProblemList;

  constructor(draft: Draft, root: TableTree, problems: ProblemList) {
    this.draft = draft;
    this.directory = new Directory(draft);
    this.constraints = readConstraints(draft, this.directory);
    this.#root = root;
    this.#problems = problems;
  }

  error(path: Path, message: string): void {
    this.#problems.error(locateIn(this.#root, path), message);
  }

  warning(path: Path, message: string): void {
    this.#problems.warning(locateIn(this.#root, path), message);
  }

  /** The line of what stands at `path`. */
  line(path: Path): number {
    return locateIn(this.#root, path).line;
  }

  /** Of `keys` in one table the first that the file sets itself: the one to point at. */
  written(table: string, ...keys: readonly string[]): Path {
    const entries = this.#root.entries.get(table)?.value;
    const key = keys.find((name) => entries?.kind === "table" && entries.entries.has(name));
    return key === undefined ? [table] : [table, key];
  }
}

/** The entries that were not refused, with their place in the file's list. */
export function numbered<Value>(
  list: readonly (Value | undefined)[] | undefined,
): readonly { readonly index: number; readonly value: Value }[] {
  return (list ?? []).flatMap((value, index) => value === undefined ? [] : [{ index, value }]);
}
