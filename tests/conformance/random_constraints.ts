/** Constraints of every kind between random resources. */
import type { Random } from "../../src/model/mod.ts";
import { maybe, ODDS } from "./random_cib.ts";
import { nvpairs, type Tree, tree } from "./tree.ts";

const SCORES = ["INFINITY", "-INFINITY", 10, -10, 100, 1000] as const;

export function randomConstraints(
  random: Random,
  resources: readonly Tree[],
  nodes: readonly string[],
): readonly Tree[] {
  const kinds = resources.length === 1
    ? ["location"] as const
    : ["location", "location", "colocation", "colocation", "order", "order"] as const;
  const rareKinds = ["rule", "colocationSet", "orderSet", "ticket"] as const;
  return Array.from({ length: random.between(0, 6) }, (_, at) => {
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
      case "ticket":
        return tree("rsc_ticket", {
          id,
          rsc: random.pick(resources).attributes["id"],
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
      { id: `${id}-rule`, score: random.pick(SCORES), role: role(random, resource) },
      tree("expression", {
        id: `${id}-expression`,
        attribute: "rack",
        ...random.pick([
          { operation: "eq", value: "a" },
          { operation: "ne", value: "a" },
          { operation: "defined" },
          { operation: "not_defined" },
        ]),
      }),
    ),
  );

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
  const content = parts.map((members, at) =>
    tree(
      "resource_set",
      {
        id: `${id}-set${at + 1}`,
        sequential: maybe(random, ODDS.often, () => "false"),
        "require-all": name === "rsc_order" ? maybe(random, ODDS.seldom, () => "false") : undefined,
      },
      members.map(({ attributes }) => tree("resource_ref", { id: attributes["id"] })),
    )
  );
  const own = name === "rsc_order"
    ? { kind: maybe(random, ODDS.often, () => random.pick(["Mandatory", "Optional"])) }
    : { score: random.pick(SCORES) };
  return tree(name, { id, ...own }, content);
}

/** Kept here for what the status needs of it: a ticket that constraints may name. */
export const ticketState = (random: Random): readonly Tree[] =>
  random.chance(0.5)
    ? [tree("ticket_state", { id: "ticketA", granted: String(random.chance(0.5)) })]
    : nvpairs("tickets", "none", {});
