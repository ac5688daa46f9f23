/** Lets a fault happen to a cluster, and end by itself. */
import {
  type ClusterConfig,
  type Instant,
  later,
  type Millis,
  type NodeName,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import type { Cluster } from "./cluster.ts";
import { describeFault, type Fault } from "./fault.ts";
import { revert, twin, wipe } from "./other_lives.ts";

export function strike(cluster: Cluster, fault: Fault): void {
  cluster.note("fault", describeFault(fault));
  switch (fault.kind) {
    case "crash":
      if (!cluster.host(fault.node).powered) return;
      cluster.crash(fault.node);
      return cluster.onHost(fault.node, fault.for, () => cluster.start(fault.node));
    case "kill":
      cluster.kill(fault.node);
      return after(cluster, fault.for, () => cluster.start(fault.node));
    case "stop":
      cluster.pause(fault.node);
      return after(cluster, fault.for, () => cluster.resume(fault.node));
    case "busy":
      return labour(cluster, fault.node, fault.stall, later(cluster.now, fault.for));
    case "freeze":
      cluster.freeze(fault.node, fault.clock);
      return after(cluster, fault.for, () => cluster.thaw(fault.node));
    case "jump":
      return cluster.jumpClock(fault.node, fault.by);
    case "cut": {
      const mends = fault.ways.map(({ from, to }) => cluster.network.cut(from, to, fault.link));
      return after(cluster, fault.for, () => mends.forEach((mend) => mend()));
    }
    case "replay": {
      const letter = cluster.mail.replay(fault.node, fault.what, fault.nth);
      if (letter !== null) cluster.note("fault", `it was said by ${letter.from}`);
      return;
    }
    case "mail": {
      const { way, what: kind, by: late, count } = fault;
      const mishandling = { ...way, kind, late, count };
      cluster.mail.mishandlings.add(mishandling);
      return after(cluster, fault.for, () => cluster.mail.mishandlings.delete(mishandling));
    }
    case "wipe":
      wipe(cluster, fault.node, fault.what);
      return after(cluster, fault.for, () => cluster.start(fault.node));
    case "revert":
      return revert(cluster, fault.node, fault.for);
    case "twin":
      return twin(cluster, fault.node, fault.for);
    case "die":
      return die(cluster, fault.node, fault.nth);
    case "mishap":
      return misbehave(cluster, fault);
    case "disk": {
      const { disk } = cluster.host(fault.node);
      disk.refuses = "No space left on device";
      return after(cluster, fault.for, () => disk.refuses = null);
    }
    case "reload": {
      const { node, file } = fault;
      return cluster.onHost(node, 0, () => cluster.reload(node, fileOf(cluster, file)));
    }
    case "leave": {
      const daemon = cluster.daemons.get(fault.node);
      if (daemon !== undefined) cluster.give(fault.node, daemon, { kind: "leave" });
      return after(cluster, fault.for, () => cluster.start(fault.node));
    }
    case "ask":
      return ask(cluster, fault.node, fault.request);
    case "device": {
      const { moods } = cluster.outside.devices;
      moods.set(fault.device, fault.mood);
      return after(cluster, fault.for, () => moods.delete(fault.device));
    }
    case "deviceCut":
      return exclude(
        cluster,
        cluster.outside.devices.unreached,
        [`${fault.device}<${fault.node}`],
        fault.for,
      );
    case "arbiterDown":
      cluster.outside.arbiter.isUp = false;
      return after(cluster, fault.for, () => cluster.outside.arbiter.isUp = true);
    case "arbiterCut":
      return exclude(cluster, cluster.outside.arbiter.unreachedBy, [fault.node], fault.for);
    case "arbiterForgets":
      return cluster.outside.arbiter.forget();
    case "pingLost": {
      const ways = fault.nodes.map((node) => `${fault.ping}<${node}`);
      return exclude(cluster, cluster.outside.silentPings, ways, fault.for);
    }
    case "confirm":
      return confirm(cluster, fault.node);
  }
}

function fileOf({ files, config }: Cluster, nth: number): ClusterConfig {
  return files[nth] ?? config;
}

/** By how much longer agents take on a busy host. */
const SLOWNESS = 4;

function labour(cluster: Cluster, name: NodeName, stall: Millis, until: Instant): void {
  const host = cluster.host(name);
  host.slowness = cluster.now < until ? SLOWNESS : 1;
  if (cluster.now >= until) return;
  const atWork = [...host.busyUntil.values()].filter((end) => end > cluster.now).length;
  cluster.pause(name);
  after(cluster, stall * (1 + atWork), () => {
    cluster.resume(name);
    after(cluster, stall, () => labour(cluster, name, stall, until));
  });
}

/** Asks the daemon of a host for something, as an operator there would. */
export function ask(cluster: Cluster, name: NodeName, request: Request): void {
  const daemon = cluster.daemons.get(name);
  if (daemon === undefined || cluster.host(name).frozen !== null) return;
  cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
}

function after(cluster: Cluster, wait: Millis, run: () => void): void {
  cluster.at(later(cluster.now, wait), run);
}

function exclude<What>(
  cluster: Cluster,
  from: Set<What>,
  what: readonly What[],
  wait: Millis,
): void {
  for (const one of what) from.add(one);
  after(cluster, wait, () => what.forEach((one) => from.delete(one)));
}

function die(cluster: Cluster, name: NodeName, nth: number): void {
  const { running, promoted } = cluster.host(name);
  const victim = [...running][nth % Math.max(1, running.size)];
  if (victim === undefined) return;
  running.delete(victim);
  promoted.delete(victim);
  cluster.note(name, `${victim} dies`);
}

function misbehave(
  cluster: Cluster,
  { node, action, resource, how, for: wait }: Fault & { kind: "mishap" },
): void {
  const { mishaps } = cluster.host(node);
  const key = `${action} ${resource}`;
  mishaps.set(key, how);
  after(cluster, wait, () => mishaps.delete(key));
}

/** Honest: nothing runs there, nor is about to. */
function confirm(cluster: Cluster, target: NodeName): void {
  const { running, busyUntil } = cluster.host(target);
  const busy = [...busyUntil.values()].some((until) => until > cluster.now);
  if (cluster.daemons.has(target) || running.size > 0 || busy) return;
  const asked = cluster.names.find((name) => cluster.daemons.has(name));
  if (asked !== undefined) ask(cluster, asked, { kind: "fenceConfirm", node: target });
}
