/** Lives that ought not to be: memory lost, a machine put back to a snapshot, a second host of a name. */
import { type Millis, type NodeName, nodeName, Random } from "../../src/model/mod.ts";
import type { Effect } from "../../src/node/mod.ts";
import { HostClock } from "./clock.ts";
import type { Cluster } from "./cluster.ts";
import { type Daemon, daemonOf } from "./daemon.ts";
import type { Wiped } from "./fault.ts";
import { Host } from "./world.ts";

/** The daemon is killed, and what its host has kept of it is gone, or older than it was. */
export function wipe(cluster: Cluster, name: NodeName, what: Wiped): void {
  cluster.kill(name);
  const host = cluster.host(name);
  const { disk } = host;
  if (what === "run" || what === "all") host.runtime.lease = null;
  if (what === "last state") disk.saved = disk.before;
  if (what === "state" || what === "all") {
    disk.saved = null;
    disk.config = null;
    // It comes from the wall clock then, and so is higher than any before.
    disk.generation += 1000;
  }
}

/** What the machine is now; after `wait` it crashes, and is this again. */
export function revert(cluster: Cluster, name: NodeName, wait: Millis): void {
  const host = cluster.host(name);
  const daemon = cluster.daemons.get(name);
  if (!daemon?.life || daemon.paused || host.frozen !== null) return;
  const told = daemon.life.length;
  const { boot, runtime: { lease }, disk: { saved, config } } = host;
  const [running, promoted] = [[...host.running], [...host.promoted]];
  const reading = host.clock.at(cluster.now);
  cluster.at((cluster.now + wait) as typeof cluster.now, () => {
    cluster.cutPower(name, "whoever puts it back");
    host.powered = true;
    host.putBackTo = boot;
    host.runtime.lease = lease;
    // The next life's generation comes from the wall clock, which nobody puts back.
    host.disk.saved = saved;
    host.disk.config = config;
    for (const id of running) host.running.add(id);
    for (const id of promoted) host.promoted.add(id);
    host.clock.restart(reading, cluster.now);
    const { twin, asked } = relive(daemon, told);
    cluster.note(name, "is put back to a snapshot");
    cluster.goOn(name, twin, asked);
  });
}

/** The same life up to a moment, and what it had asked for by then and not been told of. */
function relive(
  { again, life, working }: Daemon,
  told: number,
): { twin: Daemon; asked: readonly Effect[] } {
  const node = again();
  const lived = (life ?? []).slice(0, told);
  const open = new Map<string, Effect>();
  for (const { input, now } of lived) {
    if (input.kind === "agentFinished") open.delete(`runAgent ${input.operation}`);
    if (input.kind === "fenceFinished") open.delete(`runFence ${input.operation}`);
    if (input.kind === "arbiterAnswered") open.delete(`askArbiter ${input.request}`);
    if (input.kind === "persisted") open.delete("persist");
    if (input.kind === "configKept") open.delete("config");
    for (const effect of node.step(input, now)) {
      if (effect.kind === "runAgent") open.set(`runAgent ${effect.operation.id}`, effect);
      if (effect.kind === "runFence") open.set(`runFence ${effect.operation.id}`, effect);
      if (effect.kind === "askArbiter") open.set(`askArbiter ${effect.request.id}`, effect);
      if (effect.kind === "persist") open.set("persist", effect);
      if (effect.kind === "config") open.set("config", effect);
    }
  }
  const last = lived.at(-1)?.now ?? (0 as (typeof lived)[number]["now"]);
  return { twin: daemonOf(node, again, working, last, lived), asked: [...open.values()] };
}

const CLONES_TEMPER = { slowestStart: 20, slowestStop: 20, startFails: 0 };

/** A copy of the host was not renamed: it boots with nothing that runs, and what the disk says. */
export function twin(cluster: Cluster, name: NodeName, wait: Millis): void {
  const clone = nodeName(`${name}-clone`);
  if (cluster.clones.has(clone)) return;
  const host = new Host(new Random(1), CLONES_TEMPER, new HostClock());
  const { disk } = cluster.host(name);
  cluster.host(name).hadTwin = true;
  Object.assign(host.disk, disk);
  host.file = cluster.host(name).file;
  // By the wall clock each later life of either is later than this.
  disk.generation += 1;
  host.putBackTo = "boot of the clone";
  cluster.clones.set(clone, name);
  cluster.hosts.set(clone, host);
  cluster.start(clone);
  cluster.at((cluster.now + wait) as typeof cluster.now, () => {
    cluster.crash(clone);
    cluster.hosts.delete(clone);
    cluster.clones.delete(clone);
  });
}
