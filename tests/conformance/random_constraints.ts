/** Constraints of every kind between random resources. */
import type { Random } from "../../src/model/mod.ts";
import { maybe, ODDS } from "./random_cib.ts";
import { nvpairs, type Tree, tree } from "./tree.ts";

const SCORES = ["INFINITY", "-INFINITY", 10, -10, 100, 1000] as const;

export function randomConstraints(
  random: Random,
  all: readonly Tree[],
  nodes: readonly string[],
  large: boolean,
): readonly Tree[] {
  const resources = all.filter(({ name }) => name !== "template" || random.chance(0.3));
  const kinds = resources.length === 1
    ? ["location"] as const
    : ["location", "location", "colocation", "colocation", "order", "order"] as const;
  const rareKinds = [
    "rule",
    "colocationSet",
    "orderSet",
    "ticket",
    "pattern",
    "locationSet",
  ] as const;
  return Array.from({ length: random.between(0, large ? 16 : 6) }, (_, at) => {
    const id = `constraint${at + 1}`;
    const kind = random.chance(ODDS.seldom) ? random.pick(rareKinds) : random.pick(kinds);
    switch (kind) {
      case "location":
        return location(random, id, random.pick(resources), nodes);
      case "rule":
        return rule(random, id, random.pick(resources));
      case "colocation":
        return colocation(random, id, resources);
      case "order":
        return order(random, id, resources);
      case "colocationSet":
        return sets(random, id, resources, "rsc_colocation");
      case "orderSet":
        return sets(random, id, resources, "rsc_order");
      case "pattern":
        return tree("rsc_location", {
          id,
          "rsc-pattern": random.pick(["^[ab]", "c", "clone$", "(.)-group"]),
          node: random.pick(nodes),
          score: random.pick(SCORES),
        });
      case "locationSet":
        return tree(
          "rsc_location",
          { id, node: random.pick(nodes), score: random.pick(SCORES) },
          setOf(random, `${id}-set`, resources.slice(0, 2), "rsc_location"),
        );
      case "ticket":
        return tree("rsc_ticket", {
          id,
          rsc: random.pick(resources).attributes["id"],
          "rsc-role": maybe(random, ODDS.seldom, () => "Promoted"),
          ticket: "ticketA",
          "loss-policy": maybe(random, ODDS.often, () => random.pick(["stop", "demote", "freeze"])),
        });
    }
  });
}

const isPromotable = (resource: Tree): boolean =>
  resource.children.some(({ children }) =>
    children.some(({ attributes }) => attributes["name"] === "promotable")
  );

const role = (random: Random, resource: Tree): string | undefined =>
  isPromotable(resource)
    ? maybe(random, 0.5, () => random.pick(["Promoted", "Promoted", "Unpromoted"]))
    : maybe(random, 0.05, () => "Started");

/** Two that differ; there are at least two. */
function twoOf(random: Random, resources: readonly Tree[]): readonly [Tree, Tree] {
  const one = random.pick(resources);
  return [one, random.pick(resources.filter((resource) => resource !== one))];
}

const location = (
  random: Random,
  id: string,
  resource: Tree,
  nodes: readonly string[],
): Tree =>
  tree("rsc_location", {
    id,
    rsc: resource.attributes["id"],
    node: random.pick(nodes),
    score: random.pick(SCORES),
    role: maybe(random, ODDS.seldom, () => role(random, resource)),
    "resource-discovery": maybe(random, ODDS.rare, () => random.pick(["never", "exclusive"])),
  });

const rule = (random: Random, id: string, resource: Tree): Tree =>
  tree(
    "rsc_location",
    { id, rsc: resource.attributes["id"] },
    tree(
      "rule",
      {
        id: `${id}-rule`,
        role: role(random, resource),
        "boolean-op": maybe(random, ODDS.often, () => random.pick(["or", "and"])),
        ...(random.chance(ODDS.seldom)
          ? { "score-attribute": "weight" }
          : { score: random.pick(SCORES) }),
      },
      Array.from({ length: random.between(1, 2) }, (_, at) => expression(random, `${id}-e${at}`)),
    ),
  );

