/** Which instance of a clone has its turn first. */
import type { Node } from "../state/node.ts";
import {
  byNumber,
  childrenOf,
  type Group,
  type Primitive,
  type Resource,
} from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import { activeNode } from "../state/active_node.ts";
import type { Assignment } from "./assignment.ts";
import { addColocatedScores, factorOf } from "./colocated_scores.ts";
import { mergeSorted } from "./merge_sort.ts";
import { initialScore } from "./node_order.ts";
import { hasInfluence } from "./new_colocation.ts";

type Instance = Primitive | Group;

/** Sorts them in place; `before`: what comes before all else. */
export function sortInstances(
  a: Assignment,
  instances: Instance[],
  before: (one: Instance, other: Instance) => number = () => 0,
): void {
  const standings = instances.map((one) => standingOf(a, one));
  const sorted = mergeSorted(
    standings,
    (one, other) => before(one.instance, other.instance) || compare(one, other),
  );
  sorted.forEach(({ instance }, index) => instances[index] = instance);
}

interface Standing {
  readonly a: Assignment;
  readonly instance: Instance;
  /** How many nodes it is active on. */
  readonly places: number;
  /** Where it is active, if it may stay there. */
  readonly node: Node | null;
  /** Is active on a node that it must leave. */
  readonly misplaced: boolean;
  /** Its node can be used. */
  readonly usable: boolean;
  /** The clone is allowed on its node. */
  readonly allowed: boolean;
  /** How many instances are on its node already. */
  readonly others: number;
  readonly failed: boolean;
  /** By colocations, looked up once it is needed. */
  attraction: number | null;
}

function standingOf(a: Assignment, instance: Instance): Standing {
  const active = activeNode(instance);
  const misplaced = active !== null && (instance.allowed.scores[active.index] as number) < 0;
  const node = misplaced ? null : active;
  const whole = (instance.parent ?? instance).allowed;
  return {
    a,
    instance,
    places: instance.runningOn.length,
    node,
    misplaced,
    usable: node !== null && a.usable[node.index] === 1,
    allowed: node !== null && whole.scores[node.index] !== ABSENT,
    others: node === null ? 0 : whole.counts?.[node.index] ?? 0,
    failed: isFailed(instance),
    attraction: null,
  };
}

const isFailed = (resource: Resource): boolean =>
  resource.failed || childrenOf(resource).some(isFailed);

/**
 * Those active on fewer nodes, those that need not move away, those with a higher priority, active ones, on
 * usable nodes, where the clone is allowed, with few others; then those that have not failed, those that
 * colocations hold where they are, and the lower number.
 */
function compare(one: Standing, other: Standing): number {
  if (one.places > 0 && other.places > 0 && one.places !== other.places) {
    return one.places - other.places;
  }
  if (one.misplaced !== other.misplaced) return Number(one.misplaced) - Number(other.misplaced);
  const priorities = other.instance.priority - one.instance.priority;
  if (priorities !== 0) return priorities;
  if (one.node === null || other.node === null) {
    return Number(one.node === null) - Number(other.node === null);
  }
  if (one.usable !== other.usable) return Number(other.usable) - Number(one.usable);
  if (!one.allowed || !other.allowed) return Number(other.allowed) - Number(one.allowed);
  if (one.others !== other.others) return one.others - other.others;
  if (one.failed !== other.failed) return Number(one.failed) - Number(other.failed);
  const attractions = attractionOf(other) - attractionOf(one);
  return attractions !== 0 ? attractions : byNumber(one.instance, other.instance);
}

/** What the clone's colocations make of the score for the node where it is. */
function attractionOf(standing: Standing): number {
  standing.attraction ??= attraction(standing);
  return standing.attraction;
}

function attraction({ a, instance, node }: Standing): number {
  const { parent } = instance;
  if (node === null || parent === null) return 0;
  let scores: Int32Array = new Int32Array(a.w.nodes.length).fill(ABSENT);
  scores[node.index] = initialScore(node);
  for (const colocation of parent.thisWith) {
    scores = addColocatedScores(a, colocation.primary, scores, {
      attribute: colocation.nodeAttribute,
      factor: factorOf(colocation),
      onward: false,
      positive: false,
      revertible: false,
    });
  }
  for (const colocation of parent.withThis) {
    if (!hasInfluence(colocation, instance)) continue;
    scores = addColocatedScores(a, colocation.dependent, scores, {
      attribute: colocation.nodeAttribute,
      factor: factorOf(colocation),
      onward: false,
      positive: true,
      revertible: false,
    });
  }
  return scores[node.index] as number;
}
