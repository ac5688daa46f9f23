/**
 * What hb reads of others' words and files, as goldens: one field a line, `?` where it has a default.
 *
 *     # level 1: a keepalive
 *     hears[].seq: number, whole, at least 0
 *     lent?: number, at least 0, or null
 *
 * `--rewrite` writes a change down only where an earlier hb's words still have that form, and it would
 * pass over what is new; else the number on top must have been raised: see src/README.md.
 */
import { assertEquals } from "@std/assert";
import type { GenericSchema } from "valibot";

const FOLDER = new URL("golden/schema/", import.meta.url);

/** Compares what `schema` reads with tests/golden/schema/NAME.txt. @param version `level 1` */
export async function assertSchema(
  name: string,
  about: string,
  version: string,
  schema: GenericSchema,
): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  const fields = fieldsOf(schema);
  const whole = `# ${version}: ${about}\n\n${fields.join("\n")}\n`;
  const before = await Deno.readTextFile(file).catch(() => null);
  const [head = "", , ...known] = before?.trimEnd().split("\n") ?? [];
  if (before !== null && numberIn(version) <= numberIn(head)) {
    assertEquals(
      breaksOf(known, fields),
      [],
      `${name} could not be read by an hb of ${version}: give it a default, or raise that`,
    );
  }
  if (Deno.args.includes("--rewrite")) return await Deno.writeTextFile(file, whole);
  assertEquals(before, whole, `${name}.txt differs; see --rewrite`);
}

export const goldenSchemas = (): readonly string[] =>
  [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.txt$/, "")).sort();

const numberIn = (text: string): number => Number(/^(?:# )?\w+ (\d+)/.exec(text)?.[1]);

/** What an hb that knows the fields of `before` could not read, or read wrongly, and the reverse. */
export function breaksOf(before: readonly string[], now: readonly string[]): readonly string[] {
  const gone = before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`);
  const needed = now.filter((line) => !before.includes(line) && !isOptional(line, before))
    .map((line) => `needed: ${line}`);
  return [...gone, ...needed];
}

/** It, or what it is in, has a default, and nothing was known of that. */
function isOptional(line: string, before: readonly string[]): boolean {
  const path = line.split(": ")[0] ?? "";
  return [...path.matchAll(/\?/g)].some(({ index }) => {
    const upTo = path.slice(0, index + 1);
    return !before.some((known) => known.startsWith(upTo) || known.startsWith(upTo.slice(0, -1)));
  });
}

/** The few parts of Valibot's schemas that hb's are made of. */
interface Part {
  readonly kind: "schema" | "validation" | "transformation";
  readonly type: string;
  readonly requirement?: unknown;
  readonly pipe?: readonly Part[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly (Part | string)[];
  readonly wrapped?: Part;
  readonly item?: Part;
  readonly items?: readonly Part[];
  readonly value?: Part;
  readonly literal?: unknown;
}

const fieldsOf = (schema: GenericSchema): readonly string[] =>
  linesOf("", schema as unknown as Part, []);

/** @param rules what it must be besides. */
function linesOf(path: string, part: Part, rules: readonly string[]): readonly string[] {
  if (part.pipe !== undefined) {
    const flat = flatten(part.pipe);
    const last = flat.findLast(({ kind }) => kind === "schema") as Part;
    const more = flat.filter(({ kind }) => kind === "validation").map(ruleOf);
    return linesOf(path, last, [...more, ...rules]);
  }
  switch (part.type) {
    case "object":
      return [
        ...rules.map((rule) => `${path}: ${rule}`),
        ...Object.entries(part.entries ?? {}).flatMap(([name, inner]) => {
          const at = `${path === "" ? "" : `${path}.`}${name}`;
          return inner.type === "optional"
            ? linesOf(`${at}?`, inner.wrapped as Part, [])
            : linesOf(at, inner, []);
        }),
      ];
    case "nullable":
      return linesOf(path, part.wrapped as Part, [...rules, "or null"]);
    case "array": {
      const pair = part.item?.type === "strict_tuple" ? part.item.items : undefined;
      return pair === undefined
        ? linesOf(`${path}[]`, part.item as Part, rules)
        : linesOf(`${path}{}`, pair[1] as Part, rules);
    }
    case "record":
      return linesOf(`${path}{}`, part.value as Part, rules);
    case "variant":
    case "union":
      return (part.options ?? []).flatMap((option, at) =>
        linesOf(`${path}(${at + 1})`, option as Part, rules)
      );
    case "picklist":
      return [said(path, `one of ${part.options?.join(" ")}`, rules)];
    case "literal":
      return [said(path, JSON.stringify(part.literal), rules)];
    default:
      return [said(path, part.type, rules)];
  }
}

const flatten = (pipe: readonly Part[]): readonly Part[] =>
  pipe.flatMap((part) => part.pipe === undefined ? part : flatten(part.pipe));

const said = (path: string, what: string, rules: readonly string[]): string =>
  `${path}: ${[what, ...rules].join(", ")}`;

function ruleOf({ type, requirement }: Part): string {
  switch (type) {
    case "safe_integer":
      return "whole";
    case "min_value":
      return `at least ${requirement}`;
    case "max_value":
      return `at most ${requirement}`;
    case "min_length":
      return `of ${requirement} or more`;
    case "max_length":
      return `of ${requirement} or less`;
    default:
      return type;
  }
}
