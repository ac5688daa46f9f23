import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { openState } from "../../src/io/state.ts";
import { printSavedState, readSavedState } from "../../src/io/saved_state.ts";
import { fenceDeviceName, type Instant, nodeName, resourceId } from "../../src/model/mod.ts";
import type { SavedState } from "../../src/node/mod.ts";
import { resource } from "../agent/agents.ts";
import { CONTROL } from "../model/foreign_text.ts";

const WALL = 1_700_000_000_000;

const STATE: SavedState = {
  generation: 5,
  boot: "b1",
  epoch: 7,
  settings: {
    "standby/n1": {
      value: "on",
      stamp: { counter: 5, by: nodeName("n1") },
      user: "alice (uid 1001)",
    },
    "standby/n2": { value: null, stamp: { counter: 6, by: nodeName("n1") } },
  },
  cleaned: { "cleanup/web/n1": 4 },
  attributes: { "master-db": "100" },
  fencing: [{
    id: { epoch: { counter: 7, node: nodeName("n1"), generation: 3 }, serial: 2 },
    target: nodeName("n2"),
    generation: 4,
    action: "reboot",
    device: fenceDeviceName("ipmi2"),
    by: nodeName("n1"),
    because: "it has fallen silent",
    state: "failed",
    why: "timed out",
    wall: WALL,
    took: 60_000,
  }],
  resources: {
    [resourceId("vip")]: {
      failures: [
        { action: "monitor", interval: 10_000, role: "promoted", count: 1, wall: WALL },
      ],
      failedAt: 12.5 as Instant,
      lastFailure: {
        action: "monitor",
        interval: 10_000,
        role: "promoted",
        status: null,
        meaning: "timed out",
        reason: "",
        wall: WALL,
        took: 20_000,
      },
      running: {
        ...resource("heartbeat:IPaddr::10.0.0.1", { a: "b" }),
        monitors: [{ interval: 10_000, depth: 0, role: null, timeout: 5_000 }],
        timeouts: { start: 1_000 },
      },
      startedAt: null,
      promoted: true,
      migration: { kind: "from", node: nodeName("n2") },
      meta: { clone: "1" },
    },
  },
};

