import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { exited, fakeWorld } from "./fake_world.ts";

const KEYS = "key-1 0707070707070707070707070707070707070707070707070707070707070707\n";

const toml = (nodes: readonly string[], more = "") =>
  `[cluster]
name = "shop"
keys = "/keys"
${nodes.map((name) => `[[node]]\nname = "${name}"`).join("\n")}
[[link]]
kind = "bcast"
interface = "eth0"
[[resource]]
name = "vip"
agent = "hb:vip"
params = { address = "10.0.0.9/24", interface = "eth0" }
${more}`;

async function check(text: string, ...more: readonly string[]) {
  const world = fakeWorld({ files: { "/c.toml": text, "/keys": KEYS } });
  const code = await main(["check", "/c.toml", ...more], world);
  return { code, text: world.printed.join("\n"), complaints: world.complaints.join("\n") };
}

Deno.test("a good file is called good, with what is in it", async () => {
  const { code, text } = await check(toml(["n1", "n2"]));
  assertEquals(code, 0);
  assertMatch(text, /\/c\.toml: good \(2 nodes, 1 link, 1 resource in 1 unit; \d warnings?\)$/);
});

Deno.test("a file without errors is told what it promises, why, and what would promise more", async () => {
  const { text } = await check(toml(["n1", "n2"]));
  assertStringIncludes(
    text,
    "  no link between nodes works               at least one\n" +
      "      because each of two nodes takes itself for the survivor\n" +
      "      more with fencing: a [[fence]] for every node; or a third vote: a node, a witness or " +
      "an [arbiter]\n",
  );
  assertEquals((await check(toml(["n1", "n2"], "[satus]\n"))).text.includes("at least one"), false);
});

Deno.test("under --strict a warning is as bad as an error", async () => {
  assertEquals((await check(toml(["n1", "n2"]), "--strict")).code, 78);
});

Deno.test("every problem is told with its place, and the status is 78", async () => {
  const { code, text } = await check(toml(["n1", "n2"], "intreval = 3\n[satus]\n"));
  assertEquals(code, 78);
  assertMatch(text, /^\/c\.toml:\d+:\d+: error: .*intreval/m);
  assertMatch(text, /^\/c\.toml:\d+:\d+: error: .*satus/m);
  assertMatch(text, /2 errors/);
});

Deno.test("on a host that is no node the host is not checked, and that is said", async () => {
  const { code, text } = await check(toml(["a", "b"]));
  assertEquals(code, 0);
  assertStringIncludes(text, "this host is none of the nodes, so it was not checked");
});

Deno.test("--node checks the host as that node", async () => {
  const { code, text } = await check(toml(["a", "b"]), "--node", "n1");
  assertEquals(code, 78);
  assertMatch(text, /error: Cannot find this node in the file: this host is called n1/);
});

Deno.test("a file that cannot be read is told with the reason", async () => {
  const world = fakeWorld();
  assertEquals(await main(["check"], world), 78);
  assertEquals(world.complaints, ["Cannot read /etc/hb/cluster.toml: there is no such file"]);
});

Deno.test("the keys that hb keygen prints are the keys that hb check accepts", async () => {
  const world = fakeWorld();
  assertEquals(await main(["keygen"], world), 0);
  const files = { "/c.toml": toml(["n1", "n2"]), "/keys": world.printed.join("\n") };
  const checked = fakeWorld({ files });
  assertEquals(await main(["check", "/c.toml"], checked), 0);
});

Deno.test("the agents of promotable clones are asked whether they can promote", async () => {
  const text = toml(
    ["n1", "n2"],
    '[[clone]]\nname = "dbs"\nof = "db"\npromotable = true\n' +
      '[[resource]]\nname = "db"\nagent = "ocf:heartbeat:Dummy"\n',
  );
  const asked: string[] = [];
  const world = fakeWorld({
    files: { "/c.toml": text, "/keys": KEYS },
    changes: {
      runInquiry: ({ id }, inquiry) => {
        asked.push(`${inquiry} of ${id}`);
        const actions = ["start", "stop"].map((name) => `<action name="${name}" timeout="20s"/>`);
        return Promise.resolve(exited(
          0,
          `<resource-agent name="Dummy"><actions>${actions.join("")}</actions></resource-agent>`,
        ));
      },
    },
  });
  assertEquals(await main(["check", "/c.toml"], world), 0);
  assertEquals(asked, ["meta-data of db"]);
  assertMatch(world.printed.join("\n"), /warning: db can never be promoted: .* only start, stop/);
});
