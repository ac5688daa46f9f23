/**
 * Draws changes of the configuration while a cluster runs: files that come to one host after the other, to
 * some never, are taken back, or changed again while that is under way; with trouble in between.
 */
import { votesOf } from "../../src/membership/mod.ts";
import { type Fault as PromisedFault, promisesOf } from "../../src/config/mod.ts";
import { type ClusterConfig, type NodeName, nodeName, Random } from "../../src/model/mod.ts";
import { drawGroups, readConfig } from "./draw_config.ts";
import { drawFile, withoutNode } from "./draw_files.ts";
import { type Fault, promisedFaults, type Struck } from "./fault.ts";
import { has } from "./files.ts";
import type { Story } from "./story.ts";

const DEADTIME = 1000;

const ARBITER = '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"';

/** Hosts, how many are nodes from the beginning, and what guards them. */
const SHAPES: readonly (readonly [hosts: number, nodes: number, lines: readonly string[]])[] = [
  [3, 3, []],
  [3, 3, []],
  [4, 3, []],
  [4, 4, []],
  [3, 2, []],
  [2, 2, [`${ARBITER}\ntimeout = "400ms"`]],
  [3, 2, [`${ARBITER}\ntimeout = "400ms"`]],
  [5, 3, []],
  [2, 2, [
    '[fencing]\naction = "reboot"\n[[fence]]\nname = "power"\nagent = "fence_first"\ntimeout = "1s"',
    `monitor = "off"\nrandom_delay = "${DEADTIME / 2}ms"`,
  ]],
];

export function drawChanges(seed: number): Story {
  const random = new Random(seed);
  const [hosts, nodes, lines] = random.pick(SHAPES);
  const names = Array.from({ length: hosts }, (_, index) => nodeName(`n${index + 1}`));
  const failback = random.chance(0.3);
  const shape = { nodes: hosts, units: 2, keepalive: 100, deadtime: DEADTIME, failback };
  const ground = readConfig([...drawGroups(random, shape, names), ...lines]);
  const files = drawFiles(random, ground, names.slice(nodes));
  const longest = (key: "deadtime" | "initdead") => Math.max(...files.map((file) => file[key]));
  const shortest = Math.min(...files.map(({ deadtime }) => deadtime));
  const story: Story = {
    load: "changes",
    seed,
    config: { ...ground, deadtime: longest("deadtime"), initdead: longest("initdead") },
    files,
    weather: { loss: random.pick([0, 0, 0.02]), doubling: 0.02, slowest: random.pick([1, 25]) },
    // Three stops fit into the quarter of the shortest deadtime that there is for letting go.
    temper: { slowestStart: 50, slowestStop: shortest / 25, startFails: 0 },
    make: {
      rates: {},
      slowestWrite: random.pick([0, 20, 200, 400]),
      boot: DEADTIME,
      slowestDevice: 100,
      slowestArbiter: 50,
      arbiterRate: 1,
    },
    starts: {},
    faults: [],
  };
  return { ...story, faults: new Rollout(random.fork(), story, files).draw() };
}

function drawFiles(
  random: Random,
  ground: ClusterConfig,
  later: readonly NodeName[],
): readonly ClusterConfig[] {
  const first = later.reduce(withoutNode, ground);
  const files = [first];
  for (let count = random.pick([1, 1, 2, 3]); count > 0; count -= 1) {
    files.push(drawFile(random, random.pick(files), ground));
  }
  const isReached = (last: ClusterConfig) => files.every((file) => isStepFrom(file, last));
  if (isReached(files.at(-1) ?? first)) return files;
  return [...files, files.find(isReached) ?? { ...first, nodes: ground.nodes }];
}

/** Once hb is stopped on those that are taken out, the others must be a majority yet. */
function isStepFrom(file: ClusterConfig, last: ClusterConfig): boolean {
  const votes = file.nodes.filter(({ name }) => has(last, name))
    .reduce((sum, node) => sum + node.votes, 0);
  return last.name === "sim" && votes * 2 > votesOf(file);
}

