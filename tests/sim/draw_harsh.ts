/**
 * harsh: a story of `world` in worse weather, on clocks wrong by a twentieth, with two links that fail each
 * for itself. many: clusters of up to 32 nodes, with little that goes wrong.
 */
import { linkName, type Millis, nodeName, Random } from "../../src/model/mod.ts";
import { drawGroups, readConfig } from "./draw_config.ts";
import type { Fault, Struck } from "./fault.ts";
import { drawStory, type Story } from "./story.ts";

/** As wrong as a clock may be. */
const SKEW = 0.05;

export function drawHarsh(seed: number): Story {
  const story = drawStory(seed);
  const random = new Random(seed + 1);
  const { config, weather, temper, make } = story;
  const [link] = config.links;
  const second = linkName("bcast:eth1");
  const links = link === undefined || random.chance(0.3)
    ? config.links
    : [link, { ...link, name: second, interface: "eth1" }];
  const skewed = () => 1 + SKEW * (random.next() * 2 - 1);
  const onOne = (fault: Fault): Fault =>
    fault.kind === "cut" && links.length > 1 && random.chance(0.4)
      ? { ...fault, link: random.pick(links).name }
      : fault;
  return {
    ...story,
    load: "harsh",
    config: { ...config, links },
    weather: { ...weather, loss: random.pick([0, 0.1, 0.2, 0.3]) },
    // Three stops fit into what such clocks leave for letting go.
    temper: { ...temper, slowestStop: Math.floor(config.deadtime / 25) },
    make: {
      ...make,
      rates: Object.fromEntries(config.nodes.map(({ name }) => [name, skewed()])),
      arbiterRate: skewed(),
    },
    faults: story.faults.map(({ at, fault }) => ({ at, fault: onOne(fault) })),
  };
}

export function drawMany(seed: number): Story {
  const random = new Random(seed);
  const count = random.between(8, 32);
  const names = Array.from({ length: count }, (_, index) => nodeName(`n${index + 1}`));
  const deadtime = 2000;
  const shape = { nodes: count, units: 3, keepalive: deadtime / 4, deadtime, failback: false };
  return {
    load: "many",
    seed,
    config: readConfig(drawGroups(random, shape, names)),
    weather: { loss: 0, doubling: 0, slowest: 5 },
    temper: { slowestStart: 50, slowestStop: deadtime / 20, startFails: 0 },
    make: {
      rates: {},
      slowestWrite: 0,
      boot: deadtime,
      slowestDevice: 0,
      slowestArbiter: 0,
      arbiterRate: 1,
    },
    starts: Object.fromEntries(names.map((name) => [name, random.between(0, deadtime)])),
    faults: Array.from({ length: 3 }, (_, index): Struck => {
      const side = names.filter(() => random.chance(0.3));
      const ways = side.flatMap((from) =>
        names.filter((to) => !side.includes(to)).flatMap((
          to,
        ) => [{ from, to }, { from: to, to: from }])
      );
      return {
        at: deadtime * (3 + 3 * index),
        fault: random.chance(0.5)
          ? { kind: "cut", ways, for: deadtime * 2 }
          : { kind: "crash", node: random.pick(names), for: deadtime },
      };
    }),
  };
}

/** The same faults again and again, until the story is so long. */
export function prolonged(story: Story, length: Millis): Story {
  const { faults, config: { deadtime } } = story;
  const round = (faults.at(-1)?.at ?? 0) + deadtime * 20;
  const rounds = Math.max(1, Math.ceil(length / round));
  return {
    ...story,
    faults: Array.from(
      { length: rounds },
      (_, index) => faults.map(({ at, fault }) => ({ at: at + index * round, fault })),
    ).flat(),
  };
}
