/** How a colocation comes to be, and in which order a resource looks at those that concern it. */
import { INFINITY, type Role } from "../../model/mod.ts";
import { newOrdering } from "../order/new_ordering.ts";
import { ORDER } from "../state/ordering.ts";
import { type Colocation, rank, type Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** Adds it to both sides. One with a score of 0 says nothing, and is left out. */
export function newColocation(w: Working, wanted: Colocation): void {
  if (wanted.score === 0) return;
  const colocation = {
    ...wanted,
    dependentRole: roleOf(wanted.dependentRole),
    primaryRole: roleOf(wanted.primaryRole),
  };
  addThisWith(colocation.dependent.thisWith, colocation);
  addWithThis(colocation.primary.withThis, colocation);
  if (colocation.score <= -INFINITY) keepApart(w, colocation);
}

/** Every active resource is started, so that says nothing. */
const roleOf = (role: Role | null): Role | null =>
  role === "started" || role === "unknown" ? null : role;

/** In the order in which the ones that it depends on are to be placed. */
export const addThisWith = (list: Colocation[], colocation: Colocation): void =>
  insert(list, colocation, ({ primary }) => primary);

/** In the order in which the ones that depend on it are heard. */
export const addWithThis = (list: Colocation[], colocation: Colocation): void =>
  insert(list, colocation, ({ dependent }) => dependent);

/** Before the first that does not come first itself: of equals, the later. */
function insert(
  list: Colocation[],
  colocation: Colocation,
  side: (colocation: Colocation) => Resource,
): void {
  const at = list.findIndex((other) => compareSides(side(colocation), side(other)) <= 0);
  list.splice(at === -1 ? list.length : at, 0, colocation);
}

/** Higher priority first, then clones before groups before primitives, promotable clones before others. */
function compareSides(one: Resource, other: Resource): number {
  if (one.priority !== other.priority) return other.priority - one.priority;
  const levels = levelOf(other) - levelOf(one);
  if (levels !== 0) return levels;
  return one.id < other.id ? -1 : one.id === other.id ? 0 : 1;
}

function levelOf(resource: Resource): number {
  switch (resource.kind) {
    case "primitive":
      return 0;
    case "group":
      return 1;
    case "clone":
      return resource.promotable ? 3 : 2;
  }
}

/** Neither may get to its role on a node before the other has given up its own there. */
function keepApart(w: Working, colocation: Colocation): void {
  const { dependent, dependentRole, primary, primaryRole } = colocation;
  orderApart(w, dependent, dependentRole, primary, primaryRole);
  orderApart(w, primary, primaryRole, dependent, dependentRole);
}

function orderApart(
  w: Working,
  first: Resource,
  firstRole: Role | null,
  then: Resource,
  thenRole: Role | null,
): void {
  for (const firstTask of losing(firstRole)) {
    for (const thenTask of gaining(thenRole)) {
      newOrdering(
        w,
        { resource: first, task: firstTask },
        { resource: then, task: thenTask },
        ORDER.apart,
      );
    }
  }
}

function losing(role: Role | null): readonly string[] {
  if (role === "promoted") return ["demote"];
  return role === "unpromoted" ? ["stop", "promote"] : ["stop"];
}

function gaining(role: Role | null): readonly string[] {
  if (role === "promoted") return ["promote"];
  return role === "unpromoted" ? ["start", "demote"] : ["start"];
}

/**
 * Whether the dependent's preferences count for the place of the primary, or of the instance of it
 * that is given: by default until that is active.
 */
export const hasInfluence = (
  colocation: Colocation,
  primary: Resource = colocation.primary,
): boolean => colocation.influence || primary.runningOn.length === 0;

export type Effect = "nothing" | "location" | "role";

/**
 * What a colocation can still bring about: the place of a dependent that has none yet, then the role
 * of a promotable instance. `preview`: as if all had a place.
 */
export function effectOf(
  dependent: Resource,
  primary: Resource,
  colocation: Colocation,
  preview: boolean,
): Effect {
  if (!preview && primary.unassigned) return "nothing";
  const { dependentRole, primaryRole, score } = colocation;
  if (
    dependentRole !== null && rank(dependentRole) >= rank("unpromoted") &&
    dependent.parent?.kind === "clone" && dependent.parent.promotable && !dependent.unassigned
  ) return "role";
  if (!preview && !dependent.unassigned) return "nothing";
  const dependentFits = dependentRole === null || dependentRole === dependent.nextRole;
  const primaryFits = primaryRole === null || primaryRole === primary.nextRole;
  if (score > 0) return dependentFits && primaryFits ? "location" : "nothing";
  if (dependentRole !== null && dependentFits) return "nothing";
  if (primaryRole !== null && primaryFits) return "nothing";
  return "location";
}
