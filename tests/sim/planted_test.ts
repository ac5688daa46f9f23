/** The simulator finds bugs: each planted one leads to two holders, and where it does the product has one. */
import { assert, assertEquals } from "@std/assert";
import { hunt, PLANTED } from "./planted.ts";
import { playStory } from "./play_story.ts";
import { drawStoryOf } from "./stories.ts";

/** Seconds; mostly the known seed is enough. */
const BOUND = 15;

for (const planted of PLANTED) {
  Deno.test(`simulator: finds that ${planted.bug}`, async () => {
    const seed = await hunt(planted, planted.seed, BOUND);
    assert(seed !== null, `not found in ${BOUND} s; look for a seed: deno task sim --planted`);
    const { summary, violation } = playStory(drawStoryOf(planted.focus, seed), { short: true });
    assertEquals(violation, null, summary);
  });
}
