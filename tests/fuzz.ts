/** What fuzzers share: texts and data a little wrong. Drawn by a seed of their own, so that they are the same each time. */
import fc from "fast-check";

/** Few enough for every run of the tests; more for a hunt: FUZZ=20000. */
export const runs = (few: number) => ({
  numRuns: Number(Deno.env.get("FUZZ") ?? few),
  seed: Number(Deno.env.get("SEED") ?? 10),
});

/** What has hurt some reader of texts before. */
export const ODD: readonly string[] = [
  "",
  "\0",
  "\x1b[2J",
  "\u2028",
  "\ud800",
  "\ufeff",
  "0",
  "-1",
  "1e999",
  "NaN",
  "Infinity",
  "9".repeat(400),
  "99999999999999999999",
  "9007199254740993",
  "2026-02-31",
  "-271821-04-20",
  "fe80::1%lo/64",
  "::ffff:1.2.3.4",
  "http://[::1",
  "%",
  "%zz",
  "../..",
  "__proto__",
  "constructor",
  "toString",
  "prototype",
  "hasOwnProperty",
  "null",
  "true",
  "[".repeat(300),
  "((((((((",
  "a{1,2}{3}",
  "[[:alpha:",
  '"',
  "'",
  "\\",
  "]]>",
  "&lt;",
  "&#0;",
  "x".repeat(5000),
];

interface Edit {
  readonly kind: "cut" | "double" | "odd" | "swap" | "end";
  readonly at: number;
  readonly length: number;
  readonly odd: string;
}

/** `text` with up to five places changed, most of them where a word begins or ends. */
export function mutated(text: string): fc.Arbitrary<string> {
  const edges = [...text.matchAll(/\b|$/g)].map(({ index }) => index);
  const place = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...edges) },
    { weight: 1, arbitrary: fc.nat(text.length) },
  );
  const edit: fc.Arbitrary<Edit> = fc.record({
    kind: fc.constantFrom("cut", "double", "odd", "odd", "odd", "swap", "end"),
    at: place,
    length: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.nat(200)),
    odd: fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: "binary", maxLength: 5 })),
  });
  return fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) => edits.reduce(change, text));
}

function change(text: string, { kind, at, length, odd }: Edit): string {
  const [before, piece, after] = [
    text.slice(0, at),
    text.slice(at, at + length),
    text.slice(at + length),
  ];
  switch (kind) {
    case "cut":
      return before + after;
    case "double":
      return before + piece.repeat(3) + after;
    case "odd":
      return before + odd + after;
    case "swap":
      return after + piece + before;
    case "end":
      return before;
  }
}

/** Such as are no names. */
const NAMES = ["", "constructor", "__proto__", "x".repeat(256), "n9"];

/** Values that have hurt some reader of data before; those of JSON only. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD),
  fc.constantFrom(null, true, 0, -1, 1.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 60, 8.64e15),
  fc.constantFrom<unknown>(
    [],
    {},
    [[[]]],
    { constructor: 1 },
    JSON.parse('{"__proto__": {"a": 1}}'),
  ),
  fc.array(fc.constant("n1"), { minLength: 300, maxLength: 300 }),
);

/**
 * `value`, as JSON can say it, with one to three parts of it replaced, most of them by such as have the
 * same type, or taken away, or more put into it. @param words that mean something to the reader.
 */
export function mutatedData(
  value: unknown,
  words: readonly string[] = [],
): fc.Arbitrary<unknown> {
  const paths = pathsIn(value, []);
  const edit = fc.record({
    path: fc.constantFrom(...paths),
    value: oddValue,
    kind: fc.constantFrom("replace", "alike", "alike", "alike", "remove", "add"),
    key: fc.oneof(fc.constantFrom(...NAMES, ...words), fc.constantFrom(...ODD)),
    number: fc.constantFrom(0, -1, 0.5, 1, 2, 1e15, 8.64e15, 1e308, Number.MAX_SAFE_INTEGER),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce<unknown>((whole, one) => edited(whole, one.path, one), structuredClone(value))
  );
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

interface DataEdit {
  readonly kind: "replace" | "alike" | "remove" | "add";
  readonly key: string;
  readonly number: number;
  readonly value: unknown;
}

function edited(whole: unknown, [key, ...rest]: Path, edit: DataEdit): unknown {
  if (key === undefined) {
    const isTable = typeof whole === "object" && whole !== null && !Array.isArray(whole);
    if (edit.kind === "add" && isTable) {
      const [like = edit.value] = Object.values(whole);
      return withOwn(whole, edit.key, like);
    }
    return edit.kind === "alike" ? alike(whole, edit) : edit.value;
  }
  if (typeof whole !== "object" || whole === null || !Object.hasOwn(whole, key)) return whole;
  const inner = (whole as Record<string | number, unknown>)[key];
  if (rest.length === 0 && edit.kind === "remove") {
    const { [key]: _, ...others } = whole as Record<string | number, unknown>;
    return Array.isArray(whole) ? Object.values(others) : others;
  }
  const changed = edited(inner, rest, edit);
  return Array.isArray(whole)
    ? whole.map((each, at) => String(at) === String(key) ? changed : each)
    : withOwn(whole, String(key), changed);
}

function alike(value: unknown, { key, number, value: odd }: DataEdit): unknown {
  if (typeof value === "string") return key;
  if (typeof value === "number") return number;
  if (typeof value === "boolean") return !value;
  return Array.isArray(value) ? [...value, ...value] : odd;
}

/** Also of names that mean something else to an assignment. */
function withOwn(table: object, key: string, value: unknown): object {
  const copy = { ...table };
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
