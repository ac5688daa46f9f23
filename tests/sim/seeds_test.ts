/** Fixed seeds: a spread over all shapes of cluster, and every seed that ever found a bug. */
import { assertEquals } from "@std/assert";
import { simulate } from "./simulate.ts";

/** Seeds that once failed, with what they found. */
const FOUND: readonly (readonly [number, string])[] = [
  [1088550875, "half a move was undone while its own stop was under way; deadlines in the past"],
  [1497223947, "a node went on by the word of members whose coordinator no longer heard it"],
  [184055222, "a start went on after its daemon's death, behind the back of the next life"],
  [184055227, "the report of a node that follows another coordinator was believed"],
  [784416189, "a daemon started anew in a partition did not know since when it was unheard"],
];

for (let seed = 1; seed <= 12; seed += 1) {
  Deno.test(`simulator: seed ${seed} keeps one holder and settles`, () => {
    const { summary, violation } = simulate(seed);
    assertEquals(violation, null, summary);
  });
}

for (const [seed, found] of FOUND) {
  Deno.test(`simulator: seed ${seed} (${found})`, () => {
    const { summary, violation } = simulate(seed);
    assertEquals(violation, null, summary);
  });
}
