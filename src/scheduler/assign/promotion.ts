/** Which instances of a promotable clone are promoted, once all have their places. */
import { addScores, INFINITY, type Role } from "../../model/mod.ts";
import { placeOf, roleOf } from "../state/place.ts";
import type { Node } from "../state/node.ts";
import {
  childrenOf,
  type Clone,
  type Group,
  type Location,
  type Primitive,
  rank,
  type Resource,
} from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import { addScoreEverywhere } from "../state/scores.ts";
import { applyColocation } from "./apply_colocation.ts";
import { type Assignment, replaceScores } from "./assignment.ts";
import { addColocatedScores, factorOf } from "./colocated_scores.ts";
import { isIntendedPromotion } from "./intended.ts";
import { sortInstances } from "./instance_order.ts";
import { hasInfluence } from "./new_colocation.ts";
import { promotionScore } from "./promotion_score.ts";
import { showPromotion } from "./score_lines.ts";
import { isGranted } from "./tickets.ts";

type Instance = Primitive | Group;

export function chooseRoles(a: Assignment, clone: Clone): void {
  const promoted = new Int32Array(a.w.nodes.length);
  clone.allowed.counts = null;
  for (const instance of clone.children) setWillingness(a, clone, instance);
  sortByWillingness(a, clone);
  let count = 0;
  for (const instance of clone.children) {
    showPromotion(a, instance, placeOf(instance, "next"), instance.sortIndex);
    const node = promotionPlace(a, clone, instance, promoted, count);
    if (node === null) {
      leaveUnpromoted(instance);
      continue;
    }
    promoted[node.index] = (promoted[node.index] as number) + 1;
    count += 1;
    promote(instance);
  }
}

/** Its promotion score, with what constraints on the promoted role add; the priority holds it for now. */
function setWillingness(a: Assignment, clone: Clone, instance: Instance): void {
  if (roleOf(instance, "now") === "started") startUnpromoted(instance);
  const place = placeOf(instance, "next");
  if (place === null) return;
  const wanted = roleOf(instance, "next");
  switch (wanted) {
    case "started":
    case "unknown":
      // -1: a constraint can still make it eligible, but nothing does so by itself.
      instance.priority = promotionScore(a.w, instance, place) ?? -1;
      break;
    case "unpromoted":
    case "stopped":
      instance.priority = -INFINITY;
      break;
    case "promoted":
  }
  addPromotedLocations(instance, instance.locations, place);
  addPromotedLocations(instance, clone.locations, place);
  for (const colocation of [...instance.thisWith]) {
    applyColocation(a, instance, colocation.primary, colocation);
  }
  instance.sortIndex = wanted === "promoted" ? INFINITY : instance.priority;
}

/** What runs is unpromoted at least. */
function startUnpromoted(resource: Resource): void {
  if (resource.role === "started") resource.role = "unpromoted";
  for (const child of childrenOf(resource)) startUnpromoted(child);
}

function addPromotedLocations(
  instance: Instance,
  locations: readonly Location[],
  place: Node,
): void {
  for (let index = locations.length - 1; index >= 0; index -= 1) {
    const { role, scores } = locations[index] as Location;
    const score = role === "promoted" ? scores.get(place.index) : undefined;
    if (score !== undefined) instance.priority = addScores(instance.priority, score);
  }
}

/** The most willing first. Colocations of the promoted role draw it to or from nodes. */
function sortByWillingness(a: Assignment, clone: Clone): void {
  if (a.ranked.has(clone)) return;
  a.ranked.add(clone);
  a.merging[clone.index] = 1;
  addWillingness(clone);
  drawToOthers(a, clone);
  for (const { constraint, state } of clone.tickets) {
    if (constraint.role === "promoted" && !isGranted(state)) {
      addScoreEverywhere(clone, a.w.nodes, -INFINITY, `ticket ${constraint.ticket}`);
    }
  }
  for (const instance of clone.children) settleWillingness(clone, instance);
  sortInstances(
    a,
    clone.children,
    (one, other) =>
      Number(isIntendedPromotion(a.w, other)) - Number(isIntendedPromotion(a.w, one)) ||
      other.sortIndex - one.sortIndex || rank(roleOf(other, "now")) - rank(roleOf(one, "now")),
  );
  a.merging[clone.index] = 0;
}

