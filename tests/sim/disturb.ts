/** One fault after another, drawn from the scene's seed. */
import {
  type ClusterConfig,
  later,
  type NodeName,
  type Random,
  unitsOf,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import type { Cluster } from "./cluster.ts";
import { SITES } from "./draw_mixture.ts";
import type { Scene } from "./scene.ts";

/** One fault, drawn and done now. Things that are down come back by the same hand. */
export function disturb({ cluster, random, profile, config, load }: Scene): void {
  const name = random.pick(cluster.names);
  const roll = random.next();
  if (roll < 0.25) return toggleHost(cluster, name);
  if (roll < 0.35) return failResource(cluster, name, random);
  if (roll < 0.5) return command(cluster, name, random, config);
  if (roll < 0.6) return leave(cluster, name);
  if (roll < 0.7) return restart(cluster, name, random, config);
  if (load === "mixture" && roll > 0.9) return change(cluster, random, config);
  if (profile === "cuts") return cut(cluster, random);
  if (profile === "stalls") return stall(cluster, name, random);
}

function toggleHost(cluster: Cluster, name: NodeName): void {
  if (cluster.daemons.has(name)) cluster.crash(name);
  else cluster.start(name);
}

function failResource(cluster: Cluster, name: NodeName, random: Random): void {
  const running = [...cluster.host(name).running];
  if (running.length === 0) return;
  const victim = random.pick(running);
  cluster.host(name).running.delete(victim);
  cluster.host(name).promoted.delete(victim);
  cluster.note(name, `${victim} dies`);
}

function command(cluster: Cluster, name: NodeName, random: Random, config: ClusterConfig): void {
  if (!cluster.daemons.has(name)) return;
  const node = random.pick(cluster.names);
  const unit = random.pick(unitsOf(config)).name;
  const request = random.pick(
    [
      { kind: "standby", node, on: true },
      { kind: "standby", node, on: false },
      { kind: "standby", node, on: false },
      { kind: "move", unit, to: node },
      { kind: "move", unit, to: null },
      { kind: "cleanup", resource: null, node: null },
    ] as const,
  );
  ask(cluster, name, request);
}

function ask(cluster: Cluster, name: NodeName, request: Request): void {
  const daemon = cluster.daemons.get(name);
  if (daemon === undefined) return;
  cluster.note(name, `command ${JSON.stringify(request)}`);
  cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
}

/** What holds until it is taken back: operators' wishes, and what is known of a node. */
function change(cluster: Cluster, random: Random, config: ClusterConfig): void {
  const asked = random.pick(cluster.names);
  const node = random.pick(cluster.names);
  const { name } = random.pick(unitsOf(config));
  const value = random.pick(SITES);
  const on = random.chance(0.5);
  ask(
    cluster,
    asked,
    random.pick<Request>([
      { kind: "attribute", node, name: "site", value, scope: "forever" },
      { kind: "attribute", node: asked, name: "site", value, scope: "reboot" },
      { kind: "target", name, role: on ? "started" : "stopped" },
      { kind: "restart", name },
      { kind: "manage", name, on },
      { kind: "maintenance", node: null, on },
      { kind: "maintenance", node, on },
    ]),
  );
}

function leave(cluster: Cluster, name: NodeName): void {
  const daemon = cluster.daemons.get(name);
  if (daemon === undefined) return cluster.start(name);
  cluster.note(name, "told to leave");
  cluster.give(name, daemon, { kind: "leave" });
}

/** The daemon alone dies and is back at once, as systemd sees to: what it runs is adopted. */
function restart(
  cluster: Cluster,
  name: NodeName,
  random: Random,
  { deadtime }: ClusterConfig,
): void {
  if (!cluster.daemons.has(name)) return;
  cluster.kill(name);
  const back = random.between(1, deadtime / 4);
  cluster.at(later(cluster.now, back), () => cluster.start(name));
}

function cut(cluster: Cluster, random: Random): void {
  if (random.chance(0.4)) {
    cluster.note("net", "heals");
    return cluster.network.heal();
  }
  if (random.chance(0.2)) return flicker(cluster, random);
  const pair = random.chance(0.3);
  const side = pair ? [random.pick(cluster.names)] : cluster.names.filter(() => random.chance(0.5));
  const others = cluster.names.filter((name) => !side.includes(name));
  const rest = pair ? [random.pick(others)] : others;
  const oneWay = random.chance(0.3);
  cluster.note("net", `cut ${side.join(" ")} ${oneWay ? ">" : "|"} ${rest.join(" ")}`);
  for (const here of side) {
    for (const there of rest) {
      cluster.network.cut(here, there);
      if (!oneWay) cluster.network.cut(there, here);
    }
  }
}

/** Single directions of single links, all over the place. */
function flicker(cluster: Cluster, random: Random): void {
  cluster.note("net", "flickers");
  for (const from of cluster.names) {
    for (const to of cluster.names) if (random.chance(0.35)) cluster.network.cut(from, to);
  }
}

function stall(cluster: Cluster, name: NodeName, random: Random): void {
  const daemon = cluster.daemons.get(name);
  if (daemon === undefined) return cluster.start(name);
  if (daemon.paused) return cluster.resume(name);
  if (random.chance(0.5)) cluster.pause(name);
  else cluster.kill(name);
}