async function inDirectory(act: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await act(`${directory}/state`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function open(directory: string, wall = WALL) {
  const opened = await openState(directory, wall);
  assert(opened.ok, opened.ok ? "" : opened.problem);
  return opened.value;
}

Deno.test("a first start makes the directory, and a generation no lower than the clock", () =>
  inDirectory(async (directory) => {
    const { store, generation, saved, problems } = await open(directory);
    assertEquals([generation, saved, problems], [WALL, null, []]);
    assertEquals(await Deno.readTextFile(`${directory}/generation`), `${WALL}\n`);
    await store.close();
  }));

Deno.test("every start has a greater generation, also when the clock was set back", () =>
  inDirectory(async (directory) => {
    for (const [wall, expected] of [[WALL, WALL], [WALL, WALL + 1], [0, WALL + 2]]) {
      const { store, generation } = await open(directory, wall);
      assertEquals(generation, expected);
      await store.close();
    }
  }));

Deno.test("a number kept free is on the disk, and whoever does not use it takes a greater one", () =>
  inDirectory(async (directory) => {
    const { store } = await open(directory);
    assertEquals(await store.keepFree(), WALL + 1);
    assertEquals(await Deno.readTextFile(`${directory}/generation`), `${WALL + 1}\n`);
    assertEquals(await store.save(STATE), null);
    assertEquals(await Deno.readTextFile(`${directory}/generation`), `${WALL + 1}\n`);
    await store.close();
    const next = await open(directory);
    assertEquals(next.generation, WALL + 2);
    await next.store.close();
  }));

Deno.test("a life that has spoken goes on with its generation, and with what was saved", () =>
  inDirectory(async (directory) => {
    const first = await open(directory);
    const generation = await first.store.keepFree();
    assert(generation !== null);
    await first.store.save(STATE);
    await first.store.close();
    let unlocked = 0;
    const opened = await openState(directory, WALL, { generation, unlock: () => unlocked += 1 });
    assert(opened.ok);
    const { store, saved, problems } = opened.value;
    assertEquals([opened.value.generation, saved, problems], [WALL + 1, STATE, []]);
    assertEquals(await store.keepFree(), WALL + 2);
    await store.close();
    assertEquals(unlocked, 1);
  }));

Deno.test("what was saved is given back at the next start", () =>
  inDirectory(async (directory) => {
    const first = await open(directory);
    assertEquals(await first.store.save(STATE), null);
    await first.store.close();
    const second = await open(directory);
    assertEquals([second.saved, second.problems], [STATE, []]);
    await second.store.close();
  }));

Deno.test("of states that come quickly the last is on the disk, and each is answered", () =>
  inDirectory(async (directory) => {
    const { store } = await open(directory);
    const saves = Array.from({ length: 50 }, (_, epoch) => store.save({ ...STATE, epoch }));
    assertEquals(new Set(await Promise.all(saves)), new Set([null]));
    await store.close();
    const { store: next, saved } = await open(directory);
    assertEquals(saved?.epoch, 49);
    await next.close();
  }));

Deno.test("what is saved while the store is being closed is on the disk before it is", () =>
  inDirectory(async (directory) => {
    const { store } = await open(directory);
    const first = store.save(STATE);
    const closing = store.close();
    const last = first.then(() => store.save({ ...STATE, epoch: 8 }));
    await closing;
    assertEquals(await last, null);
    const { store: next, saved } = await open(directory);
    assertEquals(saved?.epoch, 8);
    await next.close();
  }));

Deno.test("two daemons cannot have one state directory", () =>
  inDirectory(async (directory) => {
    const { store } = await open(directory);
    const other = await openState(directory, WALL);
    assert(!other.ok);
    assertMatch(other.problem, /^Cannot start: another hb runs with state directory .*--state/);
    await store.close();
    await (await open(directory)).store.close();
  }));

for (
  const [fault, text] of [
    ["cut off", '{"format":1,"boot":"b'],
    ["of another format", '{"format":0}'],
    ["of another shape", printSavedState({ ...STATE, epoch: "seven" as unknown as number })],
    ["empty", ""],
    ["binary", "\0\x01\x02"],
  ] as const
) {
  Deno.test(`a state file that is ${fault} is set aside and said`, () =>
    inDirectory(async (directory) => {
      await Deno.mkdir(directory);
      await Deno.writeTextFile(`${directory}/state.json`, text);
      await Deno.writeTextFile(`${directory}/generation`, `${2 * WALL}\n`);
      const { store, generation, saved, problems } = await open(directory);
      assertEquals([generation, saved, problems.length], [2 * WALL + 1, null, 1]);
      assertMatch(problems[0]!, /Cannot use .*state\.json: .*; it is set aside as .*\.bad/);
      assertEquals(await Deno.readTextFile(`${directory}/state.json.bad`), text);
      assertEquals(await store.save(STATE), null);
      await store.close();
    }));
}

Deno.test("a damaged generation is set aside, and the clock gives the next", () =>
  inDirectory(async (directory) => {
    await Deno.mkdir(directory);
    await Deno.writeTextFile(`${directory}/generation`, "x");
    const { store, generation, problems } = await open(directory);
    assertEquals([generation, problems.length], [WALL, 1]);
    await store.close();
  }));

Deno.test("a state is read back as it was printed", () => {
  const read = readSavedState(printSavedState(STATE));
  assert(read.ok);
  assertEquals(read.value, STATE);
});

Deno.test("every name that is allowed is read back, and nothing in the file is for a terminal", () => {
  const [vip] = Object.values(STATE.resources);
  assert(vip !== undefined);
  const running = resource("ocf:x:y", { prototype: "1", length: "2" });
  const attributes = { prototype: "1", note: "a\n\x9b2J\u202e" };
  const state = { ...STATE, attributes, resources: { prototype: { ...vip, running } } };
  const text = printSavedState(state as SavedState);
  for (const line of text.split("\n")) assertNotMatch(line, CONTROL);
  const read = readSavedState(text);
  assertEquals(read, { ok: true, value: state as SavedState });
});

/** A file system of 64 KiB, filled to the brim; null where this user may not mount one. */
async function fullDisk(directory: string): Promise<(() => Promise<void>) | null> {
  await Deno.mkdir(directory, { recursive: true });
  const run = (command: string, ...args: string[]) =>
    new Deno.Command(command, { args, stderr: "null" }).output();
  const mounted = await run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory);
  if (!mounted.success) return null;
  await run("dd", "if=/dev/zero", `of=${directory}/fill`, "bs=4096");
  return async () => void await run("umount", "-l", directory);
}

Deno.test("a full disk is said, lived with, and written to once there is room", () =>
  inDirectory(async (directory) => {
    const unmount = await fullDisk(directory);
    if (unmount === null) {
      return console.log("left out: the full disk, because only root may mount a file system");
    }
    try {
      const { store, generation, problems } = await open(directory);
      assertEquals(generation, WALL);
      assertMatch(problems.join(), /Cannot save .*generation: No space left on device/);
      assertMatch(await store.save(STATE) ?? "", /^Cannot save .*: No space left on device/);
      await Deno.remove(`${directory}/fill`);
      assertEquals(await store.save(STATE), null);
      assertEquals(await Deno.readTextFile(`${directory}/generation`), `${WALL}\n`);
      await store.close();
    } finally {
      await unmount();
    }
  }));
