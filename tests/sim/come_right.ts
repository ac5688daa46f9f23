/** When the faults are over: all is mended, and within a bound all that can run runs, and goes on so. */
import { forgive, mend, Violation, type Watch } from "./checks.ts";
import type { Stage } from "./scene.ts";

/** So long nothing may happen once all is where it belongs. */
const CALM = 10_000;

/** In deadtimes; fencing that has failed again and again waits longer before it tries anew. */
const PATIENCE = 40;
const PATIENCE_WITH_FENCING = 150;

export function comeRight(stage: Stage, watch: Watch): void {
  const { cluster, config, load } = stage;
  mend(stage);
  // Those still leaving go, and are started again.
  cluster.run(config.deadtime);
  mend(stage);
  cluster.run(config.initdead + config.deadtime);
  forgive(stage);
  watch.calm();
  const most = config.fencing.devices.length > 0 ? PATIENCE_WITH_FENCING : PATIENCE;
  let problem: string | null = "";
  for (let patience = 0; patience < most && problem !== null; patience += 1) {
    cluster.run(config.deadtime);
    problem = watch.settled();
  }
  if (problem !== null) throw new Violation(`not settled: ${problem}`);
  if (load === "groups") return;
  watch.nothingMore();
  cluster.run(CALM);
  problem = watch.settled();
  if (problem !== null) throw new Violation(`not settled any more: ${problem}`);
}
