/** Colocation constraints, plain or of sets, and those inside groups. */
import {
  type ColocationConstraint,
  type ColocationSets,
  INFINITY,
  type ResourceSet,
  type Score,
} from "../../model/mod.ts";
import type { Colocation, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { constraintResource } from "./constraint_resource.ts";
import { newColocation } from "./new_colocation.ts";

export function unpackColocations(w: Working): void {
  for (const constraint of w.input.constraints.colocations) unpackPlain(w, constraint);
  for (const constraint of w.input.constraints.colocationSets) unpackSets(w, constraint);
}

function unpackPlain(w: Working, constraint: ColocationConstraint): void {
  const dependent = constraintResource(w, constraint.resource);
  const primary = constraintResource(w, constraint.with);
  if (dependent === null || primary === null) return;
  newColocation(w, {
    id: constraint.id,
    dependent,
    primary,
    dependentRole: constraint.resourceRole,
    primaryRole: constraint.withRole,
    score: constraint.score,
    nodeAttribute: constraint.nodeAttribute,
    influence: constraint.influence ?? dependent.meta.critical,
  });
}

/** Each set in itself, and then with the set after it. A member that does not exist ends it. */
function unpackSets(w: Working, constraint: ColocationSets): void {
  let last: ResourceSet | null = null;
  for (const set of constraint.sets) {
    unpackSet(w, constraint, set);
    if (last !== null) relateSets(w, constraint, last, set);
    last = set;
  }
}

function unpackSet(w: Working, constraint: ColocationSets, set: ResourceSet): void {
  const score = set.score ?? constraint.score;
  if (!set.sequential) return;
  const earlier: Resource[] = [];
  for (const id of set.resources) {
    const resource = constraintResource(w, id);
    if (resource === null) return;
    const previous = earlier.at(-1);
    if (score > 0) {
      if (previous !== undefined) relate(w, constraint, set, score, resource, previous);
    } else {
      // None with any other: that takes a constraint for every two.
      for (const other of earlier) relate(w, constraint, set, score, resource, other);
    }
    earlier.push(resource);
  }
}

function relate(
  w: Working,
  constraint: ColocationSets,
  { id, role }: ResourceSet,
  score: Score,
  dependent: Resource,
  primary: Resource,
): void {
  newColocation(w, pair(constraint, id, score, dependent, role, primary, role));
}

/** The first of a set in order stands for all of it as dependent, the last as primary. */
function relateSets(
  w: Working,
  constraint: ColocationSets,
  dependents: ResourceSet,
  primaries: ResourceSet,
): void {
  const from = dependents.sequential ? dependents.resources.slice(0, 1) : dependents.resources;
  const to = primaries.sequential ? primaries.resources.slice(-1) : primaries.resources;
  for (const id of from) {
    const dependent = constraintResource(w, id);
    if (dependent === null) return;
    for (const other of to) {
      const primary = constraintResource(w, other);
      if (primary === null) return;
      const { id, score } = constraint;
      newColocation(
        w,
        pair(constraint, id, score, dependent, dependents.role, primary, primaries.role),
      );
    }
  }
}

const pair = (
  { influence }: ColocationSets,
  id: string,
  score: Score,
  dependent: Resource,
  dependentRole: Colocation["dependentRole"],
  primary: Resource,
  primaryRole: Colocation["primaryRole"],
): Colocation => ({
  id,
  dependent,
  primary,
  dependentRole,
  primaryRole,
  score,
  nodeAttribute: "#uname",
  influence: influence ?? dependent.meta.critical,
});

/** Each member of a group must be where the one before it is. */
export function colocateMembers(w: Working): void {
  for (const group of w.byId.values()) {
    if (group.kind !== "group" || !group.colocated) continue;
    group.children.forEach((dependent, index) => {
      const primary = group.children[index - 1];
      if (primary === undefined) return;
      newColocation(w, {
        id: `group ${group.id}`,
        dependent,
        primary,
        dependentRole: null,
        primaryRole: null,
        score: INFINITY,
        nodeAttribute: "#uname",
        influence: dependent.meta.critical,
      });
    });
  }
}
