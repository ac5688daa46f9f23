/** Lasting faults of the network with one further event: who has the resource then. */
import { assert, assertEquals } from "@std/assert";
import { COLUMNS, describeCase, sampleOf } from "./pair_cases.ts";
import { playPair } from "./play_pair.ts";

/** `deno task sim pairs` has them all. */
const SAMPLED = 50;

for (const column of COLUMNS) {
  Deno.test(`simulator: lasting faults and one more, ${column}`, () => {
    const cases = sampleOf(column, SAMPLED);
    const runs = cases.map((one) => ({ ...playPair(one), what: describeCase(one) }));
    const wrong = runs.filter(({ violation }) => violation !== null);
    assertEquals(wrong.map(({ what, violation }) => `${what}: ${violation}`), []);
    assert(runs.filter(({ placed }) => placed).length > cases.length / 2, "too few could be had");
  });
}
