/** While some faults last: what is left whole runs, within a bound, all that it can, each on one host. */
import { type NodeName, type Random, unitsOf } from "../../src/model/mod.ts";
import { forgive, mend, Violation, type Watch } from "./checks.ts";
import { coreOf, type Lasting, promisedUnder } from "./lasting.ts";
import type { Stage } from "./scene.ts";
import { unheld } from "./settled.ts";

/** In deadtimes; fencing that has failed again and again waits longer before it tries anew. */
const PATIENCE = 40;
const PATIENCE_WITH_FENCING = 150;

/** So many deadtimes nothing may change; a takeover takes fewer. */
const STEADY = 4;

/** So often something that runs dies then, and must run again. */
const DEATHS = 2;

export function stayRight(stage: Stage, watch: Watch, lasting: Lasting, random: Random): void {
  const { cluster, config } = stage;
  mend(stage);
  // Those still leaving go, and are started again.
  cluster.run(config.deadtime);
  mend(stage);
  cluster.run(config.initdead + config.deadtime);
  const core = coreOf(config, lasting);
  if (core === null || !promisedUnder(config, lasting).atLeastOne) return;
  for (const name of core) forgive(stage, name);
  watch.calm();
  settle(stage, core);
  for (let death = 0; death < DEATHS; death += 1) {
    const { members } = random.pick(unitsOf(config));
    const first = members[0]?.id;
    for (const host of cluster.hosts.values()) if (first) host.running.delete(first);
    cluster.note("fault", `${first} dies`);
    settle(stage, core);
  }
}

function settle(stage: Stage, core: readonly NodeName[]): void {
  const { cluster, config: { deadtime, fencing } } = stage;
  const most = fencing.devices.length > 0 ? PATIENCE_WITH_FENCING : PATIENCE;
  let problem: string | null = "";
  let steady = 0;
  for (let waited = 0; waited < most + STEADY && steady < STEADY; waited += 1) {
    cluster.run(deadtime);
    problem = unheld(stage);
    steady = problem === null ? steady + 1 : 0;
  }
  if (steady < STEADY) throw new Violation(`not held: core ${core.join(" ")}, ${problem}`);
}
