/**
 * A resource takes the preferences of those that are to be with it into account, each weakened by the
 * score of the colocation, and those of the ones that are to be with these.
 */
import { addScores, INFINITY } from "../../model/mod.ts";
import type { Colocation, Group, Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import {
  type Assignment,
  copyScores,
  isAnyFit,
  noteParts,
  placesBy,
  replaceScores,
} from "./assignment.ts";
import { hasInfluence } from "./new_colocation.ts";

export interface Merging {
  /** Of the colocation by which the scores are asked for. */
  readonly attribute: string;
  /** How much of the scores counts; below 0: they count against a node. */
  readonly factor: number;
  /** Follow those that the resource depends on, and not those that depend on it. */
  readonly onward: boolean;
  /** A preference must not turn into its opposite. */
  readonly positive: boolean;
  /** Leave the scores as they are if they would leave no node. */
  readonly revertible: boolean;
}

/** Of a node that must not be taken, while scores are merged. */
const UNUSABLE = -100 * INFINITY;

/**
 * Where many are to be apart from each other, there are more ways from one to the next than could ever be
 * followed, and each counts. Beyond this many steps only the next ones are heard: a cluster that waits
 * for an answer is worse than one that does not hear every wish of every neighbour.
 */
const MOST_MERGES = 500_000;

/** C's single precision: scores are Pacemaker's to the last digit. */
const { fround } = Math;
export const factorOf = ({ score }: Colocation): number => fround(score / INFINITY);

/** The scores with those of `resource` and of what is colocated with it; `scores` itself is not changed. */
export function addColocatedScores(
  a: Assignment,
  resource: Resource,
  scores: Int32Array,
  merging: Merging,
): Int32Array {
  if (a.merging[resource.index] === 1) return scores;
  a.merging[resource.index] = 1;
  a.merges += 1;
  // Copied once more, as Pacemaker does.
  const merged = isNonemptyGroup(resource)
    ? addColocatedScores(a, firstOf(resource), copyScores(a, scores), merging)
    : addOwnScores(a, resource, scores, merging);
  return followOthers(a, resource, scores, merged, merging);
}

/** The resource's own scores, with those of what it is colocated with: for the order of assignment. */
export function ownColocatedScores(a: Assignment, resource: Resource): Int32Array {
  const merging: Merging = {
    attribute: "#uname",
    factor: 1,
    onward: true,
    positive: false,
    revertible: false,
  };
  a.merging[resource.index] = 1;
  const own = isNonemptyGroup(resource)
    ? ownColocatedScores(a, lastOf(resource))
    : copyScores(a, resource.allowed.scores);
  return followOthers(a, resource, null, own, merging);
}

const isNonemptyGroup = (resource: Resource): resource is Group =>
  resource.kind === "group" && resource.children.length > 0;

const firstOf = (group: Group) => group.children[0] as Group["children"][number];
const lastOf = (group: Group) => group.children.at(-1) as Group["children"][number];

function followOthers(
  a: Assignment,
  resource: Resource,
  before: Int32Array | null,
  own: Int32Array,
  merging: Merging,
): Int32Array {
  let scores = own;
  if (isAnyFit(a, scores)) {
    const sign = merging.factor < 0 ? -1 : 1;
    const others = a.merges > MOST_MERGES ? [] : followed(resource, merging.onward);
    for (const colocation of others) {
      if (!merging.onward && !hasInfluence(colocation)) continue;
      const other = merging.onward ? colocation.primary : colocation.dependent;
      scores = addColocatedScores(a, other, scores, {
        ...merging,
        attribute: colocation.nodeAttribute,
        factor: fround(sign * colocation.score / INFINITY),
        revertible: true,
      });
    }
  } else if (merging.revertible) {
    a.merging[resource.index] = 0;
    return before ?? scores;
  }
  if (merging.positive) scores = withUnusable(scores);
  a.merging[resource.index] = 0;
  return scores;
}

function followed(resource: Resource, onward: boolean): readonly Colocation[] {
  if (onward) return resource.thisWith;
  return isNonemptyGroup(resource) ? lastOf(resource).withThis : resource.withThis;
}

function withUnusable(scores: Int32Array): Int32Array {
  return scores.includes(UNUSABLE) ? scores.map((score) => score === UNUSABLE ? 1 : score) : scores;
}

function addOwnScores(
  a: Assignment,
  { allowed }: Resource,
  scores: Int32Array,
  { attribute, factor, positive }: Merging,
): Int32Array {
  const merged = copyScores(a, scores);
  const places = placesBy(a, attribute);
  const best = places === null ? null : bestByPlace(a, allowed.scores, places);
  for (let node = 0; node < merged.length; node += 1) {
    const old = merged[node] as number;
    if (old === ABSENT || old === UNUSABLE) continue;
    const theirs = best === null || places === null
      ? a.usable[node] === 1 ? Math.max(allowed.scores[node] as number, -INFINITY) : -INFINITY
      : best[places[node] as number] as number;
    // What they would rather avoid is no reason for one that is to be apart from them.
    if (factor < 0 && theirs < 0) continue;
    const now = addScores(weakened(theirs, factor), old);
    if (positive && now < 0 && old >= 0) {
      if (old > 0) merged[node] = UNUSABLE;
      continue;
    }
    merged[node] = now;
  }
  return merged;
}

/** The highest score among the nodes of each place. */
function bestByPlace(a: Assignment, scores: Int32Array, places: Int32Array): Int32Array {
  const best = new Int32Array(places.length).fill(-INFINITY);
  for (let node = 0; node < places.length; node += 1) {
    const place = places[node] as number;
    const score = scores[node] as number;
    if (a.usable[node] === 1 && score > (best[place] as number)) best[place] = score;
  }
  return best;
}

/** Rounded, but never to nothing: small scores with small factors still count. */
function weakened(score: number, factor: number): number {
  const exact = fround(factor * score);
  const rounded = Math.trunc(exact < 0 ? exact - 0.5 : exact + 0.5);
  return rounded === 0 && score !== 0 ? Math.sign(factor) : rounded;
}

/** Takes the preferences of one that is to be with `resource` into its scores. */
export function addDependentScores(
  a: Assignment,
  resource: Resource,
  colocation: Colocation,
  positive: boolean,
): void {
  if (!hasInfluence(colocation)) return;
  const before = resource.allowed.scores;
  const scores = addColocatedScores(a, colocation.dependent, before, {
    attribute: colocation.nodeAttribute,
    factor: factorOf(colocation),
    onward: false,
    positive,
    revertible: true,
  });
  if (scores === before) return;
  replaceScores(resource, scores);
  noteParts(a, resource, before, `colocation ${colocation.id}`);
}
