/** Clusters with clones, promotable ones and constraints, for properties; some of it runs somewhere. */
import fc from "fast-check";
import { instancesOf } from "../../src/agent/mod.ts";
import {
  type ColocationConstraint,
  INFINITY,
  type LocationConstraint,
  NO_WISHES,
  type OrderConstraint,
  type ResourceId,
  resourceId,
  type ResourceMeta,
  type ResourceReport,
  unitName,
  unitsOf,
} from "../../src/model/mod.ts";
import type { ScheduleInput, ScheduleNode } from "../../src/scheduler/mod.ts";
import { nodes } from "../cluster_config.ts";
import { configOf, member, STOPPED } from "./story.ts";

type Config = ScheduleInput["config"];

interface Part {
  readonly name: string;
  readonly promotable: boolean;
  readonly size: number;
  readonly cloned: ResourceMeta | null;
}

const SCORES = [-INFINITY, -500, 500, INFINITY];

const cloned: fc.Arbitrary<ResourceMeta> = fc.record({
  interleave: fc.boolean(),
  ordered: fc.boolean(),
  notify: fc.boolean(),
  cloneMax: fc.constantFrom(undefined, undefined, 1, 2),
  promotable: fc.boolean(),
}).map(({ cloneMax, promotable, ...meta }) => ({
  ...meta,
  ...cloneMax === undefined || promotable ? {} : { cloneMax },
  ...promotable ? { promotable: true, promotedMax: 1 } : {},
}));

const part = (index: number): fc.Arbitrary<Part> =>
  fc.record({ size: fc.constantFrom(1, 1, 2), cloned: fc.option(cloned) }).map((drawn): Part => {
    const promotable = drawn.cloned?.promotable === true;
    const size = promotable ? 1 : drawn.size;
    const name = drawn.cloned === null && size === 1 ? `r${index}x0` : `u${index}`;
    return { name, promotable, size, cloned: drawn.cloned };
  });

const colocation = (one: Part, other: Part): fc.Arbitrary<ColocationConstraint> =>
  fc.record({
    score: fc.constantFrom(...SCORES),
    withRole: fc.constantFrom(null, other.promotable ? "promoted" as const : null),
  }).map((drawn) => ({
    ...drawn,
    id: `${one.name}-with-${other.name}`,
    resource: one.name,
    with: other.name,
    resourceRole: null,
    nodeAttribute: "#uname",
    influence: null,
  }));

const order = (first: Part, then: Part): fc.Arbitrary<OrderConstraint> =>
  fc.record({
    kind: fc.constantFrom("mandatory" as const, "optional" as const),
    firstAction: fc.constantFrom(
      "start" as const,
      first.promotable ? "promote" as const : "start" as const,
    ),
  }).map((drawn) => ({
    ...drawn,
    id: `${first.name}-then-${then.name}`,
    first: first.name,
    then: then.name,
    thenAction: "start",
    symmetrical: true,
    requireAll: true,
  }));

const location = (one: Part, names: readonly string[]): fc.Arbitrary<LocationConstraint> =>
  fc.record({
    node: fc.constantFrom(...names),
    score: fc.constantFrom(-INFINITY, -100, 100, 5000),
    role: fc.constantFrom(null, one.promotable ? "promoted" as const : null),
  }).map(({ node, score, role }) => ({
    id: `location-${one.name}`,
    resource: one.name,
    where: { kind: "node", node: node as never, score },
    role,
    discovery: "always",
  }));

const maybe = <Drawn>(drawn: fc.Arbitrary<Drawn>): fc.Arbitrary<readonly Drawn[]> =>
  fc.option(drawn, { freq: 2 }).map((one) => one === null ? [] : [one]);

