/** When a new life may speak before it has read its files, and when it may not. */
import { assert, assertEquals } from "@std/assert";
import { bootId } from "../../src/io/clock.ts";
import { pathsOf } from "../../src/io/daemon_paths.ts";
import { markOf } from "../../src/io/file_mark.ts";
import { takeHeritage } from "../../src/io/first_word.ts";
import { LeaseFile } from "../../src/io/lease_file.ts";
import { libc } from "../../src/io/libc.ts";
import { leaveNextLife } from "../../src/io/next_life.ts";
import { openState } from "../../src/io/state.ts";
import { lockDirectory } from "../../src/io/state_lock.ts";
import { nodeName } from "../../src/model/mod.ts";

/** It stays open until the process ends; opened within a test, it would be taken for a leak. */
libc();

const WALL = 1_790_000_000_000;
const SECRET = "00112233445566778899aabbccddeeff";

interface Scene {
  readonly room: string;
  /** Whether the next life may speak, asked with what it is started with. */
  readonly speaks: (options?: { node?: string; version?: string; config?: string }) => boolean;
  readonly lease: (generation: number | null, boot?: string) => void;
}

/** A life with generation WALL was killed after it had left all that its next one needs. */
async function afterKill(act: (scene: Scene) => void | Promise<void>): Promise<void> {
  const room = await Deno.makeTempDir();
  const usual = { config: `${room}/c.toml`, node: "n1", version: "1", state: `${room}/state` };
  const optionsOf = (more = {}) => ({ ...usual, socket: `${room}/run/hb.sock`, ...more });
  const paths = pathsOf(optionsOf());
  const lease: Scene["lease"] = (generation, boot = bootId()) => {
    const file = new LeaseFile(paths.runtime, boot);
    const rest = { peers: {}, arbiter: null, lent: null, heard: {} };
    file.write(generation === null ? null : { generation, ...rest });
    file.close();
  };
  try {
    await Deno.mkdir(paths.runtime);
    await Deno.writeTextFile(usual.config, "one");
    await Deno.writeTextFile(`${room}/keys`, `# keys\nk1 ${SECRET}\nk2 ${SECRET}00\n`);
    const opened = await openState(paths.state, WALL);
    assert(opened.ok);
    const generation = await opened.value.store.keepFree();
    const [config, keys] = [markOf(usual.config), markOf(`${room}/keys`)];
    assert(generation !== null && config !== null && keys !== null);
    const from = { version: "1", cluster: "c", self: nodeName("n1"), configDigest: "d" };
    const numbers = { generation, succeeds: WALL };
    leaveNextLife(paths.runtime, { ...from, ...numbers, links: [], config, keys });
    lease(WALL);
    await opened.value.store.close();
    await act({
      room,
      lease,
      speaks: (more) => {
        const heritage = takeHeritage(optionsOf(more), paths);
        heritage?.unlock();
        const again = lockDirectory(paths.state);
        if (again.ok) again.value();
        return heritage !== null;
      },
    });
  } finally {
    await Deno.remove(room, { recursive: true });
  }
}

Deno.test("after a kill the next life speaks, once, by the number kept free and the first key", () =>
  afterKill(({ room, speaks }) => {
    const options = { config: `${room}/c.toml`, node: "n1", version: "1" };
    const paths = pathsOf({ ...options, state: `${room}/state`, socket: `${room}/run/hb.sock` });
    const heritage = takeHeritage(options, paths);
    assert(heritage !== null);
    assertEquals(heritage.left.generation, WALL + 1);
    assertEquals(heritage.left.succeeds, WALL);
    assertEquals([heritage.key.id, heritage.key.secret.length], ["k1", SECRET.length / 2]);
    assert(!lockDirectory(paths.state).ok, "the state directory is not its own");
    heritage.unlock();
    assertEquals(speaks(), false);
  }));

const CHANGES: Readonly<Record<string, (scene: Scene) => void | Promise<void>>> = {
  "another boot": ({ lease }) => lease(WALL, "another boot"),
  "a clean stop": ({ lease }) => lease(null),
  "a life that began anew without a start": ({ lease }) => lease(WALL + 400),
  "a later life that left nothing": ({ room }) =>
    Deno.writeTextFile(`${room}/state/generation`, `${WALL + 2}\n`),
  "a state directory that was lost": ({ room }) => Deno.remove(`${room}/state/generation`),
  "another cluster.toml": ({ room }) => Deno.writeTextFile(`${room}/c.toml`, "another"),
  "a cluster.toml put in its place": async ({ room }) => {
    await Deno.writeTextFile(`${room}/new`, "one");
    await Deno.rename(`${room}/new`, `${room}/c.toml`);
  },
  "keys that others may read now": ({ room }) => Deno.chmod(`${room}/keys`, 0o666),
  "no keys": ({ room }) => Deno.remove(`${room}/keys`),
};

for (const [what, change] of Object.entries(CHANGES)) {
  Deno.test(`after ${what} it does not`, () =>
    afterKill(async (scene) => {
      await change(scene);
      assertEquals(scene.speaks(), false);
    }));
}

Deno.test("another name, version or file given at the start: it does not", async () => {
  for (const given of [{ node: "n2" }, { version: "2" }, { config: "/dev/null" }]) {
    await afterKill(({ speaks }) => assertEquals(speaks(given), false));
  }
});

Deno.test("while another hb has the state directory it does not, and takes nothing", () =>
  afterKill(({ room, speaks }) => {
    const other = lockDirectory(`${room}/state`);
    assert(other.ok);
    assertEquals(speaks(), false);
    other.value();
    assertEquals(speaks(), true);
  }));
