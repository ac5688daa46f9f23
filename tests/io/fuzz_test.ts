/** Files that one life of the daemon leaves to the next, a little wrong. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LeaseFile } from "../../src/io/lease_file.ts";
import { printSavedState, readSavedState } from "../../src/io/saved_state.ts";
import { openState } from "../../src/io/state.ts";
import { MOST_GENERATION, MOST_SAVED_EPOCH, MOST_SAVED_STAMP } from "../../src/model/mod.ts";
import { mutated, mutatedData, runs } from "../fuzz.ts";

const WALL = 1_700_000_000_000;
const SAVED = Deno.readTextFileSync(new URL("saved/state.json.format1", import.meta.url));
const NEWER = SAVED.replace('"format": 1,', '"format": 2, "readableFrom": 1,');

/** One number of the file is another; those that are counters should have a successor. */
const otherNumber = fc.record({
  at: fc.constantFrom(...[...SAVED.matchAll(/: (\d+)/g)].map(({ index }) => index)),
  number: fc.oneof(fc.constantFrom(2 ** 40, 2 ** 48, 2 ** 53 - 1), fc.maxSafeNat()),
}).map(({ at, number }) =>
  SAVED.slice(0, at) + SAVED.slice(at).replace(/\d+/, () => String(number))
);

const texts = fc.oneof(
  otherNumber,
  ...[SAVED, NEWER].flatMap((text) => [
    mutated(text),
    mutatedData(JSON.parse(text), ["news"]).map((data) => JSON.stringify(data)),
  ]),
);
const generations = fc.oneof(
  mutated(`${WALL}\n`),
  fc.bigInt({ min: 0n, max: 2n ** 80n }).map((number) => `${number}\n`),
);

Deno.test("whatever a state directory holds, it is used, or kept and said", async () => {
  let used = 0;
  await fc.assert(
    fc.asyncProperty(texts, generations, async (text, stored) => {
      const directory = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${directory}/state.json`, text);
        await Deno.writeTextFile(`${directory}/generation`, stored);
        const opened = await openState(directory, WALL);
        assert(opened.ok);
        const { store, generation, saved, problems } = opened.value;
        await store.close();
        assert(generation >= WALL && generation <= MOST_GENERATION);
        const found = await filesIn(directory);
        const written = new TextDecoder().decode(new TextEncoder().encode(text));
        assert(found.some(([, content]) => content === written));
        if (saved !== null) used += 1;
        else assert(problems.some((problem) => /state\.json.*goes on without it/s.test(problem)));
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    }),
    runs(200),
  );
  assert(used > 0);
});

async function filesIn(directory: string): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for await (const { name } of Deno.readDir(directory)) {
    found.push([name, await Deno.readTextFile(`${directory}/${name}`)]);
  }
  return found;
}

Deno.test("what is read has counters that can go on, and is read again as it was printed", () => {
  let good = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const read = readSavedState(text);
      if (!read.ok) return assert(read.problem !== "");
      good += 1;
      const { epoch, settings, cleaned } = read.value;
      assert(epoch <= MOST_SAVED_EPOCH);
      for (const { stamp } of Object.values(settings)) assert(stamp.counter <= MOST_SAVED_STAMP);
      for (const counter of Object.values(cleaned)) assert(counter <= MOST_SAVED_STAMP);
      assertEquals(readSavedState(printSavedState(read.value)), read);
    }),
    runs(500),
  );
  assert(good > 0);
});

Deno.test("any lease file says what could have been written, or nothing", () => {
  const directory = Deno.makeTempDirSync();
  const moment = fc.oneof(fc.constantFrom("never"), fc.nat());
  const left = fc.record({
    generation: fc.nat(),
    peers: fc.dictionary(fc.constantFrom("n1", "n2", "prototype"), moment),
    arbiter: fc.option(moment),
    heard: fc.dictionary(
      fc.constantFrom("n1", "n2"),
      fc.record({ generation: fc.nat(), seq: fc.nat() }),
    ),
  });
  const lines = left.map((one) => `b1 ${JSON.stringify(one)}\n`);
  try {
    fc.assert(
      fc.property(lines.chain(mutated), (text) => {
        Deno.writeTextFileSync(`${directory}/lease`, text);
        const file = new LeaseFile(directory, "b1");
        const lease = file.read();
        const { peers = {}, arbiter = null } = lease ?? {};
        for (const one of [...Object.values(peers), arbiter]) assert(one === null || one >= 0);
        file.write(lease);
        assertEquals(file.read(), lease);
        file.close();
      }),
      runs(500),
    );
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
