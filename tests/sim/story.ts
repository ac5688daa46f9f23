/** A run as it is drawn from a seed: a cluster, its weather, its hosts, and each fault with its time. */
import { promisesOf } from "../../src/config/mod.ts";
import { type ClusterConfig, type Millis, type NodeName, Random } from "../../src/model/mod.ts";
import type { Make } from "./cluster.ts";
import { readConfig } from "./draw_config.ts";
import { drawFaults } from "./draw_faults.ts";
import type { StoryLoad } from "./draw_config.ts";
import { drawMixture } from "./draw_mixture.ts";
import { drawSafeguards } from "./draw_safeguards.ts";
import { describeFault, promisedFaults, type Struck } from "./fault.ts";
import { describeFile, isKept } from "./files.ts";
import { describeLasting, type Lasting, promisedUnder } from "./lasting.ts";
import type { Weather } from "./network.ts";
import type { AgentTemper } from "./world.ts";

export interface Story {
  /** What drew it. */
  readonly load: StoryLoad;
  readonly seed: number;
  /** With `files`: all hosts that there may be, and the longest times. */
  readonly config: ClusterConfig;
  /** What cluster.toml may be: the first to begin with, the last in the end. Absent: `config` alone. */
  readonly files?: readonly ClusterConfig[];
  readonly weather: Weather;
  readonly temper: AgentTemper;
  readonly make: Make;
  /** When each host is switched on, after the start of the run. */
  readonly starts: Readonly<Record<NodeName, Millis>>;
  /** By their times. */
  readonly faults: readonly Struck[];
  /** What is broken, and is not mended at the end; absent: nothing. */
  readonly lasting?: Lasting;
}

/** Throws where hb refuses the drawn configuration. */
export function drawStory(seed: number): Story {
  const random = new Random(seed);
  const config = drawCluster(random.fork());
  const { keepalive, deadtime, nodes } = config;
  const names = nodes.map(({ name }) => name);
  const skew = random.pick([0, 0.0005, 0.005]);
  const weather = {
    loss: random.pick([0, 0.01, 0.05]),
    doubling: 0.02,
    slowest: random.pick([1, 5, keepalive / 4]),
  };
  const story = {
    load: "world" as const,
    seed,
    config,
    weather,
    temper: {
      slowestStart: random.pick([20, 300]),
      // All that a node runs is stopped within the quarter of deadtime that it has for letting go.
      slowestStop: Math.floor(deadtime / 20),
      startFails: random.pick([0, 0, 0.1]),
      scores: [5, 10, 100],
      halfDone: 0.5,
    },
    make: {
      rates: Object.fromEntries(names.map((name) => [name, 1 + skew * (random.next() * 2 - 1)])),
      slowestWrite: random.pick([0, 5, 100]),
      boot: random.between(deadtime / 4, deadtime * 3),
      slowestDevice: random.pick([10, 900]),
      slowestArbiter: random.pick([1, 150]),
      arbiterRate: 1 + skew * (random.next() * 2 - 1),
    },
    starts: Object.fromEntries(names.map((name) => [name, random.between(0, deadtime)])),
    faults: drawFaults(random.fork(), config, random.pick([5, 10, 20, 40])),
  };
  const late = random.pick([0, 0, 0.003, 0.03]);
  return { ...story, weather: { ...weather, late, latest: deadtime * 3 } };
}

function drawCluster(random: Random): ClusterConfig {
  const nodes = random.pick([1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 7]);
  const keepalive = random.pick([100, 200, 500]);
  const units = random.chance(0.05) ? random.between(6, 15) : random.between(1, 5);
  const deadtime = keepalive * 10;
  const shape = { nodes, units, keepalive, deadtime, failback: random.chance(0.3) };
  const names = Array.from({ length: nodes }, (_, index) => `n${index + 1}`);
  const { spice, runners } = drawSafeguards(random.fork(), shape, names);
  const lines = drawMixture(random.fork(), shape, names, spice, runners);
  const read = readConfig(lines);
  // No drawn agent is worth waiting for longer than a few deadtimes.
  const patience = { start: deadtime * 2, stop: deadtime * 2, promote: deadtime * 2 };
  const timeouts = { ...patience, demote: deadtime * 2, monitor: deadtime };
  return {
    ...read,
    resources: read.resources.map((resource) => ({ ...resource, timeouts })),
  };
}

/**
 * Whether one holder is promised under all that goes wrong in this story. While configurations change each
 * of them may be in force, or both of two: what one of them does not promise is not promised.
 */
export function isPromised(story: Story): boolean {
  const { config, files = [config] } = story;
  return files.every((file) => isPromisedBy(file, story)) && isKept(story);
}

function isPromisedBy(config: ClusterConfig, { faults, lasting }: Story): boolean {
  if (lasting !== undefined && !promisedUnder(config, lasting).atMostOne) return false;
  const kept = new Set<ReturnType<typeof promisedFaults>[number]>(
    promisesOf(config).filter(({ atMostOne }) => atMostOne).map(({ fault }) => fault),
  );
  const idle = new Set(config.nodes.filter(({ witness }) => witness).map(({ name }) => name));
  return faults.every(({ fault }) =>
    // Whoever runs nothing has nothing to hold on to.
    ((fault.kind === "stop" || fault.kind === "freeze") && idle.has(fault.node)) ||
    promisedFaults(fault, config.deadtime).every((kind) => kept.has(kind))
  );
}

export function summarize(story: Story): string {
  const { load, seed, config, weather, temper, make, faults } = story;
  const { fencing, arbiter, watchdog, pings, nodes, resources, noQuorum, waitForAll } = config;
  const votes = nodes.map((node) => node.witness ? `${node.votes}w` : node.votes).join(" ");
  const kinds = [...new Set(faults.map(({ fault }) => fault.kind))];
  const guards = [
    ...fencing.devices.map(({ name, agent, level }) =>
      `${name} ${level}:${"name" in agent ? agent.name : agent.kind}`
    ),
    ...arbiter === null ? [] : ["arbiter"],
    ...watchdog === null ? [] : [`watchdog ${watchdog.timeout}`],
    ...pings.map(({ name }) => `ping ${name}`),
    ...waitForAll ? ["wait_for_all"] : [],
  ];
  return `seed ${seed} ${load}: votes ${votes}, ${resources.length} resources, deadtime ` +
    `${config.deadtime}, no_quorum ${noQuorum}, ${guards.join(", ") || "no safeguards"}; loss ` +
    `${weather.loss}, delay ${weather.slowest}, late ${weather.late}, start ≤ ${temper.slowestStart}, start fails ` +
    `${temper.startFails}, disk ≤ ${make.slowestWrite}, boot ${make.boot}; ` +
    `${faults.length} faults (${kinds.join(" ")})${isPromised(story) ? ", strict" : ""}`;
}

export const listFaults = ({ faults, lasting, files = [] }: Story): readonly string[] => [
  ...files.map((file, nth) => `file ${nth}: ${describeFile(file, nth === 0 ? null : files[0])}`),
  ...lasting === undefined ? [] : [describeLasting(lasting)],
  ...faults.map(({ at, fault }, index) =>
    `${String(index).padStart(3)} ${String(Math.round(at) + 1000).padStart(8)}  ${
      describeFault(fault)
    }`
  ),
];
