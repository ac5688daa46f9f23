/** Draws clusters with a bit of all that the scheduler knows, as lines of cluster.toml. */
import type { Random } from "../../src/model/mod.ts";
import { clusterTable, LINK, type Shape } from "./shape.ts";

type Kind = "lone" | "group" | "clone" | "promotable" | "unique" | "cloned group";

interface Drawn {
  readonly name: string;
  readonly kind: Kind;
  readonly members: readonly string[];
}

const KINDS: readonly Kind[] = [
  "lone",
  "lone",
  "group",
  "clone",
  "promotable",
  "promotable",
  "unique",
  "cloned group",
];

/** How it is told apart from the oldest mixtures, whose seeds are to keep their meaning. */
export interface Spice {
  readonly policies: readonly string[];
  readonly onFail: readonly string[];
  /** More lines of [cluster], of each node, and after all. */
  readonly cluster: readonly string[];
  readonly nodes: Readonly<Record<string, readonly string[]>>;
  readonly more: readonly string[];
}

const PLAIN: Spice = {
  policies: ["stop", "stop", "freeze", "demote"],
  onFail: ["restart", "restart", "stop", "block", "standby", "ignore"],
  cluster: [],
  nodes: {},
  more: [],
};

/** `runners`: the nodes that locations may name. */
export function drawMixture(
  random: Random,
  shape: Shape,
  names: readonly string[],
  spice: Spice = PLAIN,
  runners: readonly string[] = names,
): readonly string[] {
  const units = Array.from({ length: shape.units }, (_, index) => drawUnit(random, index));
  const strategy = random.pick(["default", "default", "default", ...STRATEGIES]);
  const scarce = strategy !== "default";
  return [
    ...clusterTable(shape),
    `no_quorum = "${random.pick(spice.policies)}"`,
    `batch_limit = ${random.pick([0, 0, 0, 1, 3])}`,
    `node_action_limit = ${random.pick([0, 0, 0, 1])}`,
    `placement_strategy = "${strategy}"`,
    ...spice.cluster,
    ...names.flatMap((name) => [
      `[[node]]\nname = "${name}"\nattributes = { site = "${random.pick(SITES)}" }`,
      ...spice.nodes[name] ?? [],
      ...scarce ? [`utilization = { cpu = ${random.between(1, 6)} }`] : [],
    ]),
    LINK,
    `[defaults]\nmigration_threshold = ${random.pick(["1", "3", '"INFINITY"'])}`,
    `failure_timeout = "${shape.deadtime * 2}ms"\nmonitor = "${shape.keepalive * 2}ms"`,
    ...units.flatMap((unit) => unitTables(random, unit)),
    ...units.flatMap((unit) =>
      unit.members.flatMap((id) => resourceTable(random, id, unit, shape, scarce, spice.onFail))
    ),
    ...units.flatMap((unit) => random.chance(0.4) ? locationTable(random, unit, runners) : []),
    ...pairsOf(units).flatMap(([former, latter]) => [
      ...random.chance(0.3) ? colocationTable(random, latter, former) : [],
      ...random.chance(0.3) ? orderTable(random, former, latter) : [],
    ]),
    ...spice.more,
  ];
}

const STRATEGIES = ["utilization", "minimal", "balanced"] as const;
export const SITES = ["a", "b", "c"] as const;

function drawUnit(random: Random, index: number): Drawn {
  const kind = random.pick(KINDS);
  const several = kind === "group" || kind === "cloned group";
  const size = several ? random.between(2, 3) : 1;
  const members = Array.from({ length: size }, (_, part) => `r${index}_${part}`);
  return { name: kind === "lone" ? `r${index}_0` : `u${index}`, kind, members };
}

function unitTables(random: Random, { name, kind, members }: Drawn): readonly string[] {
  const [first = ""] = members;
  switch (kind) {
    case "lone":
      return [];
    case "group":
      return [groupTable(name, members), ...drawMeta(random)];
    case "clone":
      return [cloneTable(name, first), ...drawCopies(random), ...drawMeta(random)];
    case "cloned group":
      return [
        groupTable(`${name}-group`, members),
        cloneTable(name, `${name}-group`),
        ...drawCopies(random),
      ];
    case "unique":
      return [
        cloneTable(name, first),
        "unique = true",
        `max = ${random.between(1, 4)}`,
        `node_max = ${random.between(1, 2)}`,
      ];
    case "promotable":
      return [
        cloneTable(name, first),
        "promotable = true",
        `promoted_max = ${random.pick([1, 1, 1, 2])}`,
        ...drawCopies(random).filter((line) => !line.startsWith("max")),
      ];
  }
}

