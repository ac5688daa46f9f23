/** Plays a story to its end: its faults, then the mending of all, then whether all comes right. */
import { later, type NodeName, Random } from "../../src/model/mod.ts";
import { Watch } from "./checks.ts";
import { Cluster } from "./cluster.ts";
import { comeRight } from "./come_right.ts";
import { isKept } from "./files.ts";
import { breakFor } from "./lasting.ts";
import { type Coverage, Lookout } from "./coverage.ts";
import type { Stage } from "./scene.ts";
import { attempt, type Run } from "./run.ts";
import { isPromised, type Story, summarize } from "./story.ts";
import { stayRight } from "./stay_right.ts";
import { strike } from "./strike.ts";
import { printTold } from "./told.ts";

export interface Playing {
  /** Keeps a log. */
  readonly telling?: boolean;
  /** Ends with the faults. */
  readonly short?: boolean;
  /** Where what was seen is counted. */
  readonly coverage?: Coverage;
}

export function playStory(
  story: Story,
  { telling = false, short = false, coverage }: Playing = {},
): Run {
  const { seed, config, weather, temper, make, starts, faults, lasting } = story;
  const { files } = story;
  const cluster = new Cluster(config, new Random(seed), weather, temper, make, files);
  cluster.telling = telling;
  if (faults.some(({ fault }) => fault.kind === "replay")) cluster.mail.keep();
  cluster.recording = faults.some(({ fault }) => fault.kind === "revert");
  const last = files?.at(-1) ?? null;
  const stage: Stage = { load: "world", config, last, cluster, strict: isPromised(story) };
  const watch = new Watch(stage);
  const lookout = coverage === undefined ? null : new Lookout(cluster, coverage);
  cluster.afterStep = (name, daemon) => {
    watch.afterStep(name, daemon);
    lookout?.afterStep(name);
  };
  cluster.onAgent = (name, operation, outcome) => {
    watch.onAgent(name, operation, outcome);
    lookout?.onAgent(name, operation, outcome === null);
  };
  const violation = attempt(() => {
    for (const name of cluster.names) {
      cluster.at(atStart(cluster, starts, name), () => cluster.start(name));
    }
    const begin = cluster.now;
    if (lasting !== undefined) {
      cluster.at(later(begin, lasting.at), () => breakFor(cluster, lasting));
    }
    for (const { at, fault } of faults) {
      cluster.run(begin + at - cluster.now);
      strike(cluster, fault);
    }
    cluster.run(begin + endOf(faults) + config.deadtime * 2 - cluster.now);
    // Where there may be two clusters, nobody but their operators makes them one again.
    if (short || !isKept(story)) return;
    if (lasting === undefined) comeRight(stage, watch);
    else stayRight(stage, watch, lasting, new Random(seed));
  });
  return {
    summary: summarize(story),
    events: cluster.events,
    seconds: cluster.now / 1000,
    violation,
    log: cluster.log.map(printTold),
  };
}

/** When the last of them has struck; of machines that are put back, and of twins: when that is over. */
const endOf = (faults: Story["faults"]): number =>
  Math.max(
    0,
    ...faults.map(({ at, fault }) => {
      const lasts = fault.kind === "revert" || fault.kind === "twin";
      return at + (lasts ? fault.for : 0);
    }),
  );

const atStart = (
  { now }: Cluster,
  starts: Story["starts"],
  name: NodeName,
): Cluster["now"] => (now + (starts[name] ?? 0)) as Cluster["now"];
