/** Constraints as the file has them → as they are meant: of single resources, with all defaults. */
import type {
  ColocationConstraint,
  ColocationSets,
  LocationConstraint,
  OrderConstraint,
  OrderedAction,
  OrderSets,
  ResourceSet,
  Role,
} from "../model/mod.ts";
import type { ColocationDraft, LocationDraft, OrderDraft } from "./constraint_schema.ts";
import type { SetDraft, Target } from "./constraint_words.ts";
import type { Directory } from "./directory.ts";
import type { Draft } from "./schema.ts";
import type { Path } from "./tree.ts";

/** A constraint and the table that it comes from. */
export interface Written<Constraint> {
  readonly it: Constraint;
  readonly path: Path;
}

export interface Constraints {
  readonly locations: readonly Written<LocationConstraint>[];
  readonly colocations: readonly Written<ColocationConstraint>[];
  readonly colocationSets: readonly Written<ColocationSets>[];
  readonly orders: readonly Written<OrderConstraint>[];
  readonly orderSets: readonly Written<OrderSets>[];
}

/** Those in which nothing was refused; what they name may still be nowhere. */
export function readConstraints(draft: Draft, directory: Directory): Constraints {
  const names = new ConstraintNames(draft);
  const each = <Value, Constraint>(
    kind: "location" | "colocation" | "order",
    list: readonly (Value | undefined)[] | undefined,
    read: (value: Value) => readonly Constraint[],
  ): readonly Written<Constraint>[] =>
    (list ?? []).flatMap((value, index) =>
      value === undefined || hasGap(value)
        ? []
        : read(value).map((it) => ({ it, path: [kind, index] }))
    );
  const colocations = each(
    "colocation",
    draft.colocation,
    (value) => readColocation(value, directory, names),
  );
  const orders = each("order", draft.order, (value) => readOrder(value, directory, names));
  return {
    locations: each("location", draft.location, (value) => readLocation(value, directory, names)),
    colocations: colocations.flatMap(({ it, path }) => "sets" in it ? [] : [{ it, path }]),
    colocationSets: colocations.flatMap(({ it, path }) => "sets" in it ? [{ it, path }] : []),
    orders: orders.flatMap(({ it, path }) => "sets" in it ? [] : [{ it, path }]),
    orderSets: orders.flatMap(({ it, path }) => "sets" in it ? [{ it, path }] : []),
  };
}

const hasGap = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) ? value.some(hasGap) : isTable(value) && Object.values(value).some(hasGap));

const isTable = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Gives those a name that have none, and each its own. */
class ConstraintNames {
  readonly #taken: Set<string>;

  constructor({ location, colocation, order }: Draft) {
    const named = [...location ?? [], ...colocation ?? [], ...order ?? []];
    this.#taken = new Set(named.flatMap((each) => each?.name ?? []));
  }

