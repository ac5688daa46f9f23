import { playStory } from "./play_story.ts";
import { drawStoryOf } from "./stories.ts";
import { Coverage } from "./coverage.ts";
import { isPromised } from "./story.ts";
const [load, from, seconds] = Deno.args;
const end = performance.now() + Number(seconds) * 1000;
let n = 0, ev = 0, strict = 0; const cov = new Coverage();
for (let seed = Number(from); performance.now() < end; seed++) {
  const story = drawStoryOf(load as "changes", seed);
  if (isPromised(story)) strict++;
  const r = playStory(story, {coverage: cov}); n++; ev += r.events;
  if (r.violation) console.log(seed, isPromised(story) ? "strict" : "", r.violation.split("\n").slice(0,2).join(" "));
}
console.log(n, "seeds", ev, "events", strict, "strict");
console.log(cov.lines().join("\n"));
