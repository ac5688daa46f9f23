/** From the tree to typed values: a table's schema is a record of fields, read top-down. */
import { suggestion } from "../model/mod.ts";
import type { ProblemList } from "./problem.ts";
import { foreignWord } from "./foreign_words.ts";
import { notSupported } from "./not_supported.ts";
import { shorten, type TableTree, type Tree } from "./tree.ts";

/** Reads a value, or complains and gives undefined. */
export type Reader<Value> = (tree: Tree, reading: Reading) => Value | undefined;

/** What is being read, so that a complaint can name it. */
export interface Reading {
  /** The key, or the table's header. */
  readonly what: string;
  readonly problems: ProblemList;
}

export interface Field<Value> {
  readonly read: Reader<Value>;
  /** Where the key is absent: its default, or a line to add because it has to be there. */
  readonly absent: { readonly value: Value } | { readonly add: string };
}

// deno-lint-ignore no-explicit-any -- a schema's fields have types of their own
export type Schema = Readonly<Record<string, Field<any>>>;

/** A table as read; undefined is what was refused, so that nothing more is said of it. */
export type Decoded<S extends Schema> = {
  readonly [Key in keyof S]: (S[Key] extends Field<infer Value> ? Value : never) | undefined;
};

export const required = <Value>(read: Reader<Value>, add: string): Field<Value> => ({
  read,
  absent: { add },
});

export const optional = <Value, Default>(
  read: Reader<Value>,
  value: Default,
): Field<Value | Default> => ({ read, absent: { value } });

/** Reports that `tree` cannot be what it is meant for. */
export function complain(tree: Tree, { what, problems }: Reading, reason: string): undefined {
  if (tree.kind === "unreadable") return;
  problems.error(tree.at, `Cannot use ${what} = ${shorten(tree.text)}: ${reason}`);
}

/** @param title how messages name the table, e.g. `[cluster]`. */
export function table<S extends Schema>(schema: S, title: string): Reader<Decoded<S>> {
  return (tree, { problems }) => {
    if (tree.kind !== "table") return refuseShape(tree, title, problems);
    for (const [key, { keyAt, value }] of tree.entries) {
      if (!Object.hasOwn(schema, key)) refuseKey(key, value, keyAt, schema, title, problems);
    }
    const values = Object.entries(schema).map(([key, field]) => {
      const entry = tree.entries.get(key);
      if (entry !== undefined) return [key, field.read(entry.value, { what: key, problems })];
      if ("value" in field.absent) return [key, field.absent.value];
      problems.error(tree.at, `Cannot use ${title}: ${key} is missing; add ${field.absent.add}`);
      return [key, undefined];
    });
    return Object.fromEntries(values);
  };
}

/** The same for a table that the file leaves out; every key of its schema has a default. */
export const withDefaults = <S extends Schema>(schema: S, title: string): Field<Decoded<S>> =>
  optional(table(schema, title), defaultsOf(schema));

function defaultsOf<S extends Schema>(schema: S): Decoded<S> {
  const values = Object.entries(schema).map(([key, { absent }]) => [
    key,
    "value" in absent ? absent.value : undefined,
  ]);
  return Object.fromEntries(values);
}

/** Tables of one name, `[[node]]`. What was refused stays as a gap, so that indices still fit. */
export function tables<Value>(read: Reader<Value>): Reader<readonly (Value | undefined)[]> {
  return (tree, reading) => {
    if (tree.kind === "array") return tree.items.map((item) => read(item, reading));
    if (tree.kind !== "table") return complain(tree, reading, `write [[${reading.what}]] above it`);
    reading.problems.error(
      tree.at,
      `Cannot use [${reading.what}]: there may be several, so it is written [[${reading.what}]]`,
    );
  };
}

/** A table whose keys the administrator chooses. `read` gets each key's own name as `what`. */
export function record<Value>(
  read: Reader<Value>,
  refusal: (key: string) => string | null,
): Reader<Readonly<Record<string, Value | undefined>>> {
  return (tree, reading) => {
    if (tree.kind !== "table") {
      return complain(tree, reading, `write ${reading.what} = { name = "value" }`);
    }
    const { what, problems } = reading;
    const values = [...tree.entries].map(([key, { keyAt, value }]) => {
      const reason = refusal(key);
      if (reason !== null) problems.error(keyAt, `Cannot use ${what}.${key}: ${reason}`);
      return [key, read(value, { what: `${what}.${key}`, problems })];
    });
    return Object.fromEntries(values);
  };
}

/** A list of values, each reported where it stands. */
export function list<Value>(read: Reader<Value>): Reader<readonly (Value | undefined)[]> {
  return (tree, reading) =>
    tree.kind === "array"
      ? tree.items.map((item) => read(item, reading))
      : complain(tree, reading, `it is a list; write ${reading.what} = [${tree.text}]`);
}

function refuseShape(tree: Tree, title: string, problems: ProblemList): undefined {
  if (tree.kind === "unreadable") return;
  const isTwice = tree.kind === "array" && tree.text.startsWith("[[");
  const reason = isTwice
    ? `there is one at most; write ${title}`
    : `it is a table; write ${title} above its keys`;
  problems.error(tree.at, `Cannot use ${shorten(tree.text)}: ${reason}`);
}

function refuseKey(
  key: string,
  value: Tree,
  at: TableTree["at"],
  schema: Schema,
  title: string,
  problems: ProblemList,
): void {
  const isTable = value.kind !== "unreadable" && value.text.startsWith("[");
  const thing = isTable ? value.text : key;
  const reason = notSupported(title, key)
    ? "it is not supported by this version of hb"
    : `there is no such ${isTable ? "table" : "key"} in ${title}${
      hintFor(key, Object.keys(schema))
    }`;
  problems.error(at, `Cannot use ${shorten(thing)}: ${reason}`);
}

/** Another program's word, unless it is one of this table's own in other letters. */
function hintFor(key: string, known: readonly string[]): string {
  const foreign = known.includes(key.toLowerCase()) ? null : foreignWord(key);
  return foreign ?? suggestion(key, known);
}
