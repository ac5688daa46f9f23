/** Who is always, and who is never with whom: colocations of INFINITY as pairs of units. */
import { INFINITY, type ResourceSet, type Role, type Score } from "../model/mod.ts";
import type { Checking } from "./checking.ts";
import type { Path } from "./tree.ts";

export interface Tie {
  readonly one: Side;
  readonly other: Side;
  /** True: always together; false: never. */
  readonly together: boolean;
  readonly path: Path;
}

export interface Side {
  /** As the constraint names it. */
  readonly name: string;
  readonly unit: string;
  readonly role: Role | null;
}

/** Those on the same node; other attributes of nodes are not known yet. */
export function tiesOf({ constraints, directory }: Checking): readonly Tie[] {
  const side = (name: string, role: Role | null): Side => ({
    name,
    unit: directory.unitOf(name),
    // What cannot be promoted is started, and nothing else.
    role: role === "started" ? null : role,
  });
  const ties: Tie[] = [];
  const add = (one: Side, other: Side, score: Score, path: Path) => {
    if (Math.abs(score) < INFINITY) return;
    ties.push({ one, other, together: score > 0, path });
  };
  for (const { it, path } of constraints.colocations) {
    if (it.nodeAttribute !== "#uname") continue;
    add(side(it.resource, it.resourceRole), side(it.with, it.withRole), it.score, path);
  }
  for (const { it, path } of constraints.colocationSets) {
    for (const set of it.sets) {
      const score = set.score ?? it.score;
      for (const [one, other] of within(set, score < 0)) {
        add(side(one, set.role), side(other, set.role), score, path);
      }
    }
    for (const [set, next] of neighbours(it.sets)) {
      for (const one of set.resources) {
        for (const other of next.resources) {
          add(side(one, set.role), side(other, next.role), it.score, path);
        }
      }
    }
  }
  return ties;
}

/** Each with the one before; those that avoid each other avoid all before. */
function within(
  { resources, sequential }: ResourceSet,
  isNegative: boolean,
): readonly (readonly [string, string])[] {
  if (!sequential) return [];
  if (!isNegative) return neighbours(resources);
  return resources.flatMap((one, index) =>
    resources.slice(0, index).map((before) => [before, one] as const)
  );
}

/** Each of a list with the one after it. */
export const neighbours = <Value>(list: readonly Value[]): readonly (readonly [Value, Value])[] =>
  list.slice(1).map((next, index) => [list[index] as Value, next] as const);
