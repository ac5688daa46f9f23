/** The files that people copy are good. */
import { assert, assertEquals } from "@std/assert";
import { formatProblem, parseConfig } from "../../src/config/mod.ts";

const folder = new URL("../../config/", import.meta.url);
const examples = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
  name.endsWith(".toml")
);

for (const name of examples) {
  Deno.test(`config/${name} has no error`, () => {
    const { config, problems } = parseConfig(Deno.readTextFileSync(new URL(name, folder)), name);
    const errors = problems.filter(({ severity }) => severity === "error");
    assertEquals(errors.map(formatProblem), []);
    assert(config !== null);
  });
}

Deno.test("two nodes, a link, an address and a service fit in 20 lines", () => {
  const lines = Deno.readTextFileSync(new URL("minimal.toml", folder)).trimEnd().split("\n");
  assert(lines.length <= 20);
});

Deno.test("the defaults that cluster.toml shows as comments are the defaults", () => {
  const text = Deno.readTextFileSync(new URL("cluster.toml", folder));
  const shown = text.replaceAll(
    /^# (warntime|initdead|udpport|auto_failback|keys|no_quorum|port|stickiness|monitor) =/gm,
    "$1 =",
  );
  assert(shown !== text);
  assertEquals(parseConfig(shown, "").config, parseConfig(text, "").config);
});
