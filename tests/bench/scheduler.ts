/** What a run of the scheduler costs, by size and state of the cluster. */
import { runScheduler } from "../../src/scheduler/mod.ts";
import { bigCluster, type State } from "./big_cluster.ts";
import type { Row } from "./table.ts";

/** Nodes, resources, and what `crm_simulate -R` of Pacemaker 2.1.5 takes (cold, started, failed), in ms. */
const SIZES: readonly (readonly [number, number, readonly string[]])[] = [
  [2, 2, ["30", "51", "42"]],
  [4, 50, ["55", "75", "105"]],
  [8, 200, ["249", "498", "425"]],
  [16, 500, ["2870", "1610", "1640"]],
  [16, 1000, ["7050", "3940", "4250"]],
  [32, 2000, ["436000", "21600", "22500"]],
  [32, 10_000, ["", "", ""]],
];
const STATES: readonly State[] = ["cold", "started", "failed"];
const ROUNDS = 5;

/** Medians of a few runs in a process that has warmed up; the worst is what a keepalive may wait. */
export function scheduling(): readonly Row[] {
  return SIZES.flatMap(([nodes, resources, peers]) =>
    STATES.map((state, index): Row => {
      const input = bigCluster(nodes, resources, state);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const begun = performance.now();
        runScheduler(input);
        times.push(performance.now() - begun);
      }
      times.sort((one, other) => one - other);
      const [median, worst] = [times[times.length >> 1] as number, times.at(-1) as number];
      return {
        what: `plan ${nodes} × ${resources}, ${state}`,
        hb: `${median.toFixed(1)} (worst ${worst.toFixed(1)})`,
        aim: aimOf(nodes, resources),
        peers: peers[index] === "" ? "" : `Pacemaker ${peers[index]}`,
      };
    })
  );
}

function aimOf(nodes: number, resources: number): string {
  if (nodes === 16 && resources === 1000) return "100";
  return nodes === 32 && resources === 2000 ? "300" : "";
}
