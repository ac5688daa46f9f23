/** Primitives, groups, clones and promotable clones with random options. */
import type { Random } from "../../src/model/mod.ts";
import { maybe, ODDS } from "./random_cib.ts";
import { nvpairs, type Tree, tree } from "./tree.ts";

export interface ResourceChoices {
  readonly fencing: boolean;
  readonly utilization: boolean;
  readonly large: boolean;
}

export function randomResources(random: Random, choices: ResourceChoices): readonly Tree[] {
  const devices = choices.fencing && random.chance(0.9)
    ? [tree("primitive", { id: "fence", class: "stonith", type: "fence_dummy" })]
    : [];
  const count = choices.large ? random.between(6, 12) : random.between(1, 5);
  const names = [..."abcdefghijkl"].slice(0, count);
  const template = random.chance(ODDS.rare) ? [randomTemplate(random, choices)] : [];
  return [
    ...template,
    ...devices,
    ...names.map((name) => {
      const resource = randomResource(random, name, choices);
      const templated = template.length > 0 && resource.name === "primitive" && random.chance(0.6);
      return templated ? fromTemplate(resource) : resource;
    }),
  ];
}

const TEMPLATE = "template1";

/** Primitives may take all but their names from it. */
function randomTemplate(random: Random, choices: ResourceChoices): Tree {
  const { attributes, children } = randomPrimitive(random, TEMPLATE, choices, false);
  return { name: "template", attributes, children };
}

const fromTemplate = ({ name, attributes, children }: Tree): Tree => ({
  name,
  attributes: { id: attributes["id"] ?? "", template: TEMPLATE },
  children: children.filter((child) => child.name !== "operations"),
});

function randomResource(random: Random, name: string, choices: ResourceChoices): Tree {
  const kind = random.pick(
    [
      "primitive",
      "primitive",
      "group",
      "clone",
      "promotable",
      "clonedGroup",
    ] as const,
  );
  switch (kind) {
    case "primitive":
      return randomPrimitive(random, name, choices, false);
    case "group":
      return randomGroup(random, name, choices, false);
    case "clone":
      return randomClone(random, name, randomPrimitive(random, name, choices, false), false);
    case "promotable": {
      const grouped = random.chance(ODDS.seldom);
      const child = grouped
        ? randomGroup(random, name, choices, true)
        : randomPrimitive(random, name, choices, true);
      return randomClone(random, name, child, true);
    }
    case "clonedGroup":
      return randomClone(random, name, randomGroup(random, name, choices, false), false);
  }
}

const ON_FAIL = ["ignore", "block", "stop", "restart", "standby"] as const;

function randomPrimitive(
  random: Random,
  id: string,
  { fencing, utilization }: ResourceChoices,
  promotable: boolean,
): Tree {
  const onFail = () =>
    maybe(
      random,
      ODDS.seldom,
      () => random.pick(fencing ? [...ON_FAIL, "fence"] : ON_FAIL),
    );
  const ofRole = () => maybe(random, ODDS.often, () => random.pick(["Unpromoted", "Started"]));
  const operation = (name: string, interval: number, role?: string) =>
    tree("op", {
      id: `${id}-${name}-${interval}`,
      name,
      interval: `${interval}s`,
      role,
      enabled: maybe(random, 0.02, () => "false"),
      "on-fail": name === "monitor" && role === "Promoted" && random.chance(0.2)
        ? "demote"
        : onFail(),
    });
  return tree(
    "primitive",
    { id, class: "ocf", provider: "pacemaker", type: promotable ? "Stateful" : "Dummy" },
    meta(random, `${id}-meta`, fencing),
    utilization ? nvpairs("utilization", `${id}-utilization`, { cpu: random.between(0, 3) }) : [],
    tree(
      "operations",
      {},
      random.chance(0.7) ? [operation("monitor", 10, promotable ? ofRole() : undefined)] : [],
      random.chance(ODDS.rare) ? [operation("monitor", 20)] : [],
      promotable && random.chance(0.7) ? [operation("monitor", 11, "Promoted")] : [],
      random.chance(ODDS.rare) ? [operation("monitor", 12, "Stopped")] : [],
      random.chance(ODDS.rare) ? [operation("start", 0)] : [],
      random.chance(ODDS.rare) ? [operation("stop", 0)] : [],
      promotable && random.chance(ODDS.rare) ? [operation("promote", 0)] : [],
      promotable && random.chance(ODDS.rare) ? [operation("demote", 0)] : [],
    ),
  );
}

