/**
 * `deno task sim` runs random seeds for a minute; what fails is shrunk before it is shown.
 *
 *     deno task sim --for SECONDS [LOAD] [--from SEED] [--hours H]
 *                                                        LOAD: see draw_config.ts; each story so long
 *     deno task sim SEED [LOAD]                          every event of one seed, a line each
 *     deno task sim SEED LOAD --shrunk                   the same of the smallest that fails alike
 *     deno task sim pairs [COLUMN | all] [N]             lasting faults with one more event (of each
 *                                                        column N); COLUMN:M tells one of them
 *     deno task sim --planted [SECONDS]                  seeds that show planted bugs, each for so long
 */
import { printConfig } from "../../src/config/mod.ts";
import { playAllPairs } from "./all_pairs.ts";
import { Coverage } from "./coverage.ts";
import { type Load, STORY_LOADS, type StoryLoad } from "./draw_config.ts";
import { hunt, PLANTED } from "./planted.ts";
import { playStory } from "./play_story.ts";
import { shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";
import { drawStoryOf } from "./stories.ts";
import { listFaults, type Story } from "./story.ts";

/** Most of the time goes where most can go wrong. */
const LOADS: readonly Load[] = [
  "world",
  "harsh",
  "lasting",
  "world",
  "replays",
  "mixture",
  "lasting",
  "astray",
  "wipes",
  "sleeps",
  "versions",
  "changes",
  "groups",
  "changes",
];

/** A smaller failure is worth so many seconds. */
const PATIENCE = 60;

/** So many lines before a violation tell how it came about. */
const TAIL = 60;

const [first = "--for", second, third] = Deno.args;
const code = first === "pairs"
  ? playAllPairs(second ?? "all", third === undefined ? null : Number(third))
  : first === "--planted"
  ? await huntAll(Number(second ?? 60))
  : first === "--for"
  ? runMany(Number(second ?? 60), third?.startsWith("--") ? undefined : third)
  : third === "--shrunk"
  ? showShrunk(Number(first), second as StoryLoad)
  : replay(Number(first), loadOf(second ?? "world"));
Deno.exit(code);

function runMany(limit: number, load: string | undefined): number {
  const loads = load === undefined ? LOADS : [loadOf(load)];
  const from = option("--from") ?? Math.floor(Math.random() * 2 ** 31);
  const length = (option("--hours") ?? 0) * 3_600_000;
  const begin = performance.now();
  const coverage = new Coverage();
  const left = () => limit * 1000 - (performance.now() - begin);
  let runs = 0, events = 0, seconds = 0, bad = 0;
  for (let seed = from; left() > 0; seed += 1) {
    const drawn = loads[seed % loads.length] as Load;
    const run = simulate(seed, drawn, { length, coverage });
    runs += 1;
    events += run.events;
    seconds += run.seconds;
    if (run.violation === null) continue;
    bad += 1;
    console.log(`${run.summary}\n  ${run.violation}`);
    if (isStory(drawn)) showSmaller(drawStoryOf(drawn, seed), run.violation);
  }
  const took = (performance.now() - begin) / 1000;
  console.log(
    `${runs} seeds from ${from}, ${events} events, ${(seconds / took).toFixed(0)} simulated s/s`,
  );
  console.log(["seen, the rarest first:", ...coverage.lines()].join("\n"));
  console.log(`${runs - bad} passed, ${bad} failed`);
  return bad === 0 ? 0 : 1;
}

function loadOf(word: string): Load {
  const load = (["groups", "mixture", ...STORY_LOADS] as const).find((each) => each === word);
  if (load !== undefined) return load;
  console.error(`There is no load ${word}; there are groups, mixture, ${STORY_LOADS.join(", ")}`);
  Deno.exit(2);
}

/** The number after `name`; null: it is not there. */
function option(name: string): number | null {
  const at = Deno.args.indexOf(name);
  return at === -1 ? null : Number(Deno.args[at + 1]);
}

/** From any seed on, so that more than the known ones are found over time. */
async function huntAll(limit: number): Promise<number> {
  let missed = 0;
  for (const planted of PLANTED) {
    const seed = await hunt(planted, Math.floor(Math.random() * 2 ** 31), limit);
    if (seed === null) missed += 1;
    console.log(`${planted.bug}: ${seed === null ? "NOT FOUND" : `found by seed ${seed}`}`);
  }
  console.log(`${PLANTED.length - missed} passed, ${missed} failed`);
  return missed === 0 ? 0 : 1;
}

function replay(seed: number, load: Load): number {
  if (isStory(load)) show(drawStoryOf(load, seed));
  const run = simulate(seed, load, { telling: true });
  console.log(run.log.join("\n"));
  console.log(run.summary);
  console.log(run.violation ?? "no violation");
  return run.violation === null ? 0 : 1;
}

function isStory(load: Load): load is StoryLoad {
  return STORY_LOADS.some((each) => each === load);
}

function show(story: Story): void {
  console.log(printConfig(story.config));
  console.log(listFaults(story).join("\n"));
}

function showShrunk(seed: number, load: StoryLoad): number {
  const story = drawStoryOf(load, seed);
  const { violation } = playStory(story);
  if (violation === null) return replay(seed, load);
  const small = smaller(story, violation);
  show(small);
  const run = playStory(small, { telling: true });
  console.log([...run.log, run.summary, run.violation].join("\n"));
  return 1;
}

function showSmaller(story: Story, violation: string): void {
  const small = smaller(story, violation);
  const run = playStory(small, { telling: true });
  console.log(["shrunk:", run.summary, ...listFaults(small), ...run.log.slice(-TAIL)].join("\n"));
  console.log(`${run.violation}\n  all of it: deno task sim ${story.seed} ${story.load} --shrunk`);
}

function smaller(story: Story, violation: string): Story {
  const end = performance.now() + PATIENCE * 1000;
  return shrink(story, violation, () => performance.now() < end);
}
