/** What a run of the scheduler costs, by size and state of the cluster: alone, and as a process. */
import type { HbCommand } from "../../src/lab/mod.ts";
import { runScheduler, scheduleInStages } from "../../src/scheduler/mod.ts";
import { bigCib } from "./big_cib.ts";
import { bigCluster, runningCluster, type State } from "./big_cluster.ts";
import { type Row, spread } from "./table.ts";

/** Nodes, resources, and what `crm_simulate -R` of Pacemaker 2.1.5 takes (cold, started, failed). */
const SIZES: readonly (readonly [number, number, readonly string[]])[] = [
  [2, 2, ["30 ms", "51 ms", "42 ms"]],
  [4, 50, ["55 ms", "75 ms", "105 ms"]],
  [8, 200, ["249 ms", "498 ms", "425 ms"]],
  [16, 500, ["2.87 s", "1.61 s", "1.64 s"]],
  [16, 1000, ["7.05 s", "3.94 s", "4.25 s"]],
  [32, 2000, ["436 s", "21.6 s", "22.5 s"]],
  [32, 10_000, ["", "", ""]],
];
const STATES: readonly State[] = ["cold", "started", "failed"];
/** Below this no stage takes long enough to speak of. */
const LARGE = 1000;
/** From here on a file is too large to be worth a process each round. */
const LARGEST_CIB = 2000;

export const scheduling = (rounds: number): readonly Row[] =>
  forEachSize((nodes, resources, state, peer) => {
    const input = bigCluster(nodes, resources, state);
    const found = Array.from({ length: rounds }, () => {
      const begun = performance.now();
      runScheduler(input);
      return performance.now() - begun;
    });
    const aim = resources === 1000 ? "100 ms" : resources === 2000 ? "300 ms" : "";
    return { what: `plan ${nodes} × ${resources}, ${state}`, hb: spread(found, rounds), aim, peer };
  });

/** What a keepalive may have to wait for where one node plans for that many. */
export const longestStages = (rounds: number): readonly Row[] =>
  forEachSize((nodes, resources, state) => {
    if (resources < LARGE) return null;
    const input = runningCluster(nodes, resources, state);
    const found = Array.from({ length: rounds }, () => longestOf(scheduleInStages(input)));
    const what = `longest stage in a running cluster, ${nodes} × ${resources}, ${state}`;
    return { what, hb: spread(found, rounds), aim: "", peer: "" };
  });

function longestOf(stages: Generator<void, unknown>): number {
  let longest = 0;
  for (let ended: boolean | undefined = false; !ended;) {
    const begun = performance.now();
    ended = stages.next().done;
    longest = Math.max(longest, performance.now() - begun);
  }
  return longest;
}

/** The whole command, from the file to the text. */
export const simulating = (hb: HbCommand, rounds: number): readonly Row[] =>
  forEachSize((nodes, resources, state, peer) => {
    if (resources > LARGEST_CIB) return null;
    const file = Deno.makeTempFileSync({ suffix: ".xml" });
    Deno.writeTextFileSync(file, bigCib(nodes, resources, state));
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      const [program, ...more] = hb;
      const { success } = new Deno.Command(program, {
        args: [...more, "simulate", "--cib", file],
        stdout: "null",
        stderr: "null",
      }).outputSync();
      if (success) found.push(performance.now() - begun);
    }
    Deno.removeSync(file);
    const what = `hb simulate ${nodes} × ${resources}, ${state}`;
    return { what, hb: spread(found, rounds), aim: "", peer };
  });

interface Measured {
  readonly what: string;
  readonly hb: string;
  readonly aim: string;
  readonly peer: string;
}

const forEachSize = (
  measure: (nodes: number, resources: number, state: State, peer: string) => Measured | null,
): readonly Row[] =>
  SIZES.flatMap(([nodes, resources, peers]) =>
    STATES.flatMap((state, index) => {
      const measured = measure(nodes, resources, state, peers[index] ?? "");
      if (measured === null) return [];
      const { peer, ...row } = measured;
      return [{ ...row, peers: peer === "" ? "" : `crm_simulate -R ${peer}` }];
    })
  );
