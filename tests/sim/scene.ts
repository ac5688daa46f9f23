/** Draws a cluster and its weather from a seed; its faults come as it goes (`disturb`). */
import { type ClusterConfig, Random } from "../../src/model/mod.ts";
import { Cluster } from "./cluster.ts";
import { drawConfig, type Load, type OldLoad } from "./draw_config.ts";

/**
 * crashes: hosts lose power and come back, operators command. cuts: links fail too, in one or both
 * directions. stalls: daemons are killed or stopped, for however long.
 */
export type Profile = "crashes" | "cuts" | "stalls";

/** What is watched. */
export interface Stage {
  readonly load: Load;
  readonly config: ClusterConfig;
  /** What must be in force on all nodes in the end; null: whatever there is. */
  readonly last: ClusterConfig | null;
  readonly cluster: Cluster;
  /** Whether a resource may never be active on two nodes in this run. */
  readonly strict: boolean;
}

export interface Scene extends Stage {
  readonly seed: number;
  readonly profile: Profile;
  readonly random: Random;
  readonly summary: string;
}

export function drawScene(seed: number, load: OldLoad): Scene {
  const random = new Random(seed);
  const nodes = random.pick([2, 2, 3, 3, 4, 5]);
  const profile = random.pick(["crashes", "cuts", "stalls"] as const);
  const units = random.between(1, 5);
  const keepalive = random.pick([50, 100, 200]);
  const deadtime = keepalive * 10;
  const failback = random.chance(0.3);
  const config = drawConfig(random, { nodes, units, keepalive, deadtime, failback }, load);
  const slowest = random.pick([1, 5, keepalive / 4]);
  const loss = random.pick([0, 0.01, 0.05]);
  const weather = { loss, doubling: 0.02, slowest };
  // All that a node runs is stopped within the quarter of deadtime that it has for letting go.
  const temper = {
    slowestStart: random.pick([20, 300]),
    slowestStop: Math.floor(deadtime / 20),
    startFails: random.pick([0, 0, 0.1]),
    ...load === "groups" ? {} : { scores: [5, 10, 100] },
  };
  const cluster = new Cluster(config, random.fork(), weather, temper);
  // Without a majority only the policies "stop" and "demote" promise one holder.
  const promised = config.noQuorum === "stop" || config.noQuorum === "demote";
  const strict = profile === "crashes" || (profile === "cuts" && nodes > 2 && promised);
  const summary =
    `seed ${seed} ${load}: ${nodes} nodes, ${units} units, ${profile}, keepalive ${keepalive}, ` +
    `loss ${loss}, delay ${slowest}, start ≤ ${temper.slowestStart}, start fails ${temper.startFails}, ` +
    `auto_failback ${failback}${strict ? ", strict" : ""}`;
  return { seed, load, profile, config, last: null, cluster, random, strict, summary };
}