function addWillingness({ children, allowed: { scores } }: Clone): void {
  for (const instance of children) {
    const place = placeOf(instance, "next");
    if (instance.sortIndex < 0 || place === null) continue;
    const old = scores[place.index] as number;
    if (old !== ABSENT) scores[place.index] = addScores(instance.sortIndex, old);
  }
}

function drawToOthers(a: Assignment, clone: Clone): void {
  for (const colocation of [...clone.thisWith]) {
    if (colocation.dependentRole !== "promoted") continue;
    const scores = addColocatedScores(a, colocation.primary, clone.allowed.scores, {
      attribute: colocation.nodeAttribute,
      factor: factorOf(colocation),
      onward: false,
      positive: false,
      revertible: colocation.score < INFINITY,
    });
    replaceScores(clone, scores);
  }
  for (const colocation of [...clone.withThis]) {
    if (colocation.primaryRole !== "promoted" || !hasInfluence(colocation)) continue;
    const scores = addColocatedScores(a, colocation.dependent, clone.allowed.scores, {
      attribute: colocation.nodeAttribute,
      factor: factorOf(colocation),
      onward: false,
      positive: true,
      revertible: true,
    });
    replaceScores(clone, scores);
  }
}

function settleWillingness(clone: Clone, instance: Instance): void {
  const place = placeOf(instance, "next");
  if (!instance.managed && instance.nextRole === "promoted") {
    instance.sortIndex = INFINITY;
  } else if (place !== null && instance.sortIndex >= 0) {
    const score = clone.allowed.scores[place.index] as number;
    if (score !== ABSENT) instance.sortIndex = score;
  }
}

/** Where it is to be promoted; null: it is not. */
function promotionPlace(
  { w, usable }: Assignment,
  clone: Clone,
  instance: Instance,
  promoted: Int32Array,
  count: number,
): Node | null {
  if (instance.sortIndex < 0) return null;
  if (count >= clone.promotedMax && clone.managed) return null;
  const place = eligiblePlace(usable, clone, instance, promoted);
  const frozen = !w.quorum && w.input.options.noQuorumPolicy === "freeze";
  return frozen && rank(instance.role) < rank("promoted") ? null : place;
}

/** Of a group all members must be eligible. */
function eligiblePlace(
  usable: Uint8Array,
  clone: Clone,
  resource: Instance,
  promoted: Int32Array,
): Node | null {
  for (const child of childrenOf(resource)) {
    if (eligiblePlace(usable, clone, child, promoted) === null) return null;
  }
  const place = placeOf(resource, "next");
  if (place === null) return null;
  if (!resource.managed) {
    if (roleOf(resource, "now") !== "promoted") return null;
  } else if (resource.priority < 0 || usable[place.index] === 0) {
    return null;
  }
  if (clone.allowed.scores[place.index] === ABSENT) return null;
  const full = (promoted[place.index] as number) >= clone.promotedNodeMax;
  return full && resource.managed ? null : place;
}

function leaveUnpromoted(resource: Resource): void {
  const active = hasPlace(resource);
  resource.nextRole = active ? "unpromoted" : "stopped";
  resource.nextRoleBecause ??= active ? "is not chosen for promotion" : "it has no place";
  for (const child of childrenOf(resource)) leaveUnpromoted(child);
}

const hasPlace = (resource: Resource): boolean =>
  resource.kind === "primitive" ? resource.assignedTo !== null : resource.children.some(hasPlace);

function promote(resource: Resource): void {
  if (resource.nextRole === "unknown") {
    resource.nextRole = "promoted" satisfies Role;
    resource.nextRoleBecause = "is chosen for promotion";
  }
  for (const child of childrenOf(resource)) promote(child);
}
