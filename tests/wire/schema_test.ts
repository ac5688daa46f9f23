/** The form of each message: what hb reads of it, and what a change of that asks for. */
import { assertEquals } from "@std/assert";
import { LEVELS } from "../../src/wire/levels.ts";
import { MESSAGE } from "../../src/wire/message.ts";
import { assertSchema, breaksOf, goldenSchemas } from "../schema_golden.ts";

const kinds = MESSAGE.options.map((schema) => ({ schema, kind: schema.entries.kind.literal }));

for (const { kind, schema } of kinds) {
  Deno.test(`the form of a message changes with its level, or by fields that have a default: ${kind}`, () =>
    assertSchema(`message_${kind}`, `the message "${kind}"`, `level ${LEVELS.highest}`, schema));
}

Deno.test("no kind of message is forgotten", () => {
  const known = goldenSchemas().filter((name) => name.startsWith("message_"));
  assertEquals(known, kinds.map(({ kind }) => `message_${kind}`).sort());
});

Deno.test("what breaks with an earlier hb is found, and what does not is let be", () => {
  const before = ['kind: "want"', "list[].word: one of a b", "old?.more: string"];
  const breaks = (...now: string[]) => breaksOf(before, now).length;
  assertEquals(breaks(...before), 0);
  assertEquals(breaks(...before, "new?: string, or null"), 0);
  assertEquals(breaks(...before, "list[].new?: number"), 0);
  assertEquals(breaks(...before, "new?.inner: number", "new?.other: number"), 0);
  assertEquals(breaks(...before, "new: string, or null"), 1, "an earlier one does not say it");
  assertEquals(breaks(...before, "old?.needed: string"), 1, "nor what is new in what it says");
  assertEquals(breaks(...before.slice(1)), 1, "it may need it");
  assertEquals(breaks(...before.with(1, "list[].word: one of a b c")), 2, "it refuses the word");
  assertEquals(breaks(...before.with(2, "old.more: string")), 2);
});
