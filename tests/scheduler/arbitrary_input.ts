/** Clusters in every state, for properties. */
import fc from "fast-check";
import {
  INFINITY,
  NO_FENCING,
  NO_WISHES,
  type NodeName,
  type ResourceId,
  type ResourceMeta,
  type ResourceReport,
  type Unit,
  type UnitName,
  unitName,
} from "../../src/model/mod.ts";
import {
  doubled,
  holdersOf,
  type ScheduleInput,
  type ScheduleNode,
} from "../../src/scheduler/mod.ts";
import { nodes } from "../cluster_config.ts";
import { configOf, fencingOf, member, STOPPED } from "./story.ts";

const units = (names: readonly NodeName[]): fc.Arbitrary<readonly Unit[]> =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.shuffledSubarray([...names])), {
    minLength: 1,
    maxLength: 3,
  }).chain((shapes) =>
    fc.tuple(...shapes.map(([size, prefer], index) =>
      fc.array(
        fc.record({
          migrationThreshold: fc.constantFrom(1, 3, INFINITY),
          stickiness: fc.constantFrom(0, 100, 5000),
          meta: fc.constantFrom<ResourceMeta>(
            {},
            {},
            {},
            { requires: "quorum" },
            { requires: "nothing" },
            { requires: "fencing" },
          ),
        }),
        { minLength: size, maxLength: size },
      ).map((changes): Unit => ({
        // A lone resource is its own unit.
        name: unitName(size > 1 ? `u${index}` : `vip${index}`),
        isGroup: size > 1,
        clone: null,
        prefer,
        members: changes.map((change, part) =>
          member(part === 0 ? `vip${index}` : `r${index}x${part}`, change)
        ),
      }))
    ))
  );

const report: fc.Arbitrary<ResourceReport> = fc.record({
  state: fc.constantFrom("stopped", "stopped", "stopped", "started", "started", "failed"),
  failcount: fc.constantFrom(0, 0, 0, 1, 3, INFINITY),
  definition: fc.constantFrom("new", "new", "new", "old"),
}).map(({ state, failcount, definition }) => ({
  ...STOPPED,
  state: state as ResourceReport["state"],
  failcount,
  definition: state === "stopped" ? null : definition,
}));

/** A report that holds things up: an operation under way, a failed stop, not probed yet. */
const obstructed: fc.Arbitrary<ResourceReport> = fc.oneof(
  { weight: 12, arbitrary: report },
  fc.constantFrom<ResourceReport>(
    { ...STOPPED, state: "unknown" },
    { ...STOPPED, state: "stopFailed", failcount: INFINITY, definition: "new" },
    { ...STOPPED, busy: "start", definition: "new" },
    { ...STOPPED, state: "started", busy: "stop", definition: "new" },
    { ...STOPPED, state: "unknown", busy: "probe" },
  ),
);

function node(
  name: NodeName,
  ids: readonly ResourceId[],
  reports: fc.Arbitrary<ResourceReport>,
): fc.Arbitrary<ScheduleNode> {
  return fc.record({
    standing: fc.constantFrom("online", "online", "online", "standby", "offline"),
    sameConfig: fc.constantFrom(true, true, true, true, false),
    reports: fc.array(reports, { minLength: ids.length, maxLength: ids.length }),
  }).map(({ standing, sameConfig, reports }) => ({
    name,
    standing: standing as ScheduleNode["standing"],
    sameConfig,
    resources: standing === "offline"
      ? {}
      : Object.fromEntries(ids.map((id, index) => [id, reports[index]!])),
    unclean: null,
    reach: null,
    attributes: {},
    ordered: new Map(),
  }));
}

/** Out of reach: it takes no orders; it has said something, or nothing. */
const perhapsPending = (known: ScheduleNode): fc.Arbitrary<ScheduleNode> =>
  known.standing === "offline" ? fc.constant(known) : fc.constantFrom<ScheduleNode>(
    known,
    known,
    known,
    { ...known, standing: "pending" },
    { ...known, standing: "pending", resources: null },
  );

const perhapsUnclean = (known: ScheduleNode): fc.Arbitrary<ScheduleNode> => {
  const unclean = { ...known, standing: "unclean", unclean: "it has fallen silent" } as const;
  return fc.constantFrom<ScheduleNode>(
    known,
    known,
    known,
    known,
    unclean,
    { ...unclean, resources: null },
    { ...known, standing: "witness", resources: {} },
  );
};

