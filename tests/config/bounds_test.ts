/** Files that were not meant to be read: told in a sentence, and soon. */
import { assertEquals, assertMatch } from "@std/assert";
import { parseConfig } from "../../src/config/mod.ts";
import { outline } from "../../src/config/toml_outline.ts";

const FILE = Deno.readTextFileSync(new URL("../../config/minimal.toml", import.meta.url));

const told = (more: string) =>
  parseConfig(`${FILE}${more}`, "f").problems.map(({ message }) => message);

const repeat = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("");

Deno.test("of many problems of one kind a hundred are told, and how many more there are", () => {
  const problems = parseConfig(`${FILE}${repeat(300_000, () => "priority = 1\n")}`, "f").problems;
  assertEquals(problems.length, 101);
  assertMatch(
    problems[0]?.message ?? "",
    /^Cannot set priority = 1: the key is on line \d+ already/,
  );
  assertEquals(problems.at(-1)?.message, "and 299,899 more of this kind");
  assertEquals(problems.reduce((sum, { count = 1 }) => sum + count, 0), 299_999);
});

Deno.test("a rare problem is told beside many of another kind", () => {
  const all = told(`${repeat(500, (at) => `k${at} = 1\n`)}[cluster]\n`);
  assertEquals(all.filter((one) => one.startsWith("Cannot open [cluster] again")).length, 1);
  assertEquals(all.filter((one) => one === "and 400 more of this kind").length, 1);
});

Deno.test("what would keep the parser busy, or exhaust its stack, is refused before it", () => {
  const table: readonly (readonly [string, RegExp])[] = [
    [`[${"a.".repeat(100_000)}a]\n`, /a key has more than 32 parts/],
    [`${"a.".repeat(100_000)}a = 1\n`, /a key has more than 32 parts/],
    [`x = { ${"a.".repeat(100_000)}a = 1 }\n`, /a key has more than 32 parts/],
    [`x = ${"[".repeat(100_000)}`, /more than 32 brackets within brackets/],
    [`x = ${"{a=".repeat(100_000)}`, /more than 32 brackets within brackets/],
    [`x = "${"y".repeat(100_000)}"`, /a text has more than 65536 characters/],
    [`x = """${"y\n".repeat(100_000)}"""`, /a text has more than 65536 characters/],
    [`x = ${"9".repeat(100_000)}`, /a value has more than 65536 characters/],
    [`x = [${"1,".repeat(1_000_000)}]`, /more than 150000 values/],
    [repeat(200_000, () => "[[node]]\n"), /more than 150000 values/],
    [`x = ${"''".repeat(1_000_000)}`, /more than 150000 texts/],
  ];
  for (const [more, expected] of table) {
    const all = told(more);
    assertEquals(all.length, 1, more.slice(0, 30));
    assertMatch(all[0] ?? "", expected);
  }
});

Deno.test("more tables than any cluster has are counted, not checked", () => {
  assertEquals(told(repeat(1000, (at) => `[[node]]\nname = "x${at}"\n`)), [
    "Cannot use 1002 tables [[node]]: 64 are the most",
  ]);
});

Deno.test("instances of clones are counted each", () => {
  const clones = repeat(
    3,
    (at) =>
      `[[resource]]\nname = "c${at}"\nagent = "ocf:pacemaker:Dummy"\n` +
      `[[clone]]\nname = "all-c${at}"\nof = "c${at}"\nmax = ${4_000 + at}\n`,
  );
  const [only] = told(clones).filter((one) => one.startsWith("Cannot run"));
  assertMatch(
    only ?? "",
    /^Cannot run 1200\d resources, .*: 10000 are the most; all-c2 has 4002 of them: lower its max$/,
  );
});

Deno.test("a key that is set twice is found whatever stands around it, and nowhere else", () => {
  const again = (text: string) => outline(text).again.map(({ line, first }) => [line, first]);
  assertEquals(again("a = 1\nb = 2\n  a = 3\n"), [[3, 1]]);
  assertEquals(again('a = """\na = 1\n"""\nb = [\n  1, # a = 2\n]\na = 4'), [[7, 1]]);
  assertEquals(again("a = 1\n[t]\na = 1\n[[u]]\na = 1\n[[u]]\na = 1\n"), []);
  // Such a value reaches beyond its line: the parser tells of it.
  assertEquals(again("a = 1\na = [\n]\n"), []);
  assertEquals(again("a.b = 1\na.c = 2\n'a' = 3\n"), []);
});
