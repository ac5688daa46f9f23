/** `rsc_colocation`. Sets are resolved to the pairs that they tie, in Pacemaker's order. */
import type { ColocationConstraint, Role, Score } from "../../model/mod.ts";
import type { Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { readBoolean, readScore } from "../value.ts";
import type { Names } from "./names.ts";
import { asSet, readMeant, readSets, roleFilter, type SetReading } from "./resource_set.ts";

/** What all pairs of one constraint have in common. */
interface Tie {
  readonly id: string;
  readonly score: Score;
  readonly influence: boolean | null;
}

export function readColocation(
  reading: Reading,
  names: Names,
  element: Element,
): readonly ColocationConstraint[] {
  const { id = "", score, influence, rsc } = element.attributes;
  const tie: Tie = { id, score: readScore(score), influence: readBoolean(influence) };
  const sets = readSets(reading, names, element);
  if (sets === null) return [];
  if (sets.length > 0) return tieSets(tie, sets);
  const withRsc = element.attributes["with-rsc"];
  const role = roleFilter(element.attributes["rsc-role"]);
  const withRole = roleFilter(element.attributes["with-rsc-role"]);
  const dependent = readMeant(names, rsc, { role });
  const primary = readMeant(names, withRsc, { role: withRole });
  if (dependent === null || primary === null) {
    const missing = dependent === null ? rsc : withRsc;
    reading.warn(element, `is ignored: ${missing} is no resource, template or tag`);
    return [];
  }
  if (dependent.kind === "several" && primary.kind === "several") {
    reading.warn(element, "is ignored: two templates or tags cannot be placed with each other");
    return [];
  }
  if (dependent.kind === "several" || primary.kind === "several") {
    return tieSets(tie, [asSet(dependent, { role }), asSet(primary, { role: withRole })]);
  }
  const nodeAttribute = element.attributes["node-attribute"] ?? "#uname";
  return pair(tie, dependent.resource, role, primary.resource, withRole, nodeAttribute);
}

function tieSets(tie: Tie, sets: readonly SetReading[]): readonly ColocationConstraint[] {
  return sets.flatMap((set, index) => {
    const before = sets[index - 1];
    return [...within(tie, set), ...(before === undefined ? [] : between(tie, before, set))];
  });
}

/** Each with the one before it; where they are to be apart, each with all before it. */
function within(tie: Tie, set: SetReading): readonly ColocationConstraint[] {
  if (!set.sequential) return [];
  const own = { ...tie, id: set.id, score: set.score ?? tie.score };
  const { resources, role } = set;
  if (own.score < 0) {
    return resources.flatMap((one, index) =>
      resources.slice(0, resources.indexOf(one) === index ? index : resources.indexOf(one))
        .flatMap((other) => pair(own, one, role, other, role))
    );
  }
  return resources.slice(1).flatMap((one, index) => {
    const before = resources[index] as string;
    return set.ordering === "group"
      ? pair(own, one, role, before, role)
      : pair(own, before, role, one, role);
  });
}

/** Of sets in order the first of one with the last of the other; of others all. */
function between(
  tie: Tie,
  first: SetReading,
  second: SetReading,
): readonly ColocationConstraint[] {
  const dependents = first.sequential ? first.resources.slice(0, 1) : first.resources;
  const primaries = second.sequential ? lastOf(second) : second.resources;
  return dependents.flatMap((one) =>
    primaries.flatMap((other) => pair(tie, one, first.role, other, second.role))
  );
}

const lastOf = ({ last }: SetReading): readonly string[] => last === null ? [] : [last];

function pair(
  { id, score, influence }: Tie,
  resource: string,
  resourceRole: Role | null,
  withResource: string,
  withRole: Role | null,
  nodeAttribute = "#uname",
): readonly ColocationConstraint[] {
  if (score === 0) return [];
  return [{
    id,
    resource,
    resourceRole,
    with: withResource,
    withRole,
    score,
    nodeAttribute,
    influence,
  }];
}
