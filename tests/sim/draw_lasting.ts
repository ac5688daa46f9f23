/** Draws clusters of which a majority hears each other for good, while links besides are broken. */
import {
  type ClusterConfig,
  type Millis,
  type NodeName,
  nodeName,
  Random,
  unitsOf,
} from "../../src/model/mod.ts";
import { drawGroups, readConfig } from "./draw_config.ts";
import type { Fault, Struck, Way } from "./fault.ts";
import { coreOf, type Lasting } from "./lasting.ts";
import type { Story } from "./story.ts";

const DEADTIME = 1000;

/** What guards, by how many nodes there are. */
const GUARDS = {
  none: [],
  witness: ["witness = true"],
  arbiter: [
    '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"\ntimeout = "400ms"',
  ],
  fencing: [
    '[fencing]\naction = "reboot"\n[[fence]]\nname = "power"\nagent = "fence_first"\ntimeout = "1s"',
    `monitor = "off"\nrandom_delay = "${DEADTIME / 2}ms"`,
  ],
} as const;
type Guard = keyof typeof GUARDS;

export function drawLasting(seed: number): Story {
  const random = new Random(seed);
  const count = random.pick([2, 3, 3, 3, 4, 5, 5]);
  const guard: Guard = count === 2
    ? "arbiter"
    : random.pick(count === 4 ? ["none", "arbiter"] : ["none", "none", "witness", "fencing"]);
  const config = drawCluster(random, count, guard);
  const names = config.nodes.map(({ name }) => name);
  const skew = random.pick([0, 0, 0.005, 0.05]);
  const lasting = drawBroken(random.fork(), config);
  return {
    load: "lasting",
    seed,
    config,
    weather: { loss: random.pick([0, 0, 0.02]), doubling: 0.02, slowest: random.pick([1, 25]) },
    // Three stops fit into what clocks that are wrong by a twentieth leave for letting go.
    temper: { slowestStart: 50, slowestStop: 40, startFails: 0 },
    make: {
      rates: Object.fromEntries(names.map((name) => [name, 1 + skew * (random.next() * 2 - 1)])),
      slowestWrite: 0,
      boot: DEADTIME,
      slowestDevice: 100,
      slowestArbiter: 50,
      arbiterRate: 1 + skew * (random.next() * 2 - 1),
    },
    starts: Object.fromEntries(names.map((name) => [name, random.between(0, DEADTIME)])),
    faults: drawPassing(random.fork(), config),
    lasting,
  };
}

function drawCluster(random: Random, count: number, guard: Guard): ClusterConfig {
  const names = Array.from({ length: count }, (_, index) => nodeName(`n${index + 1}`));
  const shape = { nodes: count, units: 2, keepalive: 100, deadtime: DEADTIME, failback: false };
  const lines = drawGroups(random, { ...shape, failback: random.chance(0.3) }, names);
  if (guard !== "witness") return readConfig([...lines, ...GUARDS[guard]]);
  const runners = drawGroups(random, shape, names.slice(0, -1));
  const last = `name = "${names.at(-1)}"`;
  return readConfig([...runners, `[[node]]\n${last}\n${GUARDS.witness}`]);
}

/** Whatever it is, a core stays whole. */
function drawBroken(random: Random, config: ClusterConfig): Lasting {
  const names = config.nodes.map(({ name }) => name);
  const at = random.pick([0, DEADTIME * 6]);
  for (;;) {
    const ways = random.pick(PATTERNS)(random, names);
    const outside = random.pick(names);
    const lasting = {
      at,
      ways,
      dead: random.chance(0.1) ? [outside] : [],
      withoutArbiter: config.arbiter !== null && random.chance(0.5) ? [random.pick(names)] : [],
    };
    if (coreOf(config, lasting) !== null) return lasting;
  }
}

type Pattern = (random: Random, names: readonly NodeName[]) => readonly Way[];

const others = (one: NodeName, names: readonly NodeName[]): readonly NodeName[] =>
  names.filter((name) => name !== one);

const PATTERNS: readonly Pattern[] = [
  // A single way; a single link.
  (random, names) => {
    const from = random.pick(names);
    return [{ from, to: random.pick(others(from, names)) }];
  },
  (random, names) => {
    const from = random.pick(names);
    const to = random.pick(others(from, names));
    return [{ from, to }, { from: to, to: from }];
  },
  // A node that is deaf, that is mute, that is both.
  (random, names) => {
    const to = random.pick(names);
    return others(to, names).map((from) => ({ from, to }));
  },
  (random, names) => {
    const from = random.pick(names);
    return others(from, names).map((to) => ({ from, to }));
  },
  (random, names) => {
    const one = random.pick(names);
    return others(one, names).flatMap((two) => [{ from: one, to: two }, { from: two, to: one }]);
  },
  // Single ways all over the place; links, each both ways.
  (random, names) => {
    const likely = random.pick([0.15, 0.3, 0.5]);
    return names.flatMap((from) =>
      others(from, names).filter(() => random.chance(likely)).map((to) => ({ from, to }))
    );
  },
  (random, names) =>
    names.flatMap((from, index) =>
      names.slice(index + 1).filter(() => random.chance(0.4)).flatMap((to) => [
        { from, to },
        { from: to, to: from },
      ])
    ),
];

/** What comes and goes meanwhile. */
function drawPassing(random: Random, config: ClusterConfig): readonly Struck[] {
  const count = random.pick([0, 1, 3, 6]);
  let at = DEADTIME * 4;
  return Array.from({ length: count }, () => {
    at += Math.round(DEADTIME * random.pick([0.5, 2, 8]) * (0.5 + random.next()));
    return { at, fault: passing(random, config) };
  });
}

function passing(random: Random, config: ClusterConfig): Fault {
  const names = config.nodes.map(({ name }) => name);
  const node = random.pick(names);
  const length: Millis = Math.round(DEADTIME * random.pick([0.5, 2, 5]) * (0.5 + random.next()));
  const short = random.between(1, DEADTIME / 4);
  const { name: unit } = random.pick(unitsOf(config));
  return random.pick<Fault>([
    { kind: "crash", node, for: length },
    { kind: "kill", node, for: short },
    { kind: "leave", node, for: length },
    { kind: "die", node, nth: random.between(0, 5) },
    { kind: "ask", node, request: { kind: "move", unit, to: random.pick(names) } },
    { kind: "cut", ways: [{ from: node, to: random.pick(others(node, names)) }], for: length },
  ]);
}
