/** Room on nodes: what a resource takes of it, and which nodes have too little. */
import { INFINITY } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import { type Clone, type Group, type Primitive, type Resource } from "../state/resource.ts";
import { addScore } from "../state/scores.ts";
import { type Assignment, isFit } from "./assignment.ts";
import { colocatedResources } from "./colocated_resources.ts";
import { compareCapacities } from "./node_order.ts";
import { inTableOrder } from "./table_order.ts";

type Amounts = ReadonlyMap<string, number>;

/** What the node does not name is nothing, and goes below that only with the next resource. */
export function consume(capacity: Map<string, number>, used: Amounts): void {
  for (const [name, amount] of used) {
    const left = capacity.get(name);
    capacity.set(name, left === undefined ? 0 : left - amount);
  }
}

export function release(capacity: Map<string, number>, used: Amounts): void {
  for (const [name, amount] of used) capacity.set(name, (capacity.get(name) ?? 0) + amount);
}

/**
 * Bans it from nodes that have no room for it and all that must be with it; where none has, from those
 * without room for it alone. Then the node with the most room is given back, as the one to prefer.
 */
export function banWithoutRoom(a: Assignment, resource: Primitive): Node | null {
  if (a.w.input.options.placementStrategy === "default") return null;
  const together = colocatedResources(resource);
  const needed = sumOf(together);
  const able = (node: Node) => isFit(a, resource.allowed, node);
  const fit = a.w.nodes.filter(able);
  const any = fit.some((node) => hasRoom(node, needed));
  const roomiest = any
    ? null
    : roomiestOf(inTableOrder(a.w.nodes, resource.allowed.scores).filter(able));
  const least = any ? needed : resource.input.utilization;
  for (const node of fit) {
    if (!hasRoom(node, least)) addScore(resource, node, -INFINITY, "no room there");
  }
  return roomiest;
}

const hasRoom = ({ capacity }: Node, needed: Amounts): boolean => {
  for (const [name, amount] of needed) if (amount > (capacity.get(name) ?? 0)) return false;
  return true;
};

function roomiestOf(nodes: readonly Node[]): Node | null {
  let roomiest: Node | null = null;
  for (const node of nodes) {
    if (roomiest === null || compareCapacities(node.capacity, roomiest.capacity) < 0) {
      roomiest = node;
    }
  }
  return roomiest;
}

/** What those that have no place yet need together. */
function sumOf(resources: ReadonlySet<Resource>): Amounts {
  const sum = new Map<string, number>();
  for (const resource of resources) addNeed(resource, resources, sum);
  return sum;
}

function addNeed(
  resource: Resource,
  all: ReadonlySet<Resource>,
  sum: Map<string, number>,
): void {
  if (!resource.unassigned) return;
  switch (resource.kind) {
    case "primitive":
      return release(sum, resource.input.utilization);
    case "group":
      return addGroupNeed(resource, all, sum);
    case "clone":
      return addCloneNeed(resource, all, sum);
  }
}

function addGroupNeed(group: Group, all: ReadonlySet<Resource>, sum: Map<string, number>): void {
  const whole = group.colocated || group.parent?.kind === "clone";
  for (const member of whole ? group.children : group.children.slice(0, 1)) {
    if (member.unassigned && !all.has(member)) addNeed(member, all, sum);
  }
}

/** One instance needs room, but only if none is among the resources already. */
function addCloneNeed(clone: Clone, all: ReadonlySet<Resource>, sum: Map<string, number>): void {
  let existing = false;
  for (const child of clone.children) {
    if (all.has(child)) {
      existing = true;
    } else if (child.kind === "group" && child.children.some((member) => all.has(member))) {
      addNeed(child, all, sum);
      existing = true;
    }
  }
  const [first] = clone.children;
  if (!existing && first !== undefined) addNeed(first, all, sum);
}
