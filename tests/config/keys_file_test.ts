import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { formatProblem, generateKeys, parseKeys, printKeys } from "../../src/config/mod.ts";
import type { Key, Keys } from "../../src/model/mod.ts";

const SECRET = "00112233445566778899aabbccddeeff";
const OTHER = "ffeeddccbbaa99887766554433221100";

const problemsOf = (text: string): readonly string[] =>
  parseKeys(text, "keys").problems.map(formatProblem);

Deno.test("a generated file is read again, and says how to use it", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
  const text = generateKeys(bytes, "2026-11");
  assertEquals(parseKeys(text, "keys"), { keys: [{ id: "2026-11", secret: bytes }], problems: [] });
  assertStringIncludes(text, "mode 0600");
});

Deno.test("the first key signs, the others are accepted: their order is kept", () => {
  const { keys } = parseKeys(
    `# new\nnew ${SECRET}  # signs\r\n\nold ${OTHER.toUpperCase()}\n`,
    "keys",
  );
  assertEquals(keys?.map(({ id }) => id), ["new", "old"]);
});

Deno.test("every fault has its line, and no message holds a secret", () => {
  const text = [
    `good ${SECRET}`,
    `good ${OTHER}`,
    `twin ${SECRET.toUpperCase()}`,
    "short 0011",
    `odd ${SECRET}0`,
    `${SECRET}`,
    `${OTHER}${OTHER} x`,
    `words of ${SECRET}`,
    "auth 1",
    `${SECRET} swapped`,
  ].join("\n");
  const problems = problemsOf(text);
  assertEquals(parseKeys(text, "keys").keys, null);
  assertEquals(problems, [
    "keys:2:1: error: Cannot use key good: its ID is on line 1 already; give each its own",
    "keys:3:1: error: Cannot use key twin: its secret is that of line 1; make one with hb keygen",
    "keys:4:1: error: Cannot use the secret of key short: it has 2 bytes, and 16 to 64 are allowed; make one with hb keygen",
    "keys:5:1: error: Cannot use the secret of key odd: it is not an even number of hexadecimal digits; make one with hb keygen",
    "keys:6:1: error: Cannot read this line: a key is an ID and a SECRET, and here are 1 words",
    "keys:7:1: error: Cannot use this key's ID: it is 64 hexadecimal digits, as a secret is; the ID stands before the SECRET",
    "keys:8:1: error: Cannot read this line: a key is an ID and a SECRET, and here are 3 words",
    "keys:9:1: error: Cannot use the secret of key auth: it is not an even number of hexadecimal digits; make one with hb keygen",
    "keys:10:1: error: Cannot use this key's ID: it is 32 hexadecimal digits, as a secret is; the ID stands before the SECRET",
  ]);
  assert(!problems.some((problem) => problem.includes(SECRET) || problem.includes(OTHER)));
});

Deno.test("a file without a key is no keys file", () => {
  assertEquals(problemsOf("# nothing\n"), [
    "keys:1:1: error: Cannot use this file: it has no key; make one with hb keygen",
  ]);
});

Deno.test("what is printed is read as the same keys", () => {
  const key: fc.Arbitrary<Key> = fc.record({
    id: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
    secret: fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => Uint8Array.from(bytes)),
  });
  const keys = fc.uniqueArray(key, {
    minLength: 1,
    maxLength: 4,
    comparator: (one, other) => one.id === other.id || `${one.secret}` === `${other.secret}`,
  });
  fc.assert(fc.property(keys, (some) => {
    assertEquals(
      parseKeys(printKeys(some as unknown as Keys), "keys").keys,
      some as unknown as Keys,
    );
  }));
});
