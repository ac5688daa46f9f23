/**
 * What others may write is no part of the executable: neither what lies where it is run, below TMPDIR
 * or HOME, where a Deno keeps its caches, nor what variables of its runtime name.
 *
 * The kernel notes when a file was last read; each planted one says that it never was.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { until } from "../../src/lab/mod.ts";
import { EVENTUALLY, HB } from "./scenario.ts";

/** Caches that a compiled program is known to read, and what a Deno or Node looks for. */
const PLANTED = [
  "tmp/deno-compile-hb.cache",
  "tmp/deno-compile-hb.cache.tmp",
  "tmp/deno-compile-hb/main.js",
  "home/.deno/deno.json",
  "home/.cache/deno/dep_analysis_cache_v2",
  "home/.npmrc",
  "deno/v8_code_cache_v2",
  "deno/node_analysis_cache_v2",
  "deno/location_data/kv.sqlite3",
  "here/deno.json",
  "here/deno.jsonc",
  "here/deno.lock",
  "here/import_map.json",
  "here/package.json",
  "here/.env",
  "here/.npmrc",
  "here/main.js",
  "here/main.ts",
  "here/libc.so.6",
  "here/node_modules/hono/package.json",
  "here/named",
];

/** The executable's own parts, which it imports when it comes to that, by the names at its end. */
function partsOf(executable: string): readonly string[] {
  const bytes = Deno.readFileSync(executable).subarray(-2_000_000);
  const names = new TextDecoder("latin1").decode(bytes).match(/\b[a-z_]+-[A-Z0-9]{8}\.js\b/g) ?? [];
  assert(names.length > 0, "no parts were found in the executable");
  return [...new Set(names)];
}

/** Neither read when it was planted, nor since. */
const LONG_AGO = new Date("2001-01-01");

async function inPlantedField(act: (room: string, env: Env) => Promise<void>): Promise<void> {
  const room = await Deno.makeTempDir();
  const named = `${room}/here/named`;
  const parts = partsOf(HB[0]).flatMap((name) => [`tmp/deno-compile-hb/${name}`, `here/${name}`]);
  const planted = [...PLANTED, ...parts];
  try {
    for (const path of planted) {
      await Deno.mkdir(`${room}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${room}/${path}`, "{ planted");
      await Deno.utime(`${room}/${path}`, LONG_AGO, new Date());
    }
    await act(room, {
      PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      TMPDIR: `${room}/tmp`,
      HOME: `${room}/home`,
      XDG_CACHE_HOME: `${room}/home/.cache`,
      DENO_DIR: `${room}/deno`,
      DENO_CERT: named,
      DENO_CONFIG: named,
      DENO_COVERAGE_DIR: `${room}/tmp`,
      DENO_SERVE_ADDRESS: "tcp:127.0.0.1:1",
      DENO_TLS_CA_STORE: "system",
      DENO_V8_FLAGS: "--no-such-flag",
      NODE_EXTRA_CA_CERTS: named,
      NODE_OPTIONS: `--require=${named}`,
      NODE_V8_COVERAGE: `${room}/tmp`,
    });
    const found: string[] = [];
    for await (const path of filesBelow(room)) found.push(path.slice(room.length + 1));
    assertEquals(found.sort(), planted.toSorted(), "something was written or removed");
    for (const path of planted) {
      const { atime } = await Deno.stat(`${room}/${path}`);
      assertEquals(atime, LONG_AGO, `${path} was read`);
      assertEquals(await Deno.readTextFile(`${room}/${path}`), "{ planted");
    }
    const read = await Deno.stat(`${room}/here/named`);
    assert(read.atime! > LONG_AGO, "this file system does not note reads, so nothing was tested");
  } finally {
    await Deno.remove(room, { recursive: true });
  }
}

type Env = Readonly<Record<string, string>>;

async function* filesBelow(directory: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    if (isDirectory) yield* filesBelow(`${directory}/${name}`);
    else yield `${directory}/${name}`;
  }
}

/** With an address of its own, and nothing else that it could reach. */
const CLUSTER = (keys: string) => `
[cluster]
name = "alone"
keys = "${keys}"
[[node]]
name = "n1"
[[link]]
kind = "ucast"
interface = "lo"
addresses = { n1 = "127.0.0.1" }
[status]
listen = "off"
`;

Deno.test("commands and daemon read nothing that lies where they are run, or where a Deno has its caches", async () => {
  const outside = await Deno.makeTempDir();
  const [keys, file, socket] = ["keys", "c.toml", "run/hb.sock"].map((name) =>
    `${outside}/${name}`
  );
  try {
    await inPlantedField(async (room, env) => {
      const command = (...args: readonly string[]) => {
        const [hb, ...first] = HB;
        const options = { cwd: `${room}/here`, clearEnv: true, env: { ...env } };
        return { hb, options: { ...options, args: [...first, ...args] } };
      };
      const run = async (...args: readonly string[]) => {
        const { hb, options } = command(...args);
        const { stdout, code } = await new Deno.Command(hb!, options).output();
        return { said: new TextDecoder().decode(stdout), code };
      };
      assertMatch((await run("version")).said, /^hb \d/);
      await Deno.writeTextFile(keys!, (await run("keygen")).said, { mode: 0o600 });
      await Deno.writeTextFile(file!, CLUSTER(keys!), { mode: 0o600 });
      assertMatch((await run("check", file!, "--node", "n1")).said, /: \d+ warnings?\n$|: good/);
      const { hb, options } = command();
      const daemon = `ip link set lo up && exec "$0" run --config ${file} --node n1 ` +
        `--state ${outside}/state --socket ${socket}`;
      const child = new Deno.Command("unshare", {
        ...options,
        args: ["-Urnm", "/bin/sh", "-c", daemon, hb!],
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await until("the daemon answers", EVENTUALLY, async () => {
          const { code, said } = await run("status", "--socket", socket!);
          return code === 0 && /n1/.test(said);
        });
      } finally {
        child.kill("SIGTERM");
        await child.status;
      }
    });
  } finally {
    await Deno.remove(outside, { recursive: true });
  }
});