const perhapsFar = (known: ScheduleNode): fc.Arbitrary<ScheduleNode> =>
  fc.constantFrom(null, null, 0, 1, 2).map((reach) => ({ ...known, reach }));

/** `calm`: nothing is under way, stuck or unknown, and all nodes can be reached or are off. */
export const arbitraryInput = (calm: boolean): fc.Arbitrary<ScheduleInput> =>
  fc.integer({ min: 1, max: 4 }).map(nodes).chain((names) =>
    units(names).chain((all) => {
      const ids = all.flatMap((unit) => unit.members.map(({ id }) => id));
      const reports = calm ? report : obstructed;
      const seen = names.map((name) => node(name, ids, reports));
      const joined = calm ? seen : seen.map((each) => each.chain(perhapsPending));
      const known = joined.map((each) => each.chain(perhapsUnclean).chain(perhapsFar));
      return fc.record({
        nodes: fc.tuple(...known),
        fenced: fc.option(fc.shuffledSubarray([...names]), { nil: null }),
        lastHolders: fc.dictionary(
          fc.constantFrom(...ids as string[]),
          fc.constantFrom(...names),
        ),
        hadQuorum: fc.boolean(),
        self: fc.constantFrom(...names),
        autoFailback: fc.boolean(),
        noQuorum: fc.constantFrom("stop", "freeze", "ignore", "fence"),
        quorum: fc.constantFrom(true, true, true, false),
        moves: fc.dictionary(
          fc.constantFrom(...all.map((unit) => unit.name as string)),
          fc.record({ to: fc.option(fc.constantFrom(...names), { nil: null }) }),
          { maxKeys: 1 },
        ),
        keeps: fc.nat(),
      }).map((drawn): ScheduleInput => {
        const { moves, keeps, noQuorum, autoFailback, fenced, lastHolders, ...more } = drawn;
        const kept = all.flatMap((unit) => {
          const holders = doubled(unit, more.nodes) ? holdersOf(unit, more.nodes) : [];
          return holders.length === 0
            ? []
            : [[unit.name, holders[keeps % holders.length]!] as const];
        });
        return {
          ...more,
          now: 0,
          units: all,
          config: {
            ...configOf(all, names),
            fencing: fenced === null ? NO_FENCING : fencingOf(fenced),
            noQuorum: noQuorum as ScheduleInput["config"]["noQuorum"],
            autoFailback,
          },
          definitions: new Map(ids.map((id) => [id, "new"])),
          wishes: NO_WISHES,
          moves: new Map(Object.entries(moves) as [UnitName, { to: NodeName | null }][]),
          kept: new Map(kept),
          announce: new Set(kept.map(([unit]) => unit)),
          lastHolders: new Map(Object.entries(lastHolders) as [ResourceId, NodeName][]),
        };
      });
    })
  );

/** Each unit whole on one node or nowhere, and no two nodes equally good for it. */
export const tidyInput: fc.Arbitrary<ScheduleInput> = arbitraryInput(true).chain((input) =>
  fc.tuple(...input.units.map(() =>
    fc.record({
      at: fc.nat({ max: input.nodes.length }),
      prefer: fc.shuffledSubarray([...input.nodes.map(({ name }) => name)], {
        minLength: input.nodes.length,
      }),
    })
  )).map((places) => ({
    places,
    units: input.units.map((unit, index) => ({
      ...unit,
      prefer: places[index]!.prefer,
      members: unit.members.map((each) => ({ ...each, stickiness: 7, meta: {} })),
    })),
  })).map(({ places, units }): ScheduleInput => ({
    ...input,
    config: {
      ...configOf(units, input.nodes.map(({ name }) => name)),
      noQuorum: input.config.noQuorum,
      autoFailback: true,
    },
    moves: new Map(),
    kept: new Map(),
    announce: new Set(),
    lastHolders: new Map(),
    units,
    nodes: input.nodes.map((node) => ({
      ...node,
      standing: node.standing === "unclean" ? "offline" as const : node.standing,
      unclean: null,
      reach: null,
    })).map((each, place) => ({
      ...each,
      resources: each.standing === "offline" || each.standing === "witness"
        ? {}
        : Object.fromEntries(
          input.units.flatMap((unit, index) =>
            unit.members.map(({ id }) => [
              id,
              places[index]!.at === place
                ? { ...STOPPED, state: "started" as const, definition: "new" }
                : STOPPED,
            ])
          ),
        ),
    })),
  }))
);
