/** Whatever a command is told, reads or is typed, a terminal gets text of it and nothing to obey. */
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import fc from "fast-check";
import { main } from "../../src/cli/mod.ts";
import { CONTROL, foreignText } from "../model/foreign_text.ts";
import { documentOf, ownView, peerView } from "../status/documents.ts";
import { exited, fakeWorld, type Scene } from "./fake_world.ts";

async function linesOf(args: readonly string[], scene: Scene): Promise<readonly string[]> {
  const world = fakeWorld(scene);
  await main(args, world);
  return [...world.printed, ...world.complaints].join("\n").split("\n");
}

function assertPlain(lines: readonly string[]): void {
  for (const line of lines) assertNotMatch(line, CONTROL);
}

const COMMANDS = [
  ...["status", "standby", "online", "start", "stop", "restart", "move", "cleanup", "failcount"],
  ...["unmanage", "manage", "maintenance", "fence", "attribute", "check", "simulate", "explain"],
  ...["agent", "tool", "help", "fence list", "fence test", "fence confirm", "attribute n1"],
  ...["simulate --cib", "check --node", "status --timeout", "move web", "agent test"],
];

Deno.test("what is typed is quoted in complaints, and not obeyed", () => {
  return fc.assert(
    fc.asyncProperty(fc.constantFrom(...COMMANDS), foreignText, async (command, text) => {
      const scene = { documents: [documentOf()], files: { "/etc/hb/cluster.toml": text } };
      assertPlain(await linesOf([...command.split(" "), text], scene));
      assertPlain(await linesOf([text, command], scene));
    }),
    { numRuns: 300 },
  );
});

Deno.test("an attribute's value is one line, whatever an agent has put into it", () => {
  return fc.assert(fc.asyncProperty(foreignText, async (text) => {
    const attributes = { transient: { x: text }, permanent: { x: text, [text]: text } };
    const own = ownView({ attributes: { ...attributes, utilization: {} } });
    const scene = { documents: [documentOf({ nodes: [own, peerView()] })] };
    const one = await linesOf(["attribute", "n1", "x"], scene);
    assertPlain(one);
    assertEquals(one.length, 1);
    assertPlain(await linesOf(["attribute", "n1"], scene));
    assertPlain(await linesOf(["status", "-A"], scene));
    const json = await linesOf(["status", "--json"], scene);
    assertPlain(json);
    const { snapshot } = JSON.parse(json.join("\n"));
    assertEquals(snapshot.nodes[0].attributes.transient.x, JSON.parse(JSON.stringify(text)));
  }));
});

Deno.test("on a terminal hb's colours are obeyed, and nobody else's", async () => {
  const attributes = { transient: { x: "\x1b[31mred\x1b[2J" }, permanent: {}, utilization: {} };
  const nodes = [ownView({ attributes }), peerView()];
  const world = fakeWorld({ documents: [documentOf({ nodes })], changes: { colour: true } });
  await main(["status", "-A"], world);
  const screen = world.printed.join("\n");
  assert(screen.includes("\x1b[1mNode Attributes:\x1b[0m"));
  assert(screen.includes("x                               : \\u001b[31mred\\u001b[2J"));
});

Deno.test("names from a Pacemaker's CIB are shown as text", () => {
  const xmlOf = (text: string) =>
    [...text].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join("");
  return fc.assert(fc.asyncProperty(foreignText, async (text) => {
    // What XML 1.0 cannot hold does not come from a CIB.
    // deno-lint-ignore no-control-regex -- these are what it is there for
    const name = xmlOf(text.toWellFormed().replace(/[\0-\x08\v\f\x0e-\x1f]/g, ""));
    const cib = `<cib validate-with="pacemaker-3.0"><configuration><crm_config/><nodes>
<node id="1" uname="${name}"/></nodes><resources><primitive id="${name}" class="ocf"
 provider="heartbeat" type="${name}"/></resources><constraints/></configuration>
<status><node_state id="1" uname="${name}" in_ccm="true" crmd="online" join="member"
 expected="member"/></status></cib>`;
    const scene = { files: { "/c.xml": cib } };
    for (const more of [[], ["--scores"], ["--json"]]) {
      const lines = await linesOf(["simulate", "--cib", "/c.xml", ...more], scene);
      assertPlain(lines);
      assert(lines.length > 10, lines.join("\n"));
    }
    assertPlain(await linesOf(["explain", "x", "--cib", "/c.xml"], scene));
  }));
});

Deno.test("an agent's words are shown as text", () => {
  return fc.assert(fc.asyncProperty(foreignText, async (text) => {
    const runOperation = () => Promise.resolve(exited(1, `ocf-exit-reason:${text}`));
    const runFence = () => Promise.resolve({ kind: "failed", why: text } as const);
    const changes = { runOperation, runFence };
    assertPlain(await linesOf(["agent", "test", "ocf:x:y"], { changes }));
  }));
});
