/** Small random clusters as CIBs, from a seed: every kind of resource, constraint, option and history. */
import { Random } from "../../src/model/mod.ts";
import { randomConstraints } from "./random_constraints.ts";
import { randomStatus } from "./random_history.ts";
import { randomResources } from "./random_resources.ts";
import { nvpairs, type Tree, tree } from "./tree.ts";

export const ODDS = { rare: 0.06, seldom: 0.15, often: 0.4 } as const;

/** The moment at which every random cluster is looked at. */
export const NOW = 1_600_000_000;

export function randomCib(seed: number): Tree {
  const random = new Random(seed);
  const large = random.chance(ODDS.rare);
  const nodes = Array.from(
    { length: large ? random.between(4, 8) : random.between(2, 4) },
    (_, at) => `node${at + 1}`,
  );
  const fencing = random.chance(ODDS.often);
  const utilization = random.chance(ODDS.seldom);
  const resources = randomResources(random, { fencing, utilization, large });
  return tree(
    "cib",
    {
      "validate-with": "pacemaker-3.9",
      crm_feature_set: "3.16.1",
      epoch: 1,
      num_updates: 1,
      admin_epoch: 0,
      "have-quorum": random.chance(0.12) ? 0 : 1,
      "dc-uuid": 1,
      "execution-date": NOW,
    },
    tree(
      "configuration",
      {},
      tree("crm_config", {}, options(random, fencing, utilization)),
      tree("nodes", {}, nodes.map((name, at) => randomNode(random, name, at + 1, utilization))),
      tree("resources", {}, resources),
      tree("constraints", {}, randomConstraints(random, resources, nodes, large)),
      tree(
        "rsc_defaults",
        {},
        nvpairs("meta_attributes", "rsc-options", {
          "resource-stickiness": maybe(random, ODDS.seldom, () => random.pick([1, 100, 1000])),
          "migration-threshold": maybe(random, ODDS.rare, () => random.pick([1, 3])),
          "target-role": maybe(random, 0.02, () => "Stopped"),
          "failure-timeout": maybe(random, 0.03, () => "1h"),
        }),
      ),
      tree(
        "op_defaults",
        {},
        nvpairs("meta_attributes", "op-options", {
          "on-fail": maybe(random, 0.02, () => random.pick(["block", "stop", "standby"])),
        }),
      ),
    ),
    tree(
      "status",
      {},
      randomStatus(random, resources.filter(({ name }) => name !== "template"), nodes),
    ),
  );
}

/** Undefined but with the given probability. */
export const maybe = <Value>(
  random: Random,
  odds: number,
  make: () => Value,
): Value | undefined => random.chance(odds) ? make() : undefined;

function options(random: Random, fencing: boolean, utilization: boolean): readonly Tree[] {
  const rarely = (value: string) => maybe(random, ODDS.rare, () => value);
  return nvpairs("cluster_property_set", "options", {
    "stonith-enabled": String(fencing),
    "no-quorum-policy": maybe(
      random,
      ODDS.seldom,
      () => random.pick(["ignore", "freeze", "demote", "stop", "suicide"]),
    ),
    "symmetric-cluster": rarely("false"),
    "stop-all-resources": maybe(random, 0.02, () => "true"),
    "maintenance-mode": maybe(random, 0.02, () => "true"),
    "enable-startup-probes": rarely("false"),
    "start-failure-is-fatal": rarely("false"),
    "startup-fencing": rarely("false"),
    "concurrent-fencing": rarely("true"),
    "stop-orphan-resources": rarely("false"),
    "node-health-strategy": maybe(
      random,
      ODDS.rare,
      () => random.pick(["only-green", "migrate-on-red", "progressive"]),
    ),
    "node-health-base": maybe(random, 0.03, () => random.pick([10, -10])),
    "node-health-yellow": maybe(random, 0.03, () => "-10"),
    "stonith-action": rarely("off"),
    "priority-fencing-delay": maybe(random, 0.03, () => "10s"),
    "stop-orphan-actions": maybe(random, 0.03, () => "false"),
    "remove-after-stop": maybe(random, 0.02, () => "true"),
    "placement-strategy": utilization
      ? random.pick(["utilization", "minimal", "balanced"])
      : undefined,
  });
}

const randomNode = (random: Random, uname: string, id: number, utilization: boolean): Tree =>
  tree(
    "node",
    { id, uname },
    nvpairs("instance_attributes", `node-${id}`, {
      standby: maybe(random, ODDS.rare, () => "on"),
      maintenance: maybe(random, 0.03, () => "true"),
      weight: maybe(random, ODDS.seldom, () => random.pick([5, 10, 200, "-INFINITY"])),
      rack: maybe(random, ODDS.often, () => random.pick(["a", "b"])),
      "#health-disk": maybe(random, ODDS.rare, () => random.pick(["red", "yellow", "green"])),
    }),
    utilization
      ? nvpairs("utilization", `node-${id}-utilization`, { cpu: random.between(1, 6) })
      : [],
  );
