/** Draws a cluster and its faults from a seed. */
import { parseConfig } from "../../src/config/mod.ts";
import { type ClusterConfig, later, type NodeName, Random } from "../../src/model/mod.ts";
import { Cluster } from "./cluster.ts";

/**
 * crashes: hosts lose power and come back, operators command. cuts: links fail too, in one or both
 * directions. stalls: daemons are killed or stopped, for however long.
 */
export type Profile = "crashes" | "cuts" | "stalls";

export interface Scene {
  readonly seed: number;
  readonly profile: Profile;
  readonly config: ClusterConfig;
  readonly cluster: Cluster;
  readonly random: Random;
  /** Whether a resource may never be active on two nodes in this run. */
  readonly strict: boolean;
  readonly summary: string;
}

export function drawScene(seed: number): Scene {
  const random = new Random(seed);
  const nodes = random.pick([2, 2, 3, 3, 4, 5]);
  const profile = random.pick(["crashes", "cuts", "stalls"] as const);
  const units = random.between(1, 5);
  const keepalive = random.pick([50, 100, 200]);
  const deadtime = keepalive * 10;
  const failback = random.chance(0.3);
  const config = drawConfig(random, { nodes, units, keepalive, deadtime, failback });
  const slowest = random.pick([1, 5, keepalive / 4]);
  const loss = random.pick([0, 0.01, 0.05]);
  const weather = { loss, doubling: 0.02, slowest };
  // All that a node runs is stopped within the quarter of deadtime that it has for letting go.
  const temper = {
    slowestStart: random.pick([20, 300]),
    slowestStop: Math.floor(deadtime / 20),
    startFails: random.pick([0, 0, 0.1]),
  };
  const cluster = new Cluster(config, random.fork(), weather, temper);
  const strict = profile === "crashes" || (profile === "cuts" && nodes > 2);
  const summary =
    `seed ${seed}: ${nodes} nodes, ${units} units, ${profile}, keepalive ${keepalive}, ` +
    `loss ${loss}, delay ${slowest}, start ≤ ${temper.slowestStart}, start fails ${temper.startFails}, ` +
    `auto_failback ${failback}${strict ? ", strict" : ""}`;
  return { seed, profile, config, cluster, random, strict, summary };
}

interface Shape {
  readonly nodes: number;
  readonly units: number;
  readonly keepalive: number;
  readonly deadtime: number;
  readonly failback: boolean;
}

function drawConfig(random: Random, shape: Shape): ClusterConfig {
  const names = Array.from({ length: shape.nodes }, (_, index) => `n${index + 1}`);
  const groups = Array.from({ length: shape.units }, (_, index) => {
    const members = Array.from({ length: random.between(1, 3) }, (_, part) => `r${index}_${part}`);
    const prefer = random.chance(0.5) ? [random.pick(names)] : [];
    return { name: `g${index}`, members, prefer };
  });
  const text = [
    `[cluster]\nname = "sim"\nkeepalive = "${shape.keepalive}ms"\nwarntime = "${
      shape.deadtime / 2
    }ms"`,
    `deadtime = "${shape.deadtime}ms"\ninitdead = "${shape.deadtime * 3}ms"`,
    `auto_failback = ${shape.failback}`,
    ...names.map((name) => `[[node]]\nname = "${name}"`),
    `[[link]]\nkind = "bcast"\ninterface = "eth0"`,
    `[defaults]\nmigration_threshold = ${random.pick(["1", "3", '"INFINITY"'])}`,
    `failure_timeout = "${shape.deadtime * 2}ms"\nmonitor = "${shape.keepalive * 2}ms"`,
    ...groups.map(({ name, members, prefer }) =>
      `[[group]]\nname = "${name}"\nprefer = ${JSON.stringify(prefer)}\nmembers = ${
        JSON.stringify(members)
      }`
    ),
    ...groups.flatMap(({ members }) =>
      members.map((id) => `[[resource]]\nname = "${id}"\nagent = "ocf:sim:${id}"`)
    ),
  ].join("\n");
  const { config, problems } = parseConfig(text, "sim.toml");
  if (config === null) throw new Error(problems.map((each) => each.message).join("\n"));
  return config;
}

/** One fault, drawn and done now. Things that are down come back by the same hand. */
export function disturb({ cluster, random, profile, config }: Scene): void {
  const name = random.pick(cluster.names);
  const roll = random.next();
  if (roll < 0.25) return toggleHost(cluster, name);
  if (roll < 0.35) return failResource(cluster, name, random);
  if (roll < 0.5) return command(cluster, name, random, config);
  if (roll < 0.6) return leave(cluster, name);
  if (roll < 0.7) return restart(cluster, name, random, config);
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
  cluster.note(name, `${victim} dies`);
}

function command(cluster: Cluster, name: NodeName, random: Random, config: ClusterConfig): void {
  const daemon = cluster.daemons.get(name);
  if (daemon === undefined) return;
  const node = random.pick(cluster.names);
  const unit = random.pick(config.groups).name;
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
  cluster.note(name, `command ${JSON.stringify(request)}`);
  cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
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
