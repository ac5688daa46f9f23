/** One run: a safety phase with faults, then a liveness phase without. */
import { forgive, mend, Violation, Watch } from "./checks.ts";
import { disturb, drawScene } from "./scene.ts";

export interface Run {
  readonly summary: string;
  readonly events: number;
  readonly seconds: number;
  /** What went wrong; null: nothing. */
  readonly violation: string | null;
  readonly log: readonly string[];
}

const FAULTS = 30;

export function simulate(seed: number): Run {
  const scene = drawScene(seed);
  const { cluster, config, random, summary } = scene;
  const watch = new Watch(scene);
  cluster.afterStep = (name, daemon) => watch.afterStep(name, daemon);
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
    let problem: string | null = "";
    for (let patience = 0; patience < 40 && problem !== null; patience += 1) {
      cluster.run(config.deadtime);
      problem = watch.settled();
    }
    if (problem !== null) throw new Violation(`not settled: ${problem}`);
  });
  return {
    summary,
    events: cluster.events,
    seconds: cluster.now / 1000,
    violation,
    log: cluster.log,
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
