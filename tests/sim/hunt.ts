/** Looks for the first seed with two holders: `hunt.ts FOCUS FROM SECONDS` prints it, or nothing. */
import { drawFocused, FOCUSES } from "./focus.ts";
import { playStory } from "./play_story.ts";

const [named, from = "1", seconds = "10"] = Deno.args;
const focus = FOCUSES.find((each) => each === named) ?? "cuts";
const end = performance.now() + Number(seconds) * 1000;
const DOUBLE = /runs on|is promoted on|is started on|too many/;

for (let seed = Number(from); performance.now() < end; seed += 1) {
  const { violation } = playStory(drawFocused(seed, focus), { short: true });
  if (violation === null || !DOUBLE.test(violation)) continue;
  console.log(seed);
  break;
}
