/** Sets of resources in constraints, with templates and tags replaced by what they stand for. */
import type { OrderedAction, ResourceSet } from "../../model/mod.ts";
import { childrenOf, type Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { isTrue, readRole, readScore } from "../value.ts";
import type { Names } from "./names.ts";

export interface SetReading extends ResourceSet {
  /** How members are tied to each other: `group`: each to the one before it. */
  readonly ordering: string;
}

/** null: the constraint cannot be understood; a problem has been noted. [] : it has no sets. */
export function readSets(
  reading: Reading,
  names: Names,
  constraint: Element,
): readonly SetReading[] | null {
  const sets: SetReading[] = [];
  for (const reference of childrenOf(constraint, "resource_set")) {
    const element = reading.resolve(reference);
    const set = element === null ? null : readSet(reading, names, constraint, element);
    if (set === null) return null;
    sets.push(set);
  }
  return sets;
}

function readSet(
  reading: Reading,
  names: Names,
  constraint: Element,
  element: Element,
): SetReading | null {
  const resources: string[] = [];
  for (const { attributes: { id } } of childrenOf(element, "resource_ref")) {
    const found = resourcesOf(names, id);
    if (found === null) {
      reading.warn(constraint, `is ignored: ${id} is no resource, template or tag`);
      return null;
    }
    resources.push(...found);
  }
  const { id = "", sequential, score, action, role, ordering } = element.attributes;
  const requireAll = element.attributes["require-all"];
  return {
    id,
    resources,
    sequential: sequential === undefined || isTrue(sequential),
    orderedByEnds: sequential !== undefined && isTrue(sequential),
    requireAll: requireAll === undefined || isTrue(requireAll),
    action: readAction(action),
    role: roleFilter(role),
    score: score === undefined ? null : readScore(score),
    ordering: ordering?.toLowerCase() ?? "group",
  };
}

function resourcesOf(names: Names, name: string | undefined): readonly string[] | null {
  const one = names.resource(name);
  if (one !== null) return [one];
  const several = names.several(name);
  return several?.flatMap((id) => names.resource(id) ?? []) ?? null;
}

export type Meant =
  | { readonly kind: "one"; readonly resource: string }
  | { readonly kind: "several"; readonly set: SetReading };

/** What an attribute like `rsc` names; null: nothing. */
export function readMeant(
  names: Names,
  name: string | undefined,
  { role = null, action = null }: Partial<Pick<ResourceSet, "role" | "action">>,
): Meant | null {
  const one = names.resource(name);
  if (one !== null) return { kind: "one", resource: one };
  const several = names.several(name);
  if (several === null) return null;
  const resources = several.flatMap((id) => names.resource(id) ?? []);
  return {
    kind: "several",
    set: newSet(name ?? "", resources, { role, action, sequential: false }),
  };
}

/** What is one becomes a set of one, where the other side of a constraint is a set. */
export const asSet = (
  meant: Meant,
  settings: Partial<Pick<ResourceSet, "role" | "action">>,
): SetReading =>
  meant.kind === "several" ? meant.set : newSet(meant.resource, [meant.resource], settings);

const newSet = (
  id: string,
  resources: readonly string[],
  settings: Partial<Pick<ResourceSet, "role" | "action" | "sequential">>,
): SetReading => ({
  id,
  resources,
  sequential: true,
  requireAll: true,
  action: null,
  role: null,
  score: null,
  ordering: "group",
  ...settings,
});

export function readAction(text: string | undefined): OrderedAction | null {
  switch (text?.toLowerCase()) {
    case "start":
    case "stop":
    case "promote":
    case "demote":
      return text.toLowerCase() as OrderedAction;
    default:
      return null;
  }
}

/** Of a colocation or ticket. `Started` is any role. */
export function roleFilter(text: string | undefined) {
  const role = readRole(text);
  return role === "started" || role === "unknown" ? null : role;
}