const config = (names: readonly string[]): fc.Arbitrary<Config> =>
  fc.integer({ min: 2, max: 4 }).chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, index) => part(index)))
  ).chain((parts) => {
    const pairs = parts.flatMap((one, at) => parts.slice(0, at).map((other) => ({ one, other })));
    const size = parts.reduce((sum, one) => sum + one.size, 0);
    return fc.record({
      colocations: fc.tuple(...pairs.map(({ one, other }) => maybe(colocation(one, other)))),
      orders: fc.tuple(...pairs.map(({ one, other }) => maybe(order(other, one)))),
      locations: fc.tuple(...parts.map((one) => maybe(location(one, names)))),
      stickiness: fc.array(fc.constantFrom(0, 1, 100, 2000), { minLength: size, maxLength: size }),
      autoFailback: fc.boolean(),
    }).map(({ colocations, orders, locations, stickiness, autoFailback }): Config => {
      const sticky = [...stickiness];
      const members = new Map(parts.map(({ size }, index) => [
        index,
        Array.from(
          { length: size },
          (_, at) =>
            member(`r${index}x${at}`, { stickiness: sticky.pop() ?? 0, migrationThreshold: 3 }),
        ),
      ]));
      const groups = parts.flatMap(({ name, size, cloned: meta }, index) =>
        size === 1 ? [] : [{
          name: unitName(meta === null ? name : `${name}-group`),
          prefer: [],
          members: (members.get(index) ?? []).map(({ id }) => id),
          meta: {},
        }]
      );
      const clones = parts.flatMap(({ name, size, cloned: meta }, index) =>
        meta === null ? [] : [{
          name: unitName(name),
          of: size === 1 ? resourceId(`r${index}x0`) : unitName(`${name}-group`),
          prefer: [],
          meta,
        }]
      );
      return {
        ...configOf([], names.map((name) => name as never)),
        autoFailback,
        resources: [...members.values()].flat(),
        groups,
        clones,
        colocations: colocations.flat(),
        orders: orders.flat(),
        locations: locations.flat(),
      };
    });
  });

const report = fc.constantFrom<ResourceReport>(
  STOPPED,
  STOPPED,
  { ...STOPPED, state: "started", definition: "new" },
  { ...STOPPED, state: "started", promoted: true, definition: "new" },
);

/** `names` in the order of the configuration. */
export const mixtureInput: fc.Arbitrary<ScheduleInput> = fc.integer({ min: 1, max: 3 }).map(nodes)
  .chain((names) =>
    config(names).chain((config) => {
      const instances = instancesOf(config);
      const ids = instances.map(([{ id }]) => id);
      const promotable = new Set(instances.flatMap(([{ id }, clone]) => clone?.promoted ? id : []));
      const node = (name: string): fc.Arbitrary<ScheduleNode> =>
        fc.record({
          reports: fc.array(report, { minLength: ids.length, maxLength: ids.length }),
          standing: fc.constantFrom("online" as const, "online" as const, "standby" as const),
          idle: fc.boolean(),
        }).map(({ reports, standing, idle }) => ({
          name: name as never,
          standing,
          sameConfig: true,
          resources: Object.fromEntries(ids.map((id, index) => {
            const drawn = idle ? STOPPED : reports[index] as ResourceReport;
            return [id, { ...drawn, promoted: drawn.promoted && promotable.has(id) }];
          })),
          unclean: null,
          reach: null,
          attributes: {},
          ordered: new Map(),
        }));
      return fc.tuple(...names.map(node)).map((known): ScheduleInput => {
        const units = unitsOf(config);
        return {
          config,
          units,
          nodes: onlyOnce(known, units.flatMap((unit) => unit.clone ? [] : unit.members)),
          quorum: true,
          now: 0,
          definitions: new Map(ids.map((id) => [id, "new"])),
          wishes: NO_WISHES,
          moves: new Map(),
          kept: new Map(),
          lastHolders: new Map(),
          announce: new Set(),
        };
      });
    })
  );

/** What is no clone runs on the first node that has it, and only there. */
function onlyOnce(
  known: readonly ScheduleNode[],
  lone: readonly { readonly id: ResourceId }[],
): readonly ScheduleNode[] {
  return known.map((node, place) => ({
    ...node,
    resources: Object.fromEntries(
      Object.entries(node.resources ?? {}).map(([id, report]) => {
        const earlier = lone.some((one) => one.id === id) &&
          known.slice(0, place).some(({ resources }) =>
            resources?.[id as ResourceId]?.state === "started"
          );
        return [id, earlier ? STOPPED : report];
      }),
    ),
  }));
}
