/** Sets of resources in constraints, with templates and tags replaced by what they stand for. */
import type { OrderedAction, ResourceSet } from "../../model/mod.ts";
import { childrenOf, type Element } from "../element.ts";
import type { Reading } from "../reading.ts";
import { isTrue, readRole, readScore } from "../value.ts";
import type { Names } from "./names.ts";

export interface SetReading extends ResourceSet {
  /** How members are tied to each other: `group`: each to the one before it. */
  readonly ordering: string;
  /** False: `resources` are only those before one that does not exist. */
  readonly complete: boolean;
  /** The last member; null: it does not exist. */
  readonly last: string | null;
}

/** Each member that the set names; null: it does not exist. */
type Members = readonly (string | null)[];

/**
 * null: a set refers to nothing. [] : there are no sets. Where one name is neither resource nor template or
 * tag, those of templates and tags are not understood either, as Pacemaker has it.
 */
export function readSets(
  reading: Reading,
  names: Names,
  constraint: Element,
): readonly SetReading[] | null {
  const elements: Element[] = [];
  for (const reference of childrenOf(constraint, "resource_set")) {
    const element = reading.resolve(reference);
    if (element === null) return null;
    elements.push(element);
  }
  const named = elements.map(namesIn);
  const wrong = named.flat().find((name) =>
    names.resource(name) === null && names.several(name) === null
  );
  if (wrong !== undefined) {
    reading.warn(constraint, `is understood in part: ${wrong} is no resource, template or tag`);
  }
  return elements.map((element, index) =>
    readSet(
      element,
      (named[index] ?? []).flatMap((name): Members =>
        wrong === undefined ? membersOf(names, name) : [names.resource(name)]
      ),
    )
  );
}

const namesIn = (set: Element): readonly string[] =>
  childrenOf(set, "resource_ref").map(({ attributes }) => attributes["id"] ?? "");

function membersOf(names: Names, name: string): Members {
  const one = names.resource(name);
  return one !== null ? [one] : (names.several(name) ?? []).map((id) => names.resource(id));
}

function readSet(element: Element, members: Members): SetReading {
  const { id = "", sequential, score, action, role, ordering } = element.attributes;
  const requireAll = element.attributes["require-all"];
  const gap = members.indexOf(null);
  return {
    id,
    resources: members.slice(0, gap < 0 ? undefined : gap) as readonly string[],
    complete: gap < 0,
    last: members.at(-1) ?? null,
    sequential: sequential === undefined || isTrue(sequential),
    orderedByEnds: sequential !== undefined && isTrue(sequential),
    requireAll: requireAll === undefined || isTrue(requireAll),
    action: readAction(action),
    role: roleFilter(role),
    score: score === undefined ? null : readScore(score),
    ordering: ordering?.toLowerCase() ?? "group",
  };
}

/** The sets up to the first in which a member does not exist, with those before that. */
export function untilGap(sets: readonly SetReading[]): readonly SetReading[] {
  const gap = sets.findIndex(({ complete }) => !complete);
  return gap < 0 ? sets : sets.slice(0, gap + 1);
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
  complete: true,
  last: resources.at(-1) ?? null,
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
