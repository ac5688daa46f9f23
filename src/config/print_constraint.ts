/** Constraints as tables, each with the name that it was given or that was made for it. */
import type {
  ClusterConfig,
  ColocationConstraint,
  LocationConstraint,
  OrderConstraint,
  OrderSets,
  ResourceSet,
} from "../model/mod.ts";
import { printRule } from "./print_rule.ts";
import { array, printTable, quote, score, type Values } from "./print_values.ts";

export const printConstraints = (config: ClusterConfig): readonly string[] => [
  ...config.locations.map(printLocation),
  ...config.colocations.map(printColocation),
  ...config.colocationSets.map(({ id, sets, score: joint, influence }) =>
    printTable("[[colocation]]", {
      name: quote(id),
      sets: printSets(sets),
      score: score(joint),
      influence: maybe(influence),
    })
  ),
  ...config.orders.map(printOrder),
  ...config.orderSets.map((order) =>
    printTable("[[order]]", {
      name: quote(order.id),
      sets: printSets(order.sets),
      ...printKind(order),
    })
  ),
];

function printLocation({ id, resource, where, role, discovery }: LocationConstraint): string {
  return printTable("[[location]]", {
    name: quote(id),
    resource: quote(resource),
    ...(where.kind === "node"
      ? { node: quote(where.node), score: score(where.score) }
      : { rule: quote(printRule(where.rule)), ...printRuleScore(where.score) }),
    role: role ? quote(role) : undefined,
    discovery: discovery === "always" ? undefined : quote(discovery),
  });
}

const printRuleScore = (value: number | { readonly attribute: string }): Values =>
  typeof value === "number" ? { score: score(value) } : { score_attribute: quote(value.attribute) };

const printColocation = (colocation: ColocationConstraint): string =>
  printTable("[[colocation]]", {
    name: quote(colocation.id),
    resource: quote(colocation.resource),
    with: quote(colocation.with),
    score: score(colocation.score),
    role: colocation.resourceRole ? quote(colocation.resourceRole) : undefined,
    with_role: colocation.withRole ? quote(colocation.withRole) : undefined,
    node_attribute: colocation.nodeAttribute === "#uname"
      ? undefined
      : quote(colocation.nodeAttribute),
    influence: maybe(colocation.influence),
  });

const printOrder = (order: OrderConstraint): string =>
  printTable("[[order]]", {
    name: quote(order.id),
    first: quote(order.first),
    then: quote(order.then),
    ...printKind(order),
    first_action: quote(order.firstAction),
    then_action: quote(order.thenAction),
    require_all: order.requireAll ? undefined : "false",
  });

const printKind = ({ kind, symmetrical }: OrderConstraint | OrderSets): Values => ({
  kind: quote(kind),
  symmetrical: String(symmetrical),
});

/** A set that is no more than a list is one. */
function printSets(sets: readonly ResourceSet[]): string {
  const printed = sets.map((set) => {
    const words = [
      set.sequential ? "" : ", sequential = false",
      set.requireAll ? "" : ", require_all = false",
      set.role ? `, role = ${quote(set.role)}` : "",
      set.action ? `, action = ${quote(set.action)}` : "",
      set.score === null ? "" : `, score = ${score(set.score)}`,
    ].join("");
    const list = array(set.resources);
    return words === "" ? list : `{ resources = ${list}${words} }`;
  });
  return `[${printed.join(", ")}]`;
}

const maybe = (value: boolean | null): string | undefined =>
  value === null ? undefined : String(value);