function expression(random: Random, id: string): Tree {
  if (random.chance(ODDS.seldom)) {
    return tree("date_expression", {
      id,
      ...random.pick([
        { operation: "lt", end: "2020-09-13 12:00:00" },
        { operation: "gt", start: "2020-09-13 12:00:00" },
        { operation: "in_range", start: "2020-01-01", end: "2021-01-01" },
      ]),
    });
  }
  return tree("expression", {
    id,
    ...random.pick([
      { attribute: "rack", operation: "eq", value: "a" },
      { attribute: "rack", operation: "ne", value: "a" },
      { attribute: "rack", operation: "defined" },
      { attribute: "rack", operation: "not_defined" },
      { attribute: "#uname", operation: "eq", value: "node1" },
      { attribute: "weight", operation: "gt", value: "9" },
      { attribute: "weight", operation: "lte", value: "100", type: "number" },
    ]),
  });
}

function colocation(random: Random, id: string, resources: readonly Tree[]): Tree {
  const [dependent, primary] = twoOf(random, resources);
  return tree("rsc_colocation", {
    id,
    rsc: dependent.attributes["id"],
    "with-rsc": primary.attributes["id"],
    score: random.pick(SCORES),
    "rsc-role": role(random, dependent),
    "with-rsc-role": role(random, primary),
    influence: maybe(random, ODDS.rare, () => random.pick(["true", "false"])),
    "node-attribute": maybe(random, 0.03, () => "rack"),
  });
}

function order(random: Random, id: string, resources: readonly Tree[]): Tree {
  const [first, then] = twoOf(random, resources);
  const action = (resource: Tree) =>
    maybe(
      random,
      ODDS.seldom,
      () =>
        random.pick(isPromotable(resource) ? ["promote", "demote", "start"] : ["start", "stop"]),
    );
  return tree("rsc_order", {
    id,
    first: first.attributes["id"],
    then: then.attributes["id"],
    "first-action": action(first),
    "then-action": action(then),
    kind: maybe(random, ODDS.often, () => random.pick(["Mandatory", "Optional", "Serialize"])),
    symmetrical: maybe(random, ODDS.seldom, () => "false"),
    "require-all": maybe(random, ODDS.rare, () => "false"),
  });
}

function sets(random: Random, id: string, resources: readonly Tree[], name: string): Tree {
  const shuffled = [...resources].sort(() => random.next() - 0.5);
  const cut = random.between(1, shuffled.length);
  const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].filter(({ length }) => length > 0);
  const content = parts.map((members, at) => setOf(random, `${id}-set${at + 1}`, members, name));
  const own = name === "rsc_order"
    ? { kind: maybe(random, ODDS.often, () => random.pick(["Mandatory", "Optional"])) }
    : { score: random.pick(SCORES) };
  return tree(name, { id, ...own }, content);
}

function setOf(
  random: Random,
  id: string,
  members: readonly Tree[],
  name: string,
): Tree {
  const ordering = name === "rsc_order";
  const promotable = members.every(isPromotable);
  return tree(
    "resource_set",
    {
      id,
      sequential: name === "rsc_location" ? undefined : maybe(random, ODDS.often, () => "false"),
      "require-all": ordering ? maybe(random, ODDS.seldom, () => "false") : undefined,
      action: ordering
        ? maybe(
          random,
          ODDS.rare,
          () => random.pick(promotable ? ["promote", "demote"] : ["start", "stop"]),
        )
        : undefined,
      role: ordering
        ? undefined
        : maybe(random, ODDS.rare, () => promotable ? "Promoted" : "Started"),
    },
    members.map(({ attributes }) => tree("resource_ref", { id: attributes["id"] })),
  );
}

/** Kept here for what the status needs of it: a ticket that constraints may name. */
export const ticketState = (random: Random): readonly Tree[] =>
  random.chance(0.5)
    ? [tree("ticket_state", { id: "ticketA", granted: String(random.chance(0.5)) })]
    : nvpairs("tickets", "none", {});