const groupTable = (name: string, members: readonly string[]): string =>
  `[[group]]\nname = "${name}"\nmembers = ${JSON.stringify(members)}`;

const cloneTable = (name: string, of: string): string =>
  `[[clone]]\nname = "${name}"\nof = "${of}"`;

const drawCopies = (random: Random): readonly string[] => [
  ...random.chance(0.3) ? [`max = ${random.between(1, 3)}`] : [],
  `notify = ${random.chance(0.5)}`,
  `interleave = ${random.chance(0.5)}`,
  `ordered = ${random.chance(0.2)}`,
];

const drawMeta = (random: Random): readonly string[] => [
  ...random.chance(0.3) ? [`priority = ${random.between(1, 10)}`] : [],
  ...random.chance(0.1) ? ['target_role = "stopped"'] : [],
];

function resourceTable(
  random: Random,
  id: string,
  { kind, members }: Drawn,
  { keepalive }: Shape,
  scarce: boolean,
  onFail: readonly string[],
): readonly string[] {
  const lone = kind === "lone";
  const monitor = (role: string, interval: number) => [
    `[[resource.operation]]\nname = "monitor"\nrole = "${role}"`,
    `interval = "${keepalive * interval}ms"`,
    ...role === "promoted" ? [`on_fail = "${random.pick(ON_FAIL_PROMOTED)}"`] : [],
  ];
  return [
    `[[resource]]\nname = "${id}"\nagent = "ocf:sim:${id}"`,
    `stickiness = ${random.pick([0, 1, 100, 2000])}`,
    ...lone ? drawMeta(random) : [],
    ...lone && random.chance(0.5) ? ["allow_migrate = true"] : [],
    // Where a group fits in part, its instances change places for ever, with Pacemaker too.
    ...scarce && members.length === 1 ? [`utilization = { cpu = ${random.between(0, 2)} }`] : [],
    ...kind === "promotable" ? ['monitor = "off"'] : [],
    ...kind === "promotable" ? [...monitor("promoted", 2), ...monitor("unpromoted", 3)] : [],
    ...kind !== "promotable" && random.chance(0.3)
      ? [
        `[[resource.operation]]\nname = "monitor"\ninterval = "${keepalive * 2}ms"`,
        `on_fail = "${random.pick(onFail)}"`,
      ]
      : [],
  ];
}

const ON_FAIL_PROMOTED = ["restart", "restart", "restart", "demote"] as const;

function locationTable(
  random: Random,
  { name, kind }: Drawn,
  names: readonly string[],
): readonly string[] {
  const role = kind === "promotable" && random.chance(0.5) ? ':promoted"' : '"';
  return [
    `[[location]]\nresource = "${name}${role}`,
    random.chance(0.5)
      ? `node = "${random.pick(names)}"`
      : `rule = "site eq ${random.pick(SITES)}"`,
    `score = ${random.pick(["100", "5000", "-100", '"-INFINITY"', '"INFINITY"'])}`,
  ];
}

function colocationTable(random: Random, one: Drawn, other: Drawn): readonly string[] {
  const role = other.kind === "promotable" && random.chance(0.7) ? ":promoted" : "";
  return [
    `[[colocation]]\nresource = "${one.name}"\nwith = "${other.name}${role}"`,
    `score = ${random.pick(['"INFINITY"', '"INFINITY"', "500", "-500", '"-INFINITY"'])}`,
  ];
}

function orderTable(random: Random, first: Drawn, then: Drawn): readonly string[] {
  const step = first.kind === "promotable" && random.chance(0.7) ? "promote" : "start";
  return [
    `[[order]]\nfirst = "${first.name}:${step}"\nthen = "${then.name}:start"`,
    `kind = "${random.pick(["mandatory", "mandatory", "optional", "serialize"])}"`,
  ];
}

const pairsOf = (units: readonly Drawn[]): readonly (readonly [Drawn, Drawn])[] =>
  units.flatMap((latter, index) =>
    units.slice(0, index).map((former) => [former, latter] as const)
  );