  make(wanted: string): string {
    const made = wanted.slice(0, 240).replaceAll(/[^A-Za-z0-9_.-]/g, "-");
    for (let count = 1;; count++) {
      const name = count === 1 ? made : `${made}-${count}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

function readLocation(
  { name, resource, node, rule, score, score_attribute, role, discovery }: LocationDraft,
  directory: Directory,
  names: ConstraintNames,
): readonly LocationConstraint[] {
  const where = node ? { kind: "node" as const, node, score: score ?? 0 } : rule
    ? {
      kind: "rule" as const,
      rule,
      score: score_attribute ? { attribute: score_attribute } : score ?? 0,
    }
    : null;
  if (where === null || !resource) return [];
  const targets = directory.targetsOf(resource.name);
  return targets.map((target): LocationConstraint => ({
    id: name && targets.length === 1
      ? name
      : names.make(`${name ?? "location"}-${target}${name ? "" : `-${node ?? "rule"}`}`),
    resource: target,
    where,
    role: resource.word ?? role ?? null,
    discovery: discovery ?? "always",
  }));
}

function readColocation(
  draft: ColocationDraft,
  directory: Directory,
  names: ConstraintNames,
): readonly (ColocationConstraint | ColocationSets)[] {
  const { name, resource, with: other, sets, influence = null } = draft;
  const score = draft.score ?? 0;
  if (sets) {
    const id = name ?? names.make(`colocation-${labelOf(sets)}`);
    return [{ id, sets: readSets(id, sets, directory), score, influence }];
  }
  if (!resource || !other) return [];
  const id = name ?? names.make(`colocation-${resource.name}-with-${other.name}`);
  const [resourceRole, withRole] = [
    resource.word ?? draft.role ?? null,
    other.word ?? draft.with_role ?? null,
  ];
  if (stands(resource, directory) || stands(other, directory)) {
    const of = [
      setOf(`${id}-set-1`, directory.targetsOf(resource.name), { role: resourceRole }),
      setOf(`${id}-set-2`, directory.targetsOf(other.name), { role: withRole }),
    ];
    return of.some(({ resources }) => resources.length === 0)
      ? []
      : [{ id, sets: of, score, influence }];
  }
  return [{
    id,
    resource: resource.name,
    resourceRole,
    with: other.name,
    withRole,
    score,
    nodeAttribute: draft.node_attribute ?? "#uname",
    influence,
  }];
}

function readOrder(
  draft: OrderDraft,
  directory: Directory,
  names: ConstraintNames,
): readonly (OrderConstraint | OrderSets)[] {
  const { name, first, then, sets, kind = "mandatory" } = draft;
  // Pacemaker Explained: what is only not to happen at once has no reverse.
  const symmetrical = draft.symmetrical ?? kind !== "serialize";
  if (sets) {
    const id = name ?? names.make(`order-${labelOf(sets)}`);
    return [{ id, sets: readSets(id, sets, directory), kind, symmetrical }];
  }
  if (!first || !then) return [];
  const id = name ?? names.make(`order-${first.name}-then-${then.name}`);
  const firstAction = first.word ?? draft.first_action ?? "start";
  const thenAction = then.word ?? draft.then_action ??
    usualAfter(
      firstAction,
      directory.targetsOf(then.name).every((of) => directory.isPromotable(of)),
    );
  const requireAll = draft.require_all ?? true;
  if (stands(first, directory) || stands(then, directory)) {
    const of = [
      setOf(`${id}-set-1`, directory.targetsOf(first.name), { action: firstAction, requireAll }),
      setOf(`${id}-set-2`, directory.targetsOf(then.name), { action: thenAction }),
    ];
    return of.some(({ resources }) => resources.length === 0)
      ? []
      : [{ id, sets: of, kind, symmetrical }];
  }
  return [{
    id,
    first: first.name,
    firstAction,
    then: then.name,
    thenAction,
    kind,
    symmetrical,
    requireAll,
  }];
}

/** Pacemaker: the same as the first's. What cannot be promoted is started instead. */
function usualAfter(first: OrderedAction, isPromotable: boolean): OrderedAction {
  if (isPromotable) return first;
  return first === "promote" ? "start" : first === "demote" ? "stop" : first;
}

/** Whether it is a name for several. */
const stands = ({ name }: Target<string>, directory: Directory): boolean =>
  ["tag", "template"].includes(directory.kindOf(name) ?? "");

interface SetWords {
  readonly role?: Role | null;
  readonly action?: OrderedAction | null;
  readonly requireAll?: boolean;
}

const setOf = (id: string, resources: readonly string[], words: SetWords): ResourceSet => ({
  id,
  resources,
  sequential: false,
  requireAll: words.requireAll ?? true,
  action: words.action ?? null,
  role: words.role ?? null,
  score: null,
});

const readSets = (
  id: string,
  sets: readonly (SetDraft | undefined)[],
  directory: Directory,
): readonly ResourceSet[] =>
  sets.flatMap((set, index) =>
    set === undefined ? [] : [{
      id: `${id}-set-${index + 1}`,
      resources: (set.resources ?? []).flatMap((name) => name ? directory.targetsOf(name) : []),
      sequential: set.sequential ?? true,
      requireAll: set.require_all ?? true,
      action: set.action ?? null,
      role: set.role ?? null,
      score: set.score ?? null,
    }]
  );

/** The first and the last that sets name. */
function labelOf(sets: readonly (SetDraft | undefined)[]): string {
  const resources = sets.flatMap((set) => set?.resources ?? []);
  return `${resources[0] ?? "nothing"}-to-${resources.at(-1) ?? "nothing"}`;
}
