/** One run: a safety phase with faults, then a liveness phase without. */
import { Watch } from "./checks.ts";
import { comeRight } from "./come_right.ts";
import type { Millis } from "../../src/model/mod.ts";
import type { Coverage } from "./coverage.ts";
import { disturb } from "./disturb.ts";
import { type Load, type OldLoad, STORY_LOADS } from "./draw_config.ts";
import { prolonged } from "./draw_harsh.ts";
import { playStory } from "./play_story.ts";
import { attempt, type Run } from "./run.ts";
import { drawScene } from "./scene.ts";
import { drawStoryOf } from "./stories.ts";
import { printTold } from "./told.ts";

const FAULTS = 30;

export interface Simulating {
  readonly telling?: boolean;
  /** Stories go on for so long at least. */
  readonly length?: Millis;
  /** Where what stories have shown is counted. */
  readonly coverage?: Coverage;
}

export function simulate(
  seed: number,
  load: Load,
  { telling = false, length = 0, coverage }: Simulating = {},
): Run {
  const named = STORY_LOADS.find((each) => each === load);
  if (named === undefined) return playScene(seed, load as OldLoad, telling);
  const story = unlessRefused(() => drawStoryOf(named, seed));
  if (story === null) return refused(seed, load);
  return playStory(length > 0 ? prolonged(story, length) : story, {
    telling,
    ...coverage === undefined ? {} : { coverage },
  });
}

/** Null: the drawn configuration is one that hb refuses, as it should. */
export function unlessRefused<What>(draw: () => What): What | null {
  try {
    return draw();
  } catch (error) {
    if ((error as Error).message.startsWith("Cannot ")) return null;
    throw error;
  }
}

const refused = (seed: number, load: Load): Run => ({
  summary: `seed ${seed} ${load}: refused`,
  events: 0,
  seconds: 0,
  violation: null,
  log: [],
});

function playScene(seed: number, load: OldLoad, telling: boolean): Run {
  const scene = unlessRefused(() => drawScene(seed, load));
  if (scene === null) return refused(seed, load);
  const { cluster, config, random, summary } = scene;
  cluster.telling = telling;
  const watch = new Watch(scene);
  cluster.afterStep = (name, daemon) => watch.afterStep(name, daemon);
  cluster.onAgent = (name, operation, outcome) => watch.onAgent(name, operation, outcome);
  const violation = attempt(() => {
    for (const name of cluster.names) {
      cluster.start(name);
      cluster.run(random.between(0, config.deadtime));
    }
    for (let fault = 0; fault < FAULTS; fault += 1) {
      cluster.run(random.between(0, config.deadtime * random.pick([0.1, 1, 4])));
      disturb(scene);
    }
    comeRight(scene, watch);
  });
  return {
    summary,
    events: cluster.events,
    seconds: cluster.now / 1000,
    violation,
    log: cluster.log.map(printTold),
  };
}
