/** Spreads a clone's instances over the nodes. */
import { INFINITY } from "../../model/mod.ts";
import { placeOf } from "../state/place.ts";
import type { Node } from "../state/node.ts";
import { childrenOf, type Clone, type Group, type Primitive } from "../state/resource.ts";
import { addScoreEverywhere } from "../state/scores.ts";
import { ABSENT } from "../state/weights.ts";
import { activeNode } from "../state/active_node.ts";
import { assign } from "./assign.ts";
import { type Assignment, copyScores, replaceScores } from "./assignment.ts";
import { addDependentScores } from "./colocated_scores.ts";
import { withdraw } from "./finish_assignment.ts";
import { sortInstances } from "./instance_order.ts";
import { addThisWith, addWithThis, hasInfluence } from "./new_colocation.ts";
import { addPromotionScores } from "./promotion_score.ts";
import { chooseRoles } from "./promotion.ts";
import { showScores } from "./score_lines.ts";

type Instance = Primitive | Group;

export function assignClone(a: Assignment, clone: Clone, preferred: Node | null): void {
  if (!clone.unassigned || clone.assigning) return;
  if (clone.promotable) addPromotionScores(a, clone);
  clone.assigning = true;
  for (const { primary } of [...clone.thisWith]) assign(a, primary, preferred);
  for (const colocation of [...clone.withThis]) addDependentScores(a, clone, colocation, true);
  showScores(a, clone, "pcmk__clone_allocate");
  sortInstances(a, clone.children);
  spread(a, clone);
  if (clone.promotable) chooseRoles(a, clone);
  clone.unassigned = clone.assigning = false;
}

function spread(a: Assignment, clone: Clone): void {
  const { scores } = clone.allowed;
  clone.allowed.counts = new Int32Array(scores.length);
  let usable = 0;
  for (let node = 0; node < scores.length; node += 1) {
    if (scores[node] !== ABSENT && a.usable[node] === 1) usable += 1;
  }
  const distribution: Distribution = {
    a,
    clone,
    counts: clone.allowed.counts,
    // Where every node gets an instance, nobody's wish for the others' company need be heard.
    all: clone.cloneMax < usable,
  };
  const optimal = Math.max(1, usable === 0 ? 0 : Math.floor(clone.cloneMax / usable));
  let assigned = 0;
  for (const instance of clone.children) {
    if (assigned >= clone.cloneMax) break;
    if (staysWhereItIs(distribution, instance, optimal)) assigned += 1;
  }
  for (const instance of clone.children) {
    if (!instance.unassigned) continue;
    if (assigned >= clone.cloneMax) {
      addScoreEverywhere(instance, a.w.nodes, -INFINITY, "clone-max is reached");
    } else if (assignInstance(distribution, instance, null) !== null) {
      assigned += 1;
    }
  }
}

interface Distribution {
  readonly a: Assignment;
  readonly clone: Clone;
  /** Instances on each node. */
  readonly counts: Int32Array;
  /** All colocations of the clone count, and not only the mandatory. */
  readonly all: boolean;
}

/** Instances are not shuffled without need: one that may stay does, up to the fair share of its node. */
function staysWhereItIs(d: Distribution, instance: Instance, optimal: number): boolean {
  if (instance.runningOn.length === 0 || !instance.unassigned || instance.failed) return false;
  const current = activeNode(instance);
  if (current === null || d.a.usable[current.index] === 0) return false;
  const isAllowed = d.clone.allowed.scores[current.index] !== ABSENT;
  if (isAllowed && (d.counts[current.index] as number) >= optimal) return false;
  return assignInstance(d, instance, current) !== null;
}

/** With `preferred`, that node or none. */
function assignInstance(d: Distribution, instance: Instance, preferred: Node | null): Node | null {
  const { a, clone, counts } = d;
  if (!instance.unassigned) return placeOf(instance, "next");
  if (instance.assigning) return null;
  handDown(d, instance);
  if (preferred !== null && (instance.allowed.scores[preferred.index] as number) < 0) return null;
  banFull(d, instance);
  const before = preferred === null ? null : copyScores(a, instance.allowed.scores);
  const members = preferred === null ? [] : childrenOf(instance).map((member) => ({
    member: member as Primitive,
    scores: copyScores(a, member.allowed.scores),
  }));
  const chosen = assign(a, instance, preferred);
  if (chosen === null) return null;
  if (before !== null && chosen !== preferred) {
    replaceScores(instance, before);
    if (instance.kind === "primitive") withdraw(instance);
    else if (a.w.input.comesToRest) takeBack(instance, members);
    return null;
  }
  if (clone.allowed.scores[chosen.index] !== ABSENT) {
    counts[chosen.index] = (counts[chosen.index] as number) + 1;
  }
  return chosen;
}

/**
 * A group that has gone elsewhere than where it runs gives its place back. Pacemaker 2.1.5 leaves it there
 * uncounted, so that a node can get two instances: that would never come to rest in a running cluster.
 */
function takeBack(
  group: Group,
  members: readonly { readonly member: Primitive; readonly scores: Int32Array }[],
): void {
  if (members.some(({ member }) => member.assignedTo === null)) return;
  for (const { member, scores } of members) {
    replaceScores(member, scores);
    withdraw(member);
  }
  group.unassigned = true;
  group.assignedTo = null;
}

/** The clone's colocations are its instances'. */
function handDown({ clone, all }: Distribution, instance: Instance): void {
  for (const colocation of clone.thisWith) {
    const { score } = colocation;
    if (all || score < 0 || score >= INFINITY) addThisWith(instance.thisWith, colocation);
  }
  for (const colocation of clone.withThis) {
    if (!hasInfluence(colocation, instance)) continue;
    if (all || colocation.score < 0) addWithThis(instance.withThis, colocation);
  }
}

/** No node that cannot take it, or that has as many instances as it may have. */
function banFull({ a, clone, counts }: Distribution, instance: Instance): void {
  const { scores } = clone.allowed;
  for (const node of a.w.nodes) {
    if (instance.allowed.scores[node.index] === ABSENT) continue;
    const theirs = scores[node.index] as number;
    if (a.usable[node.index] === 0 || instance.orphan || theirs === ABSENT) {
      ban(instance, node, "cannot run there");
    } else if (theirs < 0) {
      ban(instance, node, `${clone.id} is not to run there`);
    } else if ((counts[node.index] as number) >= clone.cloneNodeMax) {
      ban(instance, node, "clone-node-max is reached");
    }
  }
}

/** The instance and its members, where they are allowed. */
function ban(resource: Instance, node: Node, because: string): void {
  const { scores } = resource.allowed;
  if (scores[node.index] !== ABSENT) {
    scores[node.index] = -INFINITY;
    resource.parts?.push({ node: node.name, name: because, score: -INFINITY });
  }
  for (const child of childrenOf(resource)) ban(child, node, because);
}
