/** What is kept in attributes is told by Pacemaker's tools on one line, and not obeyed. */
import { assertEquals, assertNotMatch } from "@std/assert";
import fc from "fast-check";
import { ok } from "../../src/model/mod.ts";
import { runTool, TOOL_NAMES } from "../../src/tools/mod.ts";
import { CONTROL, foreignText } from "../model/foreign_text.ts";
import { documentOf, ownView, peerView } from "../status/documents.ts";
import { call } from "./desk.ts";

interface Said {
  readonly status: number | null;
  readonly lines: readonly string[];
}

/** In a cluster whose attributes are called `x` and `text`, and hold `text`. */
async function run(name: string, args: readonly string[], text: string): Promise<Said> {
  const lines: string[] = [];
  const values = { x: text, [text]: text };
  const attributes = { transient: values, permanent: values, utilization: {} };
  const nodes = [ownView({ attributes }), peerView({ attributes })];
  const status = await runTool(name, args, {
    print: (line) => void lines.push(line),
    complain: (line) => void lines.push(line),
    environment: () => undefined,
    status: () => Promise.resolve(ok(documentOf({ nodes, properties: values, warnings: [text] }))),
    ask: () => Promise.resolve(text),
  });
  return { status, lines };
}

const CALLS: readonly (readonly string[])[] = [
  ["crm_attribute", "-n", "x", "-G", "-q", "-l", "reboot"],
  ["crm_attribute", "-n", "x", "-N", "n2"],
  ["crm_attribute", "-n", "x"],
  ["attrd_updater", "-n", "x", "-QA"],
  ["attrd_updater", "-n", "x", "-U", "1"],
  ["cibadmin", "-Q"],
  ["crm_mon", "-1Ar"],
  ["crm_mon", "-1A", "--output-as=xml"],
  ["crm_node", "-l"],
];

Deno.test("no tool says a control code, nor a line more for it", () => {
  return fc.assert(
    fc.asyncProperty(foreignText, async (text) => {
      for (const [name = "", ...args] of CALLS) {
        const { status, lines } = await run(name, args, text);
        for (const line of lines) assertNotMatch(line, CONTROL);
        const plain = await run(name, args, "xx");
        assertEquals([status, lines.length], [plain.status, plain.lines.length], `${name} ${args}`);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("what is typed is not obeyed either", () => {
  return fc.assert(fc.asyncProperty(
    fc.constantFrom(...TOOL_NAMES),
    fc.constantFrom("", "-n", "-N", "-r", "--"),
    foreignText,
    async (name, option, text) => {
      const { lines } = await run(name, [option, text, `--${text}`].filter(Boolean), "x");
      for (const line of lines) assertNotMatch(line, CONTROL);
    },
  ));
});

Deno.test("line ends in XML stay what they are", async () => {
  const { lines } = await run("cibadmin", ["-Q"], "a\n\tb\x1b");
  const pairs = lines.filter((line) => line.includes('name="x"'));
  assertEquals(
    pairs.length > 0 && pairs.every((line) => line.includes("a&#10;&#9;b\\u001b")),
    true,
  );
});

Deno.test("what every object of JavaScript has is no attribute, option or tool", async () => {
  for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
    for (
      const words of [`-n ${name} -G -q`, `-n ${name} -N n2 -l reboot`, `-n ${name} -l forever`]
    ) {
      const { status, said } = await call(`crm_attribute ${words}`);
      assertEquals([status, said], [105, []]);
    }
    assertEquals((await call(`attrd_updater -n ${name} -Q`)).status, 105);
    assertEquals((await call(`crm_attribute --${name}`)).status, 64);
    assertEquals((await call(name)).status, null);
  }
});
