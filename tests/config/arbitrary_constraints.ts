/** Good constraints: no circle, no contradiction, every unit has a node. */
import fc from "fast-check";
import type {
  ClusterConfig,
  ColocationConstraint,
  LocationConstraint,
  OrderConstraint,
  OrderedAction,
  ResourceSet,
  Role,
} from "../../src/model/mod.ts";
import { arbitraryRule } from "./arbitrary_rule.ts";

/** What constraints may be about. */
export interface Subject {
  readonly name: string;
  readonly promotable: boolean;
}

type Constraints = Pick<
  ClusterConfig,
  "locations" | "colocations" | "colocationSets" | "orders" | "orderSets"
>;

const finite = fc.integer({ min: -999_999, max: 999_999 });
const maybe = fc.constantFrom(null, true, false);
const role = ({ promotable }: Subject): fc.Arbitrary<Role | null> =>
  promotable ? fc.constantFrom(null, "started", "promoted", "unpromoted") : fc.constantFrom(null);
const action = ({ promotable }: Subject): fc.Arbitrary<OrderedAction> =>
  promotable
    ? fc.constantFrom("start", "stop", "promote", "demote")
    : fc.constantFrom("start", "stop");

/** @param optIn nothing runs where it was not allowed, so each is allowed somewhere. */
export function constraints(
  subjects: readonly Subject[],
  nodes: readonly string[],
  optIn: boolean,
): fc.Arbitrary<Constraints> {
  const numbered = <Value>(
    prefix: string,
    value: () => fc.Arbitrary<Value>,
  ): fc.Arbitrary<(Value & { readonly id: string })[]> =>
    subjects.length < 2
      ? fc.constant([])
      : fc.array(value(), { maxLength: 3 }).map((list) =>
        list.map((each, index) => ({ ...each, id: `${prefix}-${index}` }))
      );
  const allowing = !optIn ? [] : subjects.map(({ name }): LocationConstraint => ({
    id: `allow-${name}`,
    resource: name,
    where: { kind: "node", node: nodes[0] ?? "", score: 0 },
    role: null,
    discovery: "always",
  }));
  return fc.record({
    locations: fc.tuple(...subjects.slice(0, 3).map((subject) => location(subject, nodes)))
      .map((list) => [...allowing, ...list]),
    colocations: numbered("colocation", () => colocation(subjects)),
    colocationSets: numbered(
      "near",
      () => fc.record({ sets: sets(subjects, true), score: finite, influence: maybe }),
    )
      .map((list) => list.map((each) => nameSets(each))),
    orders: numbered("order", () => order(subjects)),
    orderSets: numbered(
      "first",
      () =>
        fc.record({
          sets: sets(subjects, false),
          kind: fc.constantFrom("mandatory" as const, "optional" as const),
          symmetrical: fc.boolean(),
        }),
    ).map((list) => list.map((each) => nameSets(each))),
  });
}

const location = (
  subject: Subject,
  nodes: readonly string[],
): fc.Arbitrary<LocationConstraint> =>
  fc.record({
    id: fc.constant(`location-${subject.name}`),
    resource: fc.constant(subject.name),
    where: fc.oneof(
      fc.record({
        kind: fc.constant("node" as const),
        node: fc.constant(nodes[0] ?? ""),
        score: fc.oneof(finite, fc.constant(1_000_000)),
      }),
      fc.record({
        kind: fc.constant("rule" as const),
        rule: arbitraryRule,
        score: fc.oneof(finite, fc.record({ attribute: fc.constant("pgsql-score") })),
      }),
    ),
    role: role(subject),
    discovery: fc.constantFrom("always", "never"),
  });

/** Two of them, in their order, so that they never go round. */
const two = (subjects: readonly Subject[]): fc.Arbitrary<readonly [Subject, Subject]> =>
  fc.subarray([...subjects], { minLength: 2, maxLength: 2 })
    .map(([one, other]) => [one, other] as [Subject, Subject]);

const colocation = (subjects: readonly Subject[]): fc.Arbitrary<Omit<ColocationConstraint, "id">> =>
  two(subjects).chain(([one, other]) =>
    fc.record({
      resource: fc.constant(one.name),
      resourceRole: role(one),
      with: fc.constant(other.name),
      withRole: role(other),
      score: fc.oneof(finite, fc.constant(1_000_000)),
      nodeAttribute: fc.constantFrom("#uname", "site"),
      influence: maybe,
    })
  );

const order = (subjects: readonly Subject[]): fc.Arbitrary<Omit<OrderConstraint, "id">> =>
  two(subjects).chain(([one, other]) =>
    fc.oneof(
      fc.record({
        firstAction: fc.constantFrom("start" as const),
        thenAction: fc.constantFrom("start" as const),
        kind: fc.constant("mandatory" as const),
        symmetrical: fc.boolean(),
      }),
      fc.record({
        firstAction: action(one),
        thenAction: action(other),
        kind: fc.constantFrom("optional" as const, "serialize" as const),
        symmetrical: fc.constant(false),
      }),
    ).chain((words) =>
      fc.record({
        first: fc.constant(one.name),
        then: fc.constant(other.name),
        requireAll: fc.boolean(),
      }).map((names) => ({ ...words, ...names }))
    )
  );

/** All of them in two sets. */
const sets = (
  subjects: readonly Subject[],
  hasScore: boolean,
): fc.Arbitrary<readonly Omit<ResourceSet, "id">[]> =>
  fc.integer({ min: 1, max: Math.max(1, subjects.length - 1) }).chain((at) =>
    fc.tuple(...[subjects.slice(0, at), subjects.slice(at)].map((some) =>
      fc.record({
        resources: fc.constant(some.map(({ name }) => name)),
        sequential: fc.boolean(),
        requireAll: fc.boolean(),
        action: fc.constantFrom(...hasScore ? [null] : [null, "start" as const]),
        role: some.every(({ promotable }) => promotable)
          ? fc.constantFrom(null, "promoted" as const)
          : fc.constant(null),
        score: fc.constantFrom(...hasScore ? [null, 5, 1_000_000] : [null]),
      })
    ))
  );

type Unnamed = Omit<ResourceSet, "id">;

const nameSets = <Whole extends { readonly id: string; readonly sets: readonly Unnamed[] }>(
  whole: Whole,
): Omit<Whole, "sets"> & { readonly sets: readonly ResourceSet[] } => ({
  ...whole,
  sets: whole.sets.map((set, index) => ({ ...set, id: `${whole.id}-set-${index + 1}` })),
});