class Rollout {
  readonly #names: readonly NodeName[];
  readonly #isFair: (fault: Fault) => boolean;

  constructor(
    private readonly random: Random,
    { config }: Story,
    private readonly files: readonly ClusterConfig[],
  ) {
    this.#names = config.nodes.map(({ name }) => name);
    const careful = random.chance(0.85);
    const kept = new Set<PromisedFault | "unpromised">(
      promisesOf(config).map(({ fault }) => fault).filter((fault) =>
        files.every((file) => promisesOf(file).find((one) => one.fault === fault)?.atMostOne)
      ),
    );
    const deadtime = Math.min(...files.map((file) => file.deadtime));
    this.#isFair = (fault) =>
      !careful || promisedFaults(fault, deadtime).every((one) => kept.has(one));
  }

  draw(): readonly Struck[] {
    const { random, files } = this;
    const struck: Struck[] = [];
    let at = DEADTIME * 4;
    for (let nth = 1; nth < files.length; nth += 1) {
      const pace = DEADTIME * random.pick([0, 0.3, 1, 3]);
      struck.push(...this.#roll(nth, at, pace));
      if (random.chance(0.3)) struck.push(...this.#roll(nth - 1, at + pace / 2, pace));
      const read = Math.max(at, ...struck.map((each) => each.at));
      for (let count = random.pick([1, 1, 2, 3]); count > 0; count -= 1) {
        // Most can go wrong where all have read it, and not all are joint.
        const when = random.chance(0.5)
          ? read + 300 * random.next()
          : at + (pace + DEADTIME) * (1.2 * random.next() - 0.2);
        const fault = this.#trouble();
        if (this.#isFair(fault)) struck.push({ at: when, fault });
      }
      at += pace * 2 + DEADTIME * random.pick([0, 1, 4, 8]);
    }
    return struck.toSorted((one, other) => one.at - other.at);
  }

  /** To one host after the other; hosts that are taken out are not touched but for hb to be stopped there. */
  #roll(nth: number, at: number, pace: number): readonly Struck[] {
    const { random, files } = this;
    const file = files[nth];
    const reached = random.chance(0.6) ? 1 : 0.6;
    return this.#names.flatMap((node): readonly Struck[] => {
      const when = at + pace * random.next();
      if (file === undefined || !random.chance(reached)) return [];
      if (has(file, node)) return [{ at: when, fault: { kind: "reload", node, file: nth } }];
      // Not always in time.
      const late = random.pick([0, 0, 3, 6]) * DEADTIME;
      return [{ at: when + late, fault: { kind: "leave", node, for: this.#span(20) } }];
    });
  }

  #trouble(): Fault {
    const { random } = this;
    const node = random.pick(this.#names);
    const short = random.between(1, DEADTIME / 8);
    switch (random.between(0, 9)) {
      case 0:
      case 1:
        return { kind: "crash", node, for: this.#span(4) };
      case 2:
      case 3:
        return this.#cut(node, false);
      case 4:
        return this.#cut(node, true);
      case 5:
        return { kind: "kill", node, for: short };
      case 6:
        return { kind: "wipe", node, what: random.pick(["run", "state", "all"]), for: short };
      case 7:
        return { kind: "leave", node, for: this.#span(2) };
      case 8:
        return random.chance(0.5)
          ? { kind: "arbiterCut", node, for: this.#span(4) }
          : { kind: "disk", node, for: this.#span(4) };
      default:
        return { kind: "busy", node, stall: random.between(5, 20), for: this.#span(2) };
    }
  }

  #span(most: number): number {
    return Math.round(DEADTIME * (0.3 + this.random.next() * most));
  }

  /** `oneWay`: it hears the others, and nobody hears it. */
  #cut(one: NodeName, oneWay: boolean): Fault {
    const ways = this.#names.filter((name) => name !== one).flatMap((name) => [
      { from: one, to: name },
      ...oneWay ? [] : [{ from: name, to: one }],
    ]);
    return { kind: "cut", ways, for: this.#span(8) };
  }
}