function meta(random: Random, id: string, fencing: boolean): readonly Tree[] {
  const truth = (odds: number) => maybe(random, odds, () => "true");
  return nvpairs("meta_attributes", id, {
    priority: maybe(random, ODDS.rare, () => random.pick([5, 10, -5])),
    "target-role": maybe(random, ODDS.rare, () => random.pick(["Stopped", "Started"])),
    "is-managed": maybe(random, 0.03, () => "false"),
    maintenance: truth(0.02),
    "resource-stickiness": maybe(random, ODDS.seldom, () => random.pick([0, 10, "INFINITY"])),
    "migration-threshold": maybe(random, ODDS.seldom, () => random.pick([1, 2])),
    "failure-timeout": maybe(random, ODDS.rare, () => random.pick(["10s", "1h"])),
    "multiple-active": maybe(
      random,
      ODDS.seldom,
      () => random.pick(["block", "stop_only", "stop_unexpected"]),
    ),
    "allow-migrate": truth(ODDS.seldom),
    critical: maybe(random, ODDS.rare, () => "false"),
    "allow-unhealthy-nodes": truth(0.02),
    requires: maybe(
      random,
      ODDS.rare,
      () => random.pick(fencing ? ["nothing", "quorum", "fencing"] : ["nothing", "quorum"]),
    ),
  });
}

function randomGroup(
  random: Random,
  name: string,
  choices: ResourceChoices,
  promotable: boolean,
): Tree {
  const members = Array.from(
    { length: random.between(1, 3) },
    (_, at) => randomPrimitive(random, `${name}${at + 1}`, choices, promotable),
  );
  const options = random.chance(ODDS.seldom)
    ? meta(random, `${name}-group-meta`, false)
    : random.chance(ODDS.rare)
    ? nvpairs("meta_attributes", `${name}-group-meta`, {
      ordered: maybe(random, 0.5, () => "false"),
      collocated: maybe(random, 0.5, () => "false"),
    })
    : [];
  return tree("group", { id: `${name}-group` }, options, members);
}

function randomClone(random: Random, name: string, child: Tree, promotable: boolean): Tree {
  const truth = (odds: number) => maybe(random, odds, () => "true");
  const unique = random.chance(ODDS.seldom);
  return tree(
    "clone",
    { id: `${name}-clone` },
    nvpairs("meta_attributes", `${name}-clone-meta`, {
      promotable: promotable ? "true" : undefined,
      "clone-max": maybe(random, ODDS.often, () => random.between(1, 4)),
      "clone-node-max": unique ? random.between(1, 2) : undefined,
      "globally-unique": unique ? "true" : undefined,
      "clone-min": maybe(random, ODDS.rare, () => random.between(1, 2)),
      "promoted-max": promotable ? maybe(random, ODDS.seldom, () => 2) : undefined,
      interleave: truth(ODDS.often),
      ordered: truth(ODDS.seldom),
      notify: truth(ODDS.seldom),
      "target-role": maybe(
        random,
        0.04,
        () => random.pick(promotable ? ["Stopped", "Unpromoted"] : ["Stopped"]),
      ),
      "is-managed": maybe(random, 0.02, () => "false"),
      "resource-stickiness": maybe(random, ODDS.rare, () => random.pick([0, 10, 200])),
      priority: maybe(random, ODDS.rare, () => random.pick([3, 7])),
      "promoted-node-max": promotable && unique ? maybe(random, ODDS.rare, () => 2) : undefined,
    }),
    child,
  );
}
