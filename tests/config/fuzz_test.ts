/** Whatever stands in cluster.toml or a keys file: a configuration, or problems with their places. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  checkHost,
  parseConfig,
  type ParsedConfig,
  parseKeys,
  printConfig,
} from "../../src/config/mod.ts";
import { nodeName } from "../../src/model/mod.ts";
import { mutated, ODD, runs } from "../fuzz.ts";

const folder = new URL("../../config/", import.meta.url);
const EXAMPLES = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".toml")).toSorted()
  .map((name) => Deno.readTextFileSync(new URL(name, folder)));

const HOST = {
  hostname: "node1",
  interfaces: [{ name: "eth0", up: true, broadcast: true, addresses: ["10.0.0.1/24"] }],
  keysFile: { exists: true, mode: 0o600, owner: 0, problem: null },
  fileExists: () => true,
  wayTo: (path: string) => [{ path, mode: 0o600, uid: 0, gid: 0 }],
  self: { uid: 0, gid: 0 },
  commandPath: (name: string) => `/usr/bin/${name}`,
};

/** A configuration that can be printed and read again, or problems that have places in the file. */
function assertRead(text: string): ParsedConfig {
  const parsed = parseConfig(text, "f");
  const { config, problems } = parsed;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).length;
  for (const { line, column, message } of problems) {
    assert(line >= 1 && line <= lines + 1 && column >= 1 && message !== "", `${line}:${column}`);
  }
  assertEquals(config === null, problems.some(({ severity }) => severity === "error"));
  if (config === null) return parsed;
  assertEquals(parseConfig(printConfig(config), "").config, config);
  checkHost(parsed, nodeName("node1"), HOST, "f");
  return parsed;
}

Deno.test("any change of an example is read, or refused with places", () => {
  fc.assert(
    fc.property(fc.oneof(...EXAMPLES.map(mutated)), (text) => void assertRead(text)),
    runs(400),
  );
});

/** The values that stand in the examples, and odd ones in each form that TOML has. */
const values = fc.oneof(
  fc.constantFrom(
    ...EXAMPLES.flatMap((text) => [...text.matchAll(/= (.+)$/gm)].map(([, value = ""]) => value)),
  ),
  fc.constantFrom(...ODD).map((odd) => JSON.stringify(odd).replace(/\\u(?![0-9a-fA-F]{4})/g, "u")),
  fc.constantFrom(
    "inf",
    "nan",
    "0x10",
    "1_000",
    "-0.0",
    "1979-05-27",
    "07:32:00",
    "[]",
    "{}",
    "[[[]]]",
    "{ a.b = 1 }",
  ),
);
const names = fc.constantFrom(
  ...new Set(
    EXAMPLES.flatMap((text) => [...text.matchAll(/([a-z_]+) = /g)].map(([, key = ""]) => key)),
  ),
  "constructor",
  '"__proto__"',
  "a.b",
);
const headers = fc.constantFrom(
  ...new Set(EXAMPLES.flatMap((text) => text.match(/^\[.*\]$/gm) ?? [])),
  "[constructor]",
  "[[node.x]]",
  "[cluster.a.b]",
);
const tables = fc.tuple(headers, fc.array(fc.tuple(names, values), { maxLength: 5 })).map((
  [header, keys],
) => [header, ...keys.map(([name, value]) => `${name} = ${value}`)].join("\n"));

Deno.test("any tables with any keys and values are read, or refused with places", () => {
  const files = fc.array(tables, { maxLength: 8 }).map((all) => all.join("\n"));
  const added = fc.tuple(fc.constantFrom(...EXAMPLES), files).map((texts) => texts.join("\n"));
  fc.assert(fc.property(fc.oneof(files, added), (text) => void assertRead(text)), runs(400));
});

/** Each value of an example replaced: so that the file is good but for one thing. */
Deno.test("any value in the place of another is read, or refused with places", () => {
  const texts = fc.tuple(fc.constantFrom(...EXAMPLES), fc.nat(), values).map(
    ([text, at, value]) => {
      const places = [...text.matchAll(/(?<== ).+$/gm)];
      const found = places[at % places.length];
      if (found === undefined) return text;
      return text.slice(0, found.index) + value + text.slice(found.index + found[0].length);
    },
  );
  fc.assert(fc.property(texts, (text) => void assertRead(text)), runs(400));
});

Deno.test("any keys file is read, or refused with places, and no secret is quoted", () => {
  const secret = "0123456789abcdef".repeat(4);
  fc.assert(
    fc.property(mutated(`# keys\nk1 ${secret}\nk2 ${"f".repeat(64)}\n`), (text) => {
      const { keys, problems } = parseKeys(text, "keys");
      assertEquals(keys === null, problems.length > 0);
      for (const { message } of problems) assert(!/[0-9a-f]{17}/.test(message), message);
    }),
    runs(300),
  );
});
