/** Looks for the first seed with two holders: `hunt.ts LOAD FROM SECONDS` prints it, or nothing. */
import { STORY_LOADS } from "./draw_config.ts";
import { playStory } from "./play_story.ts";
import { drawStoryOf } from "./stories.ts";

const [named, from = "1", seconds = "10"] = Deno.args;
const load = STORY_LOADS.find((each) => each === named) ?? "cuts";
const end = performance.now() + Number(seconds) * 1000;
const DOUBLE = /runs on|is promoted on|is started on|too many/;

for (let seed = Number(from); performance.now() < end; seed += 1) {
  const { violation } = playStory(drawStoryOf(load, seed), { short: true });
  if (violation === null || !DOUBLE.test(violation)) continue;
  console.log(seed);
  break;
}
