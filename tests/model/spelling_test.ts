import { assertEquals } from "@std/assert";
import { editDistance, nearest } from "../../src/model/spelling.ts";

const KEYS = ["keepalive", "deadtime", "warntime", "initdead", "auto_failback", "monitor"];

Deno.test("letters added, left out, changed and swapped are one mistake each", () => {
  assertEquals(
    ["deadtimes", "dedtime", "deadtine", "daedtime"].map((word) => editDistance(word, "deadtime")),
    [1, 1, 1, 1],
  );
  assertEquals(editDistance("", "abc"), 3);
  assertEquals(editDistance("same", "same"), 0);
});

Deno.test("the word that was meant is found", () => {
  const meant = {
    warntme: "warntime",
    DEADTIME: "deadtime",
    "keep-alive": "keepalive",
    failback: "auto_failback",
  };
  for (const [word, key] of Object.entries(meant)) assertEquals(nearest(word, KEYS), key);
});

Deno.test("nothing is suggested for a word that is like none", () => {
  assertEquals([nearest("foo", KEYS), nearest("x", KEYS), nearest("", KEYS)], [null, null, null]);
});
