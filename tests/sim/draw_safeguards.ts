/** Draws what guards against two holders: votes, witness, fencing, watchdog, arbiter, ping nodes. */
import type { Random } from "../../src/model/mod.ts";
import type { Spice } from "./draw_mixture.ts";
import type { Shape } from "./shape.ts";

/** What of the rest is drawn after it: witnesses take no locations. */
export interface Safeguards {
  readonly spice: Spice;
  readonly runners: readonly string[];
}

export function drawSafeguards(
  random: Random,
  { deadtime, keepalive }: Shape,
  names: readonly string[],
): Safeguards {
  const witness = names.length > 2 && random.chance(0.2) ? names.at(-1) : undefined;
  const runners = names.filter((name) => name !== witness);
  const weighted = names.length > 2 && random.chance(0.15);
  const arbiter = names.length > 1 && random.chance(names.length === 2 ? 0.3 : 0.05);
  const fencing = names.length > 1 && random.chance(0.5);
  const watchdog = random.chance(0.25);
  const policies = ["stop", "stop", "stop", "freeze", "demote", "ignore", "fence"];
  const node = (name: string): readonly string[] => [
    ...name === witness ? ["witness = true"] : [],
    ...weighted ? [`votes = ${random.between(name === witness ? 1 : 0, 3)}`] : [],
  ];
  return {
    runners,
    spice: {
      policies,
      onFail: [
        "restart",
        "restart",
        "stop",
        "block",
        "standby",
        ...fencing ? ["fence"] : ["ignore"],
      ],
      cluster: random.chance(0.2) ? [`wait_for_all = ${random.chance(0.5)}`] : [],
      nodes: Object.fromEntries(names.map((name) => [name, node(name)])),
      more: [
        ...fencing ? drawFencing(random, runners, deadtime, watchdog) : [],
        ...watchdog ? watchdogTable(random, deadtime, keepalive) : [],
        ...arbiter ? ARBITER : [],
        ...random.chance(0.25) ? drawPings(random, deadtime) : [],
      ],
    },
  };
}

const ARBITER: readonly string[] = [
  `[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.9:2379"]\nttl = "2s"\ntimeout = "400ms"`,
];

function drawFencing(
  random: Random,
  runners: readonly string[],
  deadtime: number,
  watchdog: boolean,
): readonly string[] {
  const own = random.chance(0.4);
  const delay = random.pick([
    `random_delay = "${deadtime}ms"`,
    own ? `delay = "${deadtime / 4}ms"` : `delay = { ${runners[0]} = "${deadtime}ms" }`,
    `random_delay = "${deadtime / 2}ms"`,
    "",
  ]);
  const device = (name: string, agent: string, targets: readonly string[], level: number) => [
    `[[fence]]\nname = "${name}"\nagent = "${agent}"\nnodes = ${JSON.stringify(targets)}`,
    `level = ${level}`,
    ...agent === "manual" || agent === "watchdog" ? [] : [
      `timeout = "1s"\nretries = ${random.between(0, 2)}\nmonitor = "${
        random.pick(["5s", "off"])
      }"`,
      `verify = ${random.chance(0.5)}`,
      delay,
    ],
  ];
  const second = random.pick(["", "", "fence_second", "manual", watchdog ? "watchdog" : ""]);
  return [
    `[fencing]\naction = "${random.pick(["reboot", "reboot", "off"])}"`,
    `startup = ${random.chance(0.8)}`,
    ...random.chance(0.3) ? [`priority_delay = "${deadtime / 2}ms"`] : [],
    `panic = "${random.pick(["reboot", "off"])}"`,
    ...own
      ? runners.flatMap((name) => device(`power-${name}`, "fence_first", [name], 1))
      : device("power", "fence_first", runners, 1),
    ...random.chance(0.15) ? device("pdu", "fence_third", runners, 1) : [],
    ...second === "" ? [] : device("second", second, runners, 2),
  ];
}

const watchdogTable = (
  random: Random,
  deadtime: number,
  keepalive: number,
): readonly string[] => [
  `[watchdog]\ntimeout = "${Math.max(1, Math.floor((deadtime - keepalive) / 1000))}s"`,
  `require_quorum = ${random.chance(0.3)}`,
];

const drawPings = (random: Random, deadtime: number): readonly string[] =>
  Array.from(
    { length: random.between(1, 2) },
    (_, index) =>
      `[[ping]]\naddress = "10.0.0.${index + 1}"\ninterval = "${deadtime / 5}ms"\ndeadping = "${
        deadtime * 2
      }ms"`,
  );
