/** One run: a safety phase with faults, then a liveness phase without. */
import { forgive, mend, Violation, Watch } from "./checks.ts";
import { disturb } from "./disturb.ts";
import type { Load } from "./draw_config.ts";
import { drawScene } from "./scene.ts";
import { printTold } from "./told.ts";

export interface Run {
  readonly summary: string;
  readonly events: number;
  readonly seconds: number;
  /** What went wrong; null: nothing. */
  readonly violation: string | null;
  readonly log: readonly string[];
}

const FAULTS = 30;

/** So long nothing may happen once all is where it belongs. */
const CALM = 10_000;

/** Null: the drawn configuration is one that hb refuses, as it should. */
function tryScene(seed: number, load: Load): ReturnType<typeof drawScene> | null {
  try {
    return drawScene(seed, load);
  } catch (error) {
    if ((error as Error).message.startsWith("Cannot ")) return null;
    throw error;
  }
}

export function simulate(seed: number, load: Load): Run {
  const scene = tryScene(seed, load);
  if (scene === null) {
    return {
      summary: `seed ${seed} ${load}: refused`,
      events: 0,
      seconds: 0,
      violation: null,
      log: [],
    };
  }
  const { cluster, config, random, summary } = scene;
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
    mend(scene);
    // Those still leaving go, and are started again.
    cluster.run(config.deadtime);
    mend(scene);
    cluster.run(config.initdead + config.deadtime);
    forgive(scene);
    watch.calm();
    let problem: string | null = "";
    for (let patience = 0; patience < 40 && problem !== null; patience += 1) {
      cluster.run(config.deadtime);
      problem = watch.settled();
    }
    if (problem !== null) throw new Violation(`not settled: ${problem}`);
    if (load === "groups") return;
    watch.nothingMore();
    cluster.run(CALM);
    problem = watch.settled();
    if (problem !== null) throw new Violation(`not settled any more: ${problem}`);
  });
  return {
    summary,
    events: cluster.events,
    seconds: cluster.now / 1000,
    violation,
    log: cluster.log.map(printTold),
  };
}

function attempt(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Violation ? error.message : (error as Error).stack ?? String(error);
  }
}
