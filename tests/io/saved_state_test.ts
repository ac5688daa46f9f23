/** State files of other versions of hb, and numbers that no cluster counts to. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { openState } from "../../src/io/state.ts";
import { newerFormat, printSavedState, readSavedState } from "../../src/io/saved_state.ts";
import {
  MOST_GENERATION,
  MOST_SAVED_EPOCH,
  MOST_SAVED_STAMP,
  nodeName,
} from "../../src/model/mod.ts";
import type { SavedState } from "../../src/node/mod.ts";
import { withMore } from "../with_more.ts";

const WALL = 1_700_000_000_000;
/** Written by the hb of that format, and never again. */
const FORMAT_1 = Deno.readTextFileSync(new URL("saved/state.json.format1", import.meta.url));
const EARLY = Deno.readTextFileSync(new URL("saved/state.json.format1-early", import.meta.url));

function read(text: string): SavedState {
  const state = readSavedState(text);
  assert(state.ok, state.ok ? "" : state.problem);
  return state.value;
}

/** Opens a state directory with these files in it; `found` says what is in it afterwards. */
async function start(files: Readonly<Record<string, string>>) {
  const directory = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${directory}/${name}`, text);
    }
    const opened = await openState(directory, WALL);
    assert(opened.ok, opened.ok ? "" : opened.problem);
    const { store, ...rest } = opened.value;
    assertEquals(await store.save(read(FORMAT_1)), null);
    await store.close();
    const found: Record<string, string> = {};
    for await (const { name } of Deno.readDir(directory)) {
      found[name] = await Deno.readTextFile(`${directory}/${name}`);
    }
    return { ...rest, found, problems: rest.problems.map((one) => one.replaceAll(directory, "")) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("a file of format 1 is understood, to the last word", () => {
  const state = read(FORMAT_1);
  // Which life has saved it was not said then.
  assertEquals({ format: 1, ...state }, { ...JSON.parse(FORMAT_1), generation: 0 });
  assertEquals(read(printSavedState(state)), state);
  assertEquals(newerFormat(FORMAT_1), null);
});

Deno.test("an early file of format 1 has what it does not say by default", () => {
  const { fencing, attributes, resources } = read(EARLY);
  assertEquals([fencing, attributes], [[], {}]);
  for (const { failures, promoted, migration, running, meta } of Object.values(resources)) {
    assertEquals([failures, promoted, migration, meta], [[], false, null, {}]);
    assertEquals([running?.meta, running?.onFail, running?.utilization], [{}, {}, {}]);
  }
});

Deno.test("fields that this hb does not know are passed over, at every place", () => {
  const more = JSON.stringify(withMore(JSON.parse(FORMAT_1)));
  assert(more.split("news").length > 30);
  assertEquals(read(more), read(FORMAT_1));
});

const newer = (format: number, more: Readonly<Record<string, unknown>> = {}): string => {
  const { format: _, ...state } = JSON.parse(FORMAT_1);
  return JSON.stringify({ format, ...more, ...state, news: [1, 2] });
};

Deno.test("a newer hb's file that may not be read is kept, said, and gone on without", async () => {
  for (const text of [newer(2), newer(3, { readableFrom: 2 }), newer(2).slice(0, 100)]) {
    const format = newerFormat(text);
    const { saved, problems, found } = await start({ "state.json": text });
    assertEquals([saved, found[`state.json.format${format}`]], [null, text]);
    assertEquals(read(found["state.json"] ?? ""), read(FORMAT_1));
    assertEquals(found["state.json.bad"], undefined);
    assertEquals(problems.length, 1);
    assertMatch(
      problems[0] ?? "",
      /^Cannot use \/state\.json: .*; it is kept for that hb as \/state\.json\.format\d, goes on/,
    );
  }
  const { problems: [said = ""] } = await start({ "state.json": newer(2) });
  assertMatch(said, /: a newer hb wrote it, in format 2, and this one reads format 1 at most;/);
});

Deno.test("of a newer hb's file that may be read all is kept, and what is known is used", async () => {
  const text = newer(4, { readableFrom: 1 });
  const before = { "state.json": text, "state.json.format4": "an older one" };
  const { saved, problems, found } = await start(before);
  assertEquals(saved, read(FORMAT_1));
  assertEquals([found["state.json.format4"], newerFormat(found["state.json"] ?? "")], [text, null]);
  assertEquals(problems, [
    "A newer hb wrote /state.json, in format 4: what this one understands is used, and the whole " +
    "is kept for that hb as /state.json.format4",
  ]);
});

Deno.test("what is no format at all is damage", async () => {
  for (const format of ["0", "-1", "1.5", '"2"', "null", "1e9", "12345678901234567890"]) {
    const { saved, found } = await start({ "state.json": `{"format": ${format}, "boot": "b"}` });
    assertEquals([saved, "state.json.bad" in found], [null, true], format);
  }
});

const put = (change: (state: Record<string, never>) => void): string => {
  const state = JSON.parse(FORMAT_1);
  change(state);
  return JSON.stringify(state);
};

Deno.test("a counter that has hardly a successor is damage, wherever it stands", async () => {
  const last = Number.MAX_SAFE_INTEGER;
  const texts = [
    put((state: { epoch?: number }) => state.epoch = last),
    put((state: { epoch?: number }) => state.epoch = MOST_SAVED_EPOCH + 1),
    FORMAT_1.replace("1700000006", String(last)),
    FORMAT_1.replace("1700000006", String(MOST_SAVED_STAMP + 1)),
    FORMAT_1.replace(/("cleanup\/db\/n1": )1700000007/, `$1${last}`),
    FORMAT_1.replace('"counter": 41', `"counter": ${last}`),
    FORMAT_1.replace(`"generation": ${WALL}`, `"generation": ${last}`),
    FORMAT_1.replace(`"generation": ${WALL + 1}`, `"generation": ${MOST_GENERATION + 1}`),
  ];
  for (const text of texts) {
    assert(text !== FORMAT_1);
    const { saved, found, problems } = await start({ "state.json": text });
    assertEquals([saved, found["state.json.bad"], problems.length], [null, text, 1]);
  }
});

Deno.test("the largest counters that are believed are read, and counted on from", () => {
  const { settings, ...rest } = read(FORMAT_1);
  const stamp = { counter: MOST_SAVED_STAMP, by: nodeName("n1") };
  const state = {
    ...rest,
    epoch: MOST_SAVED_EPOCH,
    settings: { maintenance: { value: "on", stamp } },
  };
  assertEquals(read(printSavedState(state)), state);
  const beyond = { value: "off", stamp: { ...stamp, counter: MOST_SAVED_STAMP + 1 } };
  const next = {
    ...state,
    epoch: MOST_SAVED_EPOCH + 5,
    settings: { ...settings, maintenance: beyond },
    cleaned: { "cleanup/db/n1": MOST_SAVED_STAMP + 1 },
  };
  const again = read(printSavedState(next));
  assertEquals([again.epoch, again.settings, again.cleaned], [MOST_SAVED_EPOCH, settings, {}]);
});

Deno.test("a generation of a clock that was wrong once is counted on from", async () => {
  for (const stored of [4 * WALL, 2 ** 47, MOST_GENERATION - 1]) {
    const { generation, problems, found } = await start({ generation: `${stored}\n` });
    assertEquals([generation, problems], [stored + 1, []]);
    assertEquals(found.generation, `${stored + 1}\n`);
  }
});

Deno.test("a generation that no clock can have said is set aside, and the clock gives the next", async () => {
  for (const stored of [MOST_GENERATION, Number.MAX_SAFE_INTEGER, 2 ** 60, "9".repeat(400)]) {
    const { generation, problems, found } = await start({ generation: `${stored}\n` });
    assertEquals([generation, found["generation.bad"]], [WALL, `${stored}\n`]);
    assertMatch(
      problems.join(),
      /^Cannot use \/generation: \d{1,40} is too large: .* set aside as/,
    );
  }
});
