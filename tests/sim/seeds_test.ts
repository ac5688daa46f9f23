/** Fixed seeds: a spread over all shapes of cluster, and every seed that ever found a bug. */
import { assertEquals } from "@std/assert";
import { simulate } from "./simulate.ts";

/** Seeds that once failed, with what they found. */
const FOUND: readonly (readonly [number, string])[] = [
  [
    1088550875,
    "half a move was undone while its own stop was under way; deadlines lay in the past",
  ],
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
