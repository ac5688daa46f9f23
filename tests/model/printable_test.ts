import { assertEquals, assertNotMatch, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  printable,
  printableData,
  printableJson,
  printableLines,
  withoutCodes,
} from "../../src/model/mod.ts";
import { CONTROL, foreignText } from "./foreign_text.ts";

Deno.test("what a terminal would obey is shown instead", () => {
  assertEquals(printable("a\nb\r\tc\x1b]0;t\x07\x9b2J"), "a\\nb\\r\\tc\\u001b]0;t\\u0007\\u009b2J");
  assertEquals(printable("\u202egnp.exe\u2028\ud800"), "\\u202egnp.exe\\u2028\\ud800");
  assertEquals(printable("Grüße, 漢字 🦀 \\n"), "Grüße, 漢字 🦀 \\n");
});

Deno.test("printable text has no control codes, and stays as it is when it is made so again", () => {
  fc.assert(fc.property(fc.oneof(foreignText, fc.string({ unit: "binary" })), (text) => {
    const shown = printable(text);
    assertNotMatch(shown, CONTROL);
    assertEquals(printable(shown), shown);
    assertEquals(printableLines([text, text]), [shown, shown]);
  }));
});

Deno.test("JSON says the same as before, with nothing in it that a terminal obeys", () => {
  fc.assert(fc.property(fc.dictionary(foreignText, fc.array(foreignText)), (data) => {
    const json = printableJson(data, 2);
    for (const line of json.split("\n")) assertNotMatch(line, CONTROL);
    assertEquals(JSON.parse(json), JSON.parse(JSON.stringify(data)));
  }));
  assertEquals(printableJson(undefined), "null");
});

Deno.test("all texts of data are made printable, names too, and all else is left", () => {
  const data: unknown = { "a\n": ["\x1b", 1, null, true, { b: "\t" }] };
  assertEquals(printableData(data), { "a\\n": ["\\u001b", 1, null, true, { b: "\\t" }] });
  const own = JSON.parse('{"__proto__": "\\n"}');
  assertStrictEquals(Object.entries(printableData(own))[0]?.[1], "\\n");
});

Deno.test("of what a program meant for a terminal the words are left", () => {
  assertEquals(withoutCodes(" \x1b[1;31mfailed\x1b[0m\tto  start \r"), "failed to start");
});
