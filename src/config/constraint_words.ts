/** Readers of constraints' own words: what they are about, sets of it, rules. */
import {
  isWordOfObjects,
  type OrderedAction,
  type Role,
  type Rule,
  type Score,
} from "../model/mod.ts";
import { complain, type Decoded, list, optional, type Reader, required, table } from "./decode.ts";
import { parseRule } from "./rule_text.ts";
import { boolean, text } from "./values.ts";
import { shorten, type Tree } from "./tree.ts";
import { name } from "./words.ts";

/** What a constraint is about: `db`, or `db:promoted` with the role or action that is meant. */
export interface Target<Word extends string> {
  readonly name: string;
  readonly word: Word | null;
}

/** @param word reads what follows the colon. */
export function target<Word extends string>(word: Reader<Word>): Reader<Target<Word>> {
  return (tree, reading) => {
    if (tree.kind !== "string") {
      return complain(tree, reading, `it is a name; write ${reading.what} = "web"`);
    }
    const [first = "", second, third] = tree.value.split(":");
    if (third !== undefined) return complain(tree, reading, "a name has one colon at most");
    const named = name(part(tree, first), reading);
    const said = second === undefined ? null : word(part(tree, second), {
      ...reading,
      what: `${reading.what} = "${first}:…"; what follows the colon`,
    });
    return named === undefined || said === undefined ? undefined : { name: named, word: said };
  };
}

const part = (tree: Tree, value: string): Tree => ({
  kind: "string",
  at: tree.at,
  text: JSON.stringify(value),
  value,
});

/** Of a set what it holds and how; a list alone is a set with every default. */
export interface SetDraft {
  readonly resources: readonly (string | undefined)[] | undefined;
  readonly sequential: boolean | undefined;
  readonly require_all: boolean | undefined;
  readonly role: Role | null | undefined;
  readonly action: OrderedAction | null | undefined;
  readonly score: Score | null | undefined;
  /** Written as a list alone. */
  readonly isList: boolean;
}

interface SetWords {
  readonly role: Reader<Role>;
  readonly action?: Reader<OrderedAction>;
  readonly score?: Reader<Score>;
}

/** `[["a", "b"], { resources = ["c", "d"], sequential = false }]`. */
export function sets({ role, action, score }: SetWords): Reader<readonly (SetDraft | undefined)[]> {
  const schema = {
    resources: required(list(name), 'resources = ["a", "b"]'),
    sequential: optional(boolean, true),
    require_all: optional(boolean, true),
    role: optional(role, null),
    ...(action === undefined ? {} : { action: optional(action, null) }),
    ...(score === undefined ? {} : { score: optional(score, null) }),
  };
  const asTable = table(schema, "a set");
  const names = list(name);
  return list((tree, reading) => {
    if (tree.kind === "array") {
      const resources = names(tree, { ...reading, what: "a set's resources" });
      return { resources, sequential: true, require_all: true, ...NOTHING, isList: true };
    }
    if (tree.kind !== "table") {
      return complain(tree, reading, 'a set is a list: sets = [["a", "b"], ["c"]]');
    }
    const read = asTable(tree, reading) as Decoded<typeof schema> | undefined;
    return read && { ...NOTHING, ...read } as SetDraft;
  });
}

const NOTHING = { role: null, action: null, score: null, isList: false };

/** A rule's text; what is wrong in it is told at its own column. */
export const rule: Reader<Rule> = (tree, reading) => {
  if (tree.kind !== "string") {
    return complain(tree, reading, 'it is text; write rule = "pingd lt 1 or not_defined pingd"');
  }
  const parsed = parseRule(tree.value);
  if (parsed.ok) return parsed.value;
  const { offset, reason } = parsed.problem;
  const isVerbatim = tree.text.slice(1, -1) === tree.value;
  const { line, column } = tree.at;
  reading.problems.error(
    isVerbatim ? { line, column: column + 1 + offset } : tree.at,
    `Cannot use ${reading.what} = ${shorten(tree.text)}: ${reason}`,
  );
};

/** Made ones join two names, so they are longer than a name. */
export const constraintName = text((value) =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/.test(value) && !isWordOfObjects(value)
    ? null
    : "a constraint's name has 1 to 255 of A-Z a-z 0-9 _ . -"
);

/** As agents and operators set them; `#health-…` and `#uname` begin with their sign. */
export function explainAttributeName(value: string): string | null {
  if (!/^[A-Za-z0-9_#][A-Za-z0-9_.:#-]{0,254}$/.test(value)) {
    return "an attribute's name begins with a letter, a digit, _ or #, and goes on with these or . : -";
  }
  return isWordOfObjects(value) ? "this word is reserved; choose another" : null;
}

export const attributeName = text(explainAttributeName);
