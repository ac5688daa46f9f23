/** What a colocation does to the dependent, once the primary has its place: to its scores, or its role. */
import { addScores, INFINITY } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import { isBlocked, placeOf, roleOf } from "../state/place.ts";
import type { Clone, Colocation, Group, Primitive, Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import {
  type Assignment,
  copyScores,
  isAnyFit,
  isSamePlace,
  noteParts,
  replaceScores,
} from "./assignment.ts";
import { compatibleInstance } from "./compatible_instance.ts";
import { finishAssignment } from "./finish_assignment.ts";
import { effectOf } from "./new_colocation.ts";

/** `primary` stands for the colocation's own, `dependent` too: members and instances of them. */
export function applyColocation(
  a: Assignment,
  dependent: Primitive | Group,
  primary: Resource,
  colocation: Colocation,
): void {
  if (dependent.kind === "group") return applyToGroup(a, dependent, primary, colocation);
  const before = dependent.allowed.scores;
  const copy = dependent.parts === null ? before : before.slice();
  applyToPrimitive(a, dependent, primary, colocation);
  noteParts(a, dependent, copy, `colocation ${colocation.id}`);
}

/** The other members follow the first. */
function applyToGroup(
  a: Assignment,
  group: Group,
  primary: Resource,
  colocation: Colocation,
): void {
  const [first] = group.children;
  if (first === undefined) return;
  if (group.colocated) return applyColocation(a, first, primary, colocation);
  if (colocation.score >= INFINITY) return;
  for (const member of group.children) applyColocation(a, member, primary, colocation);
}

function applyToPrimitive(
  a: Assignment,
  dependent: Primitive,
  primary: Resource,
  colocation: Colocation,
): void {
  switch (primary.kind) {
    case "primitive":
      return applyWithPrimitive(a, dependent, primary, colocation);
    case "group":
      return applyWithGroup(a, dependent, primary, colocation);
    case "clone":
      return applyWithClone(a, dependent, primary, colocation);
  }
}

function applyWithPrimitive(
  a: Assignment,
  dependent: Primitive,
  primary: Primitive,
  colocation: Colocation,
): void {
  switch (effectOf(dependent, primary, colocation, false)) {
    case "nothing":
      return;
    case "location":
      return applyToScores(a, dependent, primary.assignedTo, colocation);
    case "role":
      return applyToPriority(a, dependent, primary, colocation);
  }
}

/** What must be with a group must be with all of it: with its last member. */
function applyWithGroup(
  a: Assignment,
  dependent: Primitive,
  group: Group,
  colocation: Colocation,
): void {
  if (group.unassigned) return;
  const mandatory = colocation.score >= INFINITY;
  if (group.colocated) {
    const member = mandatory ? group.children.at(-1) : group.children[0];
    if (member !== undefined) applyWithPrimitive(a, dependent, member, colocation);
  } else if (!mandatory) {
    for (const member of group.children) applyWithPrimitive(a, dependent, member, colocation);
  }
}

function applyToScores(
  a: Assignment,
  dependent: Primitive,
  place: Node | null,
  { score, nodeAttribute }: Colocation,
): void {
  if (place === null && score < 0) return;
  const scores = copyScores(a, dependent.allowed.scores);
  for (const node of a.w.nodes) {
    const old = scores[node.index] as number;
    if (old === ABSENT) continue;
    if (place === null) {
      scores[node.index] = addScores(-score, old);
    } else if (isSamePlace(a, nodeAttribute, place, node)) {
      // One that must be there is kept from all others, and need not be drawn to it.
      if (score < INFINITY) scores[node.index] = addScores(score, old);
    } else if (score >= INFINITY) {
      scores[node.index] = addScores(-score, old);
    }
  }
  // A wish does not keep it from running at all.
  const mandatory = Math.abs(score) >= INFINITY;
  if (mandatory || isAnyFit(a, scores)) replaceScores(dependent, scores);
}

/** How willingly an instance is promoted. */
function applyToPriority(
  a: Assignment,
  dependent: Primitive,
  primary: Primitive,
  { score, nodeAttribute, dependentRole, primaryRole }: Colocation,
): void {
  if (primary.assignedTo === null || dependent.assignedTo === null) return;
  if (!isSamePlace(a, nodeAttribute, dependent.assignedTo, primary.assignedTo)) {
    if (score >= INFINITY && dependentRole === "promoted") dependent.priority = -INFINITY;
    return;
  }
  if (primaryRole !== null && primaryRole !== primary.nextRole) return;
  const sign = dependentRole === "unpromoted" ? -1 : 1;
  dependent.priority = addScores(sign * score, dependent.priority);
}

function applyWithClone(
  a: Assignment,
  dependent: Primitive,
  clone: Clone,
  colocation: Colocation,
): void {
  if (clone.unassigned) return;
  if (clone.promotable && colocation.primaryRole !== null) {
    if (dependent.unassigned) return applyWithPromotable(a, dependent, clone, colocation);
    if (colocation.dependentRole === "promoted") {
      return applyPromotablePriority(a, dependent, clone, colocation);
    }
  }
  const isApart = colocation.score < 0 && a.w.input.comesToRest === true;
  if (isInterleaved(colocation) && !isApart) {
    return applyInterleaved(a, dependent, clone, colocation);
  }
  if (colocation.score >= INFINITY) {
    const usable = clone.children.filter((child) => !isBlocked(child));
    return keepTo(a, dependent, usable, false);
  }
  for (const child of clone.children) applyToPrimitive(a, dependent, child, colocation);
}

/**
 * Instances go with instances, not with the whole; only the dependent has to ask for it. Where they are
 * to be apart that bans the best node, which is where it runs: it would go from node to node for ever.
 */
function isInterleaved({ dependent, primary }: Colocation): boolean {
  return dependent.kind === "clone" && dependent.interleave &&
    copiesPerNode(dependent) === copiesPerNode(primary);
}

const copiesPerNode = (resource: Resource): number =>
  resource.kind === "clone" ? resource.meta.cloneNodeMax : 1;

function applyInterleaved(
  a: Assignment,
  dependent: Primitive,
  clone: Clone,
  colocation: Colocation,
): void {
  const instance = compatibleInstance(a.w, dependent, clone, null, "next");
  if (instance !== null) return applyToPrimitive(a, dependent, instance, colocation);
  if (colocation.score >= INFINITY) finishAssignment(a, dependent, null, true);
}

/** It may be where these are, and nowhere else. `merged`: their own scores count there too. */
function keepTo(
  a: Assignment,
  dependent: Primitive,
  instances: readonly (Primitive | Group)[],
  merged: boolean,
): void {
  const found = new Map<number, number>();
  for (const instance of [...instances].reverse()) {
    const place = placeOf(instance, "next");
    if (place === null || found.has(place.index)) continue;
    found.set(place.index, scoreAtPlace(a, instance));
  }
  const { scores } = dependent.allowed;
  for (let node = 0; node < scores.length; node += 1) {
    const theirs = found.get(node);
    const old = scores[node] as number;
    if (theirs === undefined) {
      if (old !== ABSENT) scores[node] = -INFINITY;
    } else if (old === ABSENT) {
      scores[node] = -INFINITY;
    } else if (merged) {
      scores[node] = addScores(old, theirs);
    }
  }
}

/** The score with which it was given its place; of a group, its first member that has one. */
function scoreAtPlace(a: Assignment, instance: Primitive | Group): number {
  const members = instance.kind === "group" ? instance.children : [instance];
  const placed = members.find(({ assignedTo }) => assignedTo !== null);
  return placed === undefined ? 0 : a.assignedScore[placed.index] as number;
}

/** It is to be with the instances that will have a certain role. */
function applyWithPromotable(
  a: Assignment,
  dependent: Primitive,
  clone: Clone,
  { score, nodeAttribute, dependentRole, primaryRole }: Colocation,
): void {
  const { scores } = dependent.allowed;
  const meant: (Primitive | Group)[] = [];
  for (const instance of clone.children) {
    const place = placeOf(instance, "next");
    if (place === null || roleOf(instance, "next") !== primaryRole) continue;
    meant.push(instance);
    if (score >= INFINITY) continue;
    for (const node of a.w.nodes) {
      const old = scores[node.index] as number;
      if (old === ABSENT || !isSamePlace(a, nodeAttribute, place, node)) continue;
      scores[node.index] = addScores(old, score);
    }
  }
  // Instances that are not promoted may still run elsewhere.
  if (dependentRole === "promoted" && primaryRole === "promoted") return;
  if (score >= INFINITY) keepTo(a, dependent, meant, true);
}

function applyPromotablePriority(
  a: Assignment,
  dependent: Primitive,
  clone: Clone,
  { score, primaryRole }: Colocation,
): void {
  const instance = compatibleInstance(a.w, dependent, clone, primaryRole, "next");
  if (instance !== null) {
    dependent.priority = addScores(dependent.priority, score);
  } else if (score >= INFINITY) {
    dependent.priority = -INFINITY;
  }
}
