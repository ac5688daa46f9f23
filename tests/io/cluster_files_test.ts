/** What keeps the daemon from starting, and what it lives with. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { readClusterFiles } from "../../src/io/cluster_files.ts";

const CONFIG = `
[cluster]
name = "test"
keys = "KEYS"
[[node]]
name = "n1"
[[node]]
name = "n2"
[[link]]
kind = "bcast"
interface = "nosuch0"
`;

const IS_ROOT = Deno.uid() === 0;
if (!IS_ROOT) console.log("left out: tests of the keys file, because it must belong to root");

const inDirectory = (
  name: string,
  act: (read: (node: string, when: "start" | "reload") => Promise<string>, keys: string) => unknown,
) =>
  Deno.test({
    name,
    ignore: !IS_ROOT,
    fn: async () => {
      const directory = await Deno.makeTempDir();
      try {
        const [config, keys] = [`${directory}/cluster.toml`, `${directory}/keys`];
        await Deno.writeTextFile(config, CONFIG.replace("KEYS", keys));
        await Deno.writeTextFile(keys, `k1 ${"0123456789abcdef".repeat(4)}\n`, { mode: 0o600 });
        await act(async (node, when) => {
          const files = await readClusterFiles(config, node, when);
          return (files.ok ? ["started", ...files.value.warnings] : files.problem).join("\n");
        }, keys);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });

inDirectory("a missing interface is lived with at the start, refused at a reload", async (read) => {
  const missing = /error: Cannot use link bcast:nosuch0: this host has no interface nosuch0/;
  const start = await read("n1", "start");
  assertMatch(start, /^started\n/);
  assertMatch(start, missing);
  const reload = await read("n1", "reload");
  assert(!reload.startsWith("started"));
  assertMatch(reload, missing);
});

inDirectory("a node that is not in the file cannot start", async (read) => {
  assertMatch(await read("n3", "start"), /error: Cannot find this node in the file: it is n3/);
});

inDirectory(
  "keys that others may read, or that are none, keep it from starting",
  async (read, keys) => {
    await Deno.chmod(keys, 0o644);
    assertMatch(await read("n1", "start"), /error: Cannot use keys = .*its mode is 0644/);
    await Deno.chmod(keys, 0o600);
    await Deno.writeTextFile(keys, "k1 tooshort\n");
    assertMatch(await read("n1", "start"), /keys:1:\d+: error: /);
    await Deno.remove(keys);
    assertMatch(await read("n1", "start"), /there is no such file; make it once with/);
  },
);

Deno.test("a file that is not there is said with its reason", async () => {
  const files = await readClusterFiles("/no/such/cluster.toml", "n1", "start");
  assert(!files.ok);
  assertEquals(files.problem, ["Cannot read /no/such/cluster.toml: there is no such file"]);
});
