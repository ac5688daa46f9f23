/** Busy hosts: while hb stands still for less than its lease covers, nobody is called dead. */
import { assertEquals } from "@std/assert";
import { drawFocused } from "./focus.ts";
import { playStory } from "./play_story.ts";

for (let seed = 1; seed <= 8; seed += 1) {
  Deno.test(`simulator: busy hosts ${seed} call nobody dead and let nothing go`, () => {
    const { summary, violation, log } = playStory(drawFocused(seed, "busy"), { telling: true });
    assertEquals(violation, null, summary);
    assertEquals(log.filter((line) => / is dead: |lets go of|stood still/.test(line)), []);
  });
}
