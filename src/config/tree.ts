/** A TOML file as a tree whose every part knows where it stands. */
import type { AST } from "toml-eslint-parser";
import { assert } from "../model/mod.ts";
import type { Position } from "./problem.ts";

export type Tree = TableTree | ArrayTree | ScalarTree;

export interface TableTree {
  readonly kind: "table";
  readonly at: Position;
  /** As it stands in the file, for messages. */
  readonly text: string;
  readonly entries: Map<string, Entry>;
}

export interface ArrayTree {
  readonly kind: "array";
  readonly at: Position;
  readonly text: string;
  readonly items: Tree[];
}

/** `unreadable`: a fault of syntax has been reported for it, so nothing more is said of it. */
export type ScalarTree =
  & { readonly at: Position; readonly text: string }
  & (
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "date" | "unreadable" }
  );

export interface Entry {
  readonly keyAt: Position;
  readonly value: Tree;
}

export type Path = readonly (string | number)[];

/** @param unreadable lines whose value stands for one that could not be read. */
export function growTree(
  program: AST.TOMLProgram,
  text: string,
  unreadable: ReadonlySet<number>,
): TableTree {
  const grower = new Grower(text, unreadable);
  for (const statement of program.body[0].body) {
    if (statement.type === "TOMLKeyValue") grower.plant(grower.root, statement);
    else {
      const table = grower.open(statement.resolvedKey, positionOf(statement));
      for (const pair of statement.body) grower.plant(table, pair);
    }
  }
  return grower.root;
}

/** Where the value at `path` stands, or else the nearest part around it that the file has. */
export function locateIn(root: TableTree, path: Path): Position {
  let here: Tree = root;
  for (const step of path) {
    const next = childOf(here, step);
    if (next === null) return here.at;
    here = next;
  }
  return here.at;
}

function childOf(tree: Tree, step: string | number): Tree | null {
  if (tree.kind === "table") return tree.entries.get(String(step))?.value ?? null;
  if (tree.kind === "array") return tree.items[Number(step)] ?? null;
  return null;
}

const positionOf = (node: AST.TOMLNode): Position => ({
  line: node.loc.start.line,
  column: node.loc.start.column + 1,
});

export const namesOf = (key: AST.TOMLKey): string[] =>
  key.keys.map((part) => part.type === "TOMLBare" ? part.name : part.value);

/** Long values fill the screen and say no more than their beginning. */
export function shorten(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.length > 60 || line !== text ? `${line.slice(0, 57)}…` : line;
}

class Grower {
  readonly root: TableTree = table({ line: 1, column: 1 }, "");
  readonly #source: string;
  readonly #unreadable: ReadonlySet<number>;

  constructor(source: string, unreadable: ReadonlySet<number>) {
    this.#source = source;
    this.#unreadable = unreadable;
  }

  /** The table that a header opens; numbers in its path count the tables of one name. */
  open(path: Path, at: Position): TableTree {
    let here: Tree = this.root;
    path.forEach((step, depth) => {
      const known: Tree | null = childOf(here, step);
      if (known !== null) {
        here = known;
        return;
      }
      const name = path.slice(0, depth + 1).filter((part) => typeof part === "string").join(".");
      const isList = typeof path[depth + 1] === "number";
      const isItem = typeof step === "number";
      const child: Tree = isList
        ? { kind: "array", at, text: `[[${name}]]`, items: [] }
        : table(at, isItem ? `[[${name}]]` : `[${name}]`);
      if (here.kind === "table") here.entries.set(String(step), { keyAt: at, value: child });
      else if (here.kind === "array") here.items.push(child);
      here = child;
    });
    assert(here.kind === "table", "a TOML header opens a table");
    return here;
  }

  plant(into: TableTree, pair: AST.TOMLKeyValue, depth = 0): void {
    const names = namesOf(pair.key);
    const keyAt = positionOf(pair.key);
    let here = into;
    for (const name of names.slice(0, -1)) {
      const known = here.entries.get(name)?.value;
      const next = known?.kind === "table" ? known : table(keyAt, name);
      here.entries.set(name, { keyAt, value: next });
      here = next;
    }
    here.entries.set(names.at(-1) ?? "", { keyAt, value: this.#value(pair.value, depth) });
  }

  #value(node: AST.TOMLContentNode, depth: number): Tree {
    const at = positionOf(node);
    const text = this.#source.slice(...node.range);
    if (this.#unreadable.has(at.line)) return { kind: "unreadable", at, text };
    switch (node.type) {
      case "TOMLInlineTable": {
        const inline = table(at, text);
        for (const pair of node.body) this.plant(inline, pair, depth + 1);
        return inline;
      }
      case "TOMLArray":
        return {
          kind: "array",
          at,
          text,
          // No key has lists in lists, so what is in them is not looked at, however deep it goes.
          items: depth > 2 ? [] : node.elements.map((item) => this.#value(item, depth + 1)),
        };
      case "TOMLValue":
        return scalar(node, at, text);
    }
  }
}

function scalar(node: AST.TOMLValue, at: Position, text: string): ScalarTree {
  switch (node.kind) {
    case "string":
      return { kind: "string", value: node.value, at, text };
    case "integer":
    case "float":
      return { kind: "number", value: node.value, at, text };
    case "boolean":
      return { kind: "boolean", value: node.value, at, text };
    case "offset-date-time":
    case "local-date-time":
    case "local-date":
    case "local-time":
      return { kind: "date", at, text };
  }
}

const table = (at: Position, text: string): TableTree => ({
  kind: "table",
  at,
  text,
  entries: new Map(),
});
