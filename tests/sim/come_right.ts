/** When the faults are over: all is mended, and within a bound all that can run runs, and goes on so. */
import { forgive, mend, Violation, type Watch } from "./checks.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";
import type { Cluster } from "./cluster.ts";
import { describeFile, has } from "./files.ts";
import type { Stage } from "./scene.ts";
import { ask } from "./strike.ts";

/** So long nothing may happen once all is where it belongs. */
const CALM = 10_000;

/** In deadtimes; fencing that has failed again and again waits longer before it tries anew. */
const PATIENCE = 40;
const PATIENCE_WITH_FENCING = 150;

/** All nodes of it get the file; also those that were given one of another cluster, and so begin anew. */
function handOut(cluster: Cluster, file: ClusterConfig): void {
  for (const name of cluster.names.filter((each) => has(file, each))) {
    const host = cluster.host(name);
    const isOfOther = (host.disk.config?.inForce.name ?? file.name) !== file.name;
    if (isOfOther) cluster.kill(name);
    cluster.onHost(name, 0, () => cluster.reload(name, file));
    host.file = file;
  }
}

/**
 * No node hands a configuration to another. Where one that was away is needed by what the others have in
 * force, or are about to have, it is given those files first; and what is to be a witness lets go of all.
 */
function catchUp(cluster: Cluster, last: ClusterConfig): void {
  const kept = cluster.names.flatMap((name) => cluster.host(name).disk.config ?? []);
  const [newest] = kept.toSorted((one, other) => other.number - one.number);
  if (newest === undefined) return;
  const joint = kept.find(({ next, inForce }) =>
    next !== null && describeFile(inForce) === describeFile(newest.inForce)
  );
  for (const file of [newest.inForce, ...joint?.next ? [joint.next] : []]) {
    for (const name of cluster.names.filter((each) => has(last, each) && has(file, each))) {
      const own = cluster.host(name).disk.config;
      const isBehind = own === null || own.number < newest.number || own.next === null;
      if (isBehind && own?.inForce !== file) {
        cluster.note("operators", `${name} is given what the others have: ${describeFile(file)}`);
        cluster.reload(name, file);
      }
    }
    for (const { name, witness } of file.nodes) {
      if (witness) ask(cluster, name, { kind: "standby", node: name, on: true });
    }
    cluster.run(SOON);
  }
  handOut(cluster, last);
  cluster.run(SOON);
}

/** Until a file has been read, and said to the others. */
const SOON = 2000;

/** hb is stopped on hosts that are not in it, and is not started there any more. */
function takeOut(cluster: Cluster, file: ClusterConfig): void {
  for (const name of cluster.names.filter((each) => !has(file, each))) {
    const daemon = cluster.daemons.get(name);
    if (daemon !== undefined) cluster.give(name, daemon, { kind: "leave" });
    cluster.host(name).file = file;
  }
}

export function comeRight(stage: Stage, watch: Watch): void {
  const { cluster, config, load } = stage;
  if (stage.last !== null) handOut(cluster, stage.last);
  mend(stage);
  if (stage.last !== null) takeOut(cluster, stage.last);
  // Those still leaving go, and are started again.
  cluster.run(config.deadtime);
  mend(stage);
  cluster.run(config.initdead + config.deadtime);
  forgive(stage);
  watch.calm();
  const most = config.fencing.devices.length > 0 ? PATIENCE_WITH_FENCING : PATIENCE;
  let problem: string | null = "";
  for (let patience = 0; patience < most && problem !== null; patience += 1) {
    if (patience === most / 2 && stage.last !== null) {
      catchUp(cluster, stage.last);
      forgive(stage);
    }
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
