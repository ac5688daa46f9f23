/** Stories about one thing: small clusters on which one kind of trouble comes again and again. */
import {
  type ClusterConfig,
  type NodeName,
  nodeName,
  Random,
  unitsOf,
} from "../../src/model/mod.ts";
import { drawGroups, readConfig } from "./draw_config.ts";
import type { Fault, Struck } from "./fault.ts";
import type { Story } from "./story.ts";

/**
 * cuts: of three nodes one is cut off, or is not heard. late: things are moved, datagrams are late, nodes
 * are cut off and daemons start anew meanwhile.
 * busy: hosts are too busy for hb, while things are moved and daemons killed.
 * fencing: of two nodes that fence. arbiter: of two nodes one loses the other, and then the arbiter.
 */
export const FOCUSES = ["cuts", "late", "busy", "fencing", "arbiter"] as const;
export type Focus = typeof FOCUSES[number];

const DEADTIME = 1000;

const SAFEGUARD: Readonly<Record<Focus, readonly string[]>> = {
  cuts: [],
  late: [],
  busy: [],
  fencing: [
    '[[fence]]\nname = "power"\nagent = "fence_first"\ntimeout = "1s"\nmonitor = "off"',
    `random_delay = "${DEADTIME}ms"`,
  ],
  arbiter: [
    '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"\ntimeout = "400ms"',
  ],
};

export function drawFocused(seed: number, focus: Focus): Story {
  const random = new Random(seed);
  const count = focus === "fencing" || focus === "arbiter" ? 2 : 3;
  const names = Array.from({ length: count }, (_, index) => nodeName(`n${index + 1}`));
  const shape = { nodes: count, units: 2, keepalive: 100, deadtime: DEADTIME, failback: true };
  const config = readConfig([...drawGroups(random, shape, names), ...SAFEGUARD[focus]]);
  return {
    load: focus,
    seed,
    config,
    weather: {
      loss: 0,
      doubling: 0.02,
      slowest: 25,
      late: focus === "late" ? 0.4 : 0,
      latest: DEADTIME * 2,
    },
    // Three stops take most of the quarter of deadtime that there is for letting go.
    temper: { slowestStart: 20, slowestStop: 70, startFails: 0 },
    make: {
      rates: {},
      slowestWrite: 0,
      boot: DEADTIME,
      slowestDevice: 100,
      slowestArbiter: 50,
      arbiterRate: 1,
    },
    starts: {},
    faults: Array.from({ length: 6 }, (_, index) => DEADTIME * (4 + 12 * index + random.next()))
      .flatMap((at) => drawFaults(random, focus, config, at)),
  };
}

/** What comes at one time, or shortly after. */
function drawFaults(
  random: Random,
  focus: Focus,
  config: ClusterConfig,
  at: number,
): readonly Struck[] {
  const names = config.nodes.map(({ name }) => name);
  const one = random.pick(names);
  const length = Math.round(DEADTIME * (1 + 4 * random.next()));
  switch (focus) {
    case "cuts":
      return [{ at, fault: cutOff(one, names, random.chance(0.5), length) }];
    case "late": {
      const { name: unit } = random.pick(unitsOf(config));
      const request = { kind: "move", unit, to: random.pick(names) } as const;
      const next = at + random.between(20, 150);
      return [
        { at, fault: { kind: "ask", node: one, request } },
        random.chance(0.5)
          ? { at: next, fault: cutOff(random.pick(names), names, false, length) }
          : { at: next, fault: { kind: "kill", node: random.pick(names), for: 20 } },
      ];
    }
    case "busy": {
      const { name: unit } = random.pick(unitsOf(config));
      const request = { kind: "move", unit, to: random.pick(names) } as const;
      const next = at + random.between(20, length);
      return [
        ...names.filter(() => random.chance(0.8)).map((node) => {
          const stall = random.between(5, BUSIEST_STALL);
          return { at, fault: { kind: "busy", node, stall, for: length } } as const;
        }),
        random.chance(0.5)
          ? { at: next, fault: { kind: "ask", node: one, request } }
          : { at: next, fault: { kind: "kill", node: one, for: 100 } },
      ];
    }
    case "fencing":
      return [
        random.chance(0.5)
          ? { at, fault: cutOff(one, names, false, length) }
          : { at, fault: { kind: "stop", node: one, for: length } },
      ];
    case "arbiter":
      return [
        { at, fault: cutOff(one, names, false, DEADTIME * 10) },
        { at: at + DEADTIME * 2, fault: { kind: "arbiterCut", node: one, for: DEADTIME * 8 } },
      ];
  }
}

/** With four agents at work hb stands still for five times as long, a quarter of deadtime. */
const BUSIEST_STALL = 50;

/** `oneWay`: it hears the others, and nobody hears it. */
const cutOff = (
  one: NodeName,
  names: readonly NodeName[],
  oneWay: boolean,
  length: number,
): Fault => ({
  kind: "cut",
  ways: names.filter((name) => name !== one).flatMap((name) => [
    { from: one, to: name },
    ...oneWay ? [] : [{ from: name, to: one }],
  ]),
  for: length,
});
