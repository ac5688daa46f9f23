/** What cluster.toml configures, as the scheduler takes it. */
import {
  type AgentRef,
  type CloneConfig,
  type ClusterConfig,
  fencesNodes,
  type GroupConfig,
  INFINITY,
  type LocationConstraint,
  type NodeName,
  type OperationOptions,
  type OperatorWishes,
  type ResourceConfig,
  type ResourceId,
  type ResourceMeta,
  type Score,
  wishedMeta,
} from "../../model/mod.ts";
import type {
  AgentName,
  ClusterOptions,
  Constraints,
  GroupInput,
  PrimitiveInput,
  ResourceInput,
} from "../input.ts";

/** The parts of a configuration that decide what runs where. */
export type Definitions = Pick<
  ClusterConfig,
  | "name"
  | "autoFailback"
  | "noQuorum"
  | "fencing"
  | "options"
  | "nodes"
  | "groups"
  | "resources"
  | "clones"
  | "locations"
  | "colocations"
  | "colocationSets"
  | "orders"
  | "orderSets"
  | "defaults"
>;

export interface Reading {
  readonly wishes: OperatorWishes;
  /** Resources that an operator moves, and all that are tied to them: only a little holds them where they are. */
  readonly loose: (id: string) => boolean;
  /** What it needs before it may start; absent: as by default. */
  readonly requirementOf: (id: ResourceId) => ResourceMeta["requires"];
  /** Whether the plan is to set up recurring monitors. The running cluster's nodes see to that themselves. */
  readonly monitors: boolean;
}

/** In the order of the file: groups, lone resources, clones. */
export function resourcesOf(config: Definitions, reading: Reading): readonly ResourceInput[] {
  const { wishes } = reading;
  const byId = new Map(config.resources.map((resource) => [resource.id as string, resource]));
  const groups = new Map(config.groups.map((group) => [group.name as string, group]));
  const primitive = (id: string, around: readonly string[]): PrimitiveInput =>
    primitiveOf(byId.get(id) as ResourceConfig, around, config, reading);
  const group = (
    { name, meta, members }: GroupConfig,
    around: readonly string[],
  ): GroupInput => ({
    kind: "group",
    id: name,
    // A clone's `ordered` is about its instances: it would be inherited.
    meta: { ordered: true, ...wishedMeta(meta, [name, ...around], wishes) },
    defaults: config.defaults,
    members: members.map((id) => primitive(id, [name, ...around])),
  });
  const inside = new Set<string>([
    ...config.groups.flatMap(({ members }) => members),
    ...config.clones.map(({ of }) => of as string),
  ]);
  const lone = (id: string) => !inside.has(id);
  return [
    ...config.groups.filter(({ name }) => lone(name)).map((one) => group(one, [])),
    ...config.resources.filter(({ id }) => lone(id)).map(({ id }) => primitive(id, [])),
    ...config.clones.map(({ name, of, meta }): ResourceInput => {
      const cloned = groups.get(of);
      return {
        kind: "clone",
        id: name,
        meta: wishedMeta(meta, [name], wishes),
        defaults: config.defaults,
        child: cloned === undefined ? primitive(of, [name]) : group(cloned, [name]),
      };
    }),
  ];
}

function primitiveOf(
  resource: ResourceConfig,
  around: readonly string[],
  { autoFailback, defaults }: Definitions,
  { wishes, loose, requirementOf, monitors }: Reading,
): PrimitiveInput {
  const { id, agent, migrationThreshold, failureTimeout } = resource;
  const stickiness = stickinessOf(resource, autoFailback, loose);
  const meta = wishedMeta(resource.meta, [id, ...around], wishes);
  return {
    kind: "primitive",
    id,
    agent: agentName(agent),
    meta: {
      ...meta,
      migrationThreshold,
      failureTimeout,
      stickiness,
      ...optional({ requires: requirementOf(id) }),
    },
    defaults,
    operations: operationsOf(resource, monitors),
    operationDefaults: () => ({}),
    utilization: new Map(Object.entries(resource.utilization)),
    params: new Map(Object.entries(resource.params)),
  };
}

export const agentName = (agent: AgentRef): AgentName => ({
  class: agent.class,
  provider: agent.class === "ocf" ? agent.provider : null,
  type: agent.type,
});

/** auto_failback off means that nothing but need or an operator moves what runs. */
export function stickinessOf(
  { id, stickiness }: ResourceConfig,
  autoFailback: boolean,
  loose: Reading["loose"],
): Score {
  // Another place that is only as good is no reason to move.
  if (autoFailback) return stickiness === 0 ? 1 : stickiness;
  return loose(id) ? LOOSE : INFINITY;
}

function operationsOf(resource: ResourceConfig, monitors: boolean): readonly OperationOptions[] {
  const names = ["start", "stop", "promote", "demote", "migrate_to", "migrate_from"] as const;
  const once = names.flatMap((name): readonly OperationOptions[] => {
    const onFail = resource.onFail[name];
    return onFail === undefined ? [] : [{ name, interval: 0, role: null, onFail }];
  });
  if (!monitors) return once;
  return [
    ...once,
    ...resource.monitors.map(({ interval, role, onFail, enabled }) => ({
      name: "monitor",
      interval,
      role,
      ...optional({ onFail: onFail ?? resource.onFail.monitor, enabled }),
    })),
  ];
}

/** Without what is not there, which an exact optional field may not be given as undefined. */
const optional = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Above what preferences come to, below a move. */
const LOOSE: Score = 10_000;

/** Above any sum of stickiness that a file is likely to hold, below INFINITY. */
const PREFER_STEP: Score = 1000;

export function constraintsOf(
  config: Definitions,
  more: readonly LocationConstraint[],
): Constraints {
  const grouped = new Set(config.groups.flatMap(({ members }) => members));
  const preferring: readonly (GroupConfig | CloneConfig | ResourceConfig)[] = [
    ...config.groups,
    ...config.clones,
    ...config.resources.filter(({ id }) => !grouped.has(id)),
  ];
  const preferences = preferring.flatMap((one) =>
    one.prefer.map((node, rank) =>
      atNode(
        "prefer",
        "id" in one ? one.id : one.name,
        node,
        PREFER_STEP * (one.prefer.length - rank),
      )
    )
  );
  return {
    locations: [...preferences, ...config.locations, ...more],
    colocations: config.colocations,
    colocationSets: config.colocationSets,
    orders: config.orders,
    orderSets: config.orderSets,
    tickets: [],
  };
}

/** `name` is what the score is called where it is explained. */
export const atNode = (
  name: string,
  resource: string,
  node: NodeName,
  score: Score,
): LocationConstraint => ({
  id: name,
  resource,
  where: { kind: "node", node, score },
  role: null,
  discovery: "always",
});

export const optionsOf = (
  config: Definitions,
  wishes: OperatorWishes,
  startupProbes: boolean,
): ClusterOptions => ({
  clusterName: config.name,
  noQuorumPolicy: config.noQuorum,
  symmetric: config.options.symmetric,
  stopAllResources: config.options.stopAllResources,
  maintenanceMode: wishes.maintenance ?? config.options.maintenanceMode,
  enableStartupProbes: startupProbes,
  fencingEnabled: fencesNodes(config.fencing),
  fencingAction: config.fencing.action,
  startupFencing: config.fencing.startup,
  concurrentFencing: true,
  priorityFencingDelay: config.fencing.priorityDelay,
  watchdogFencing: false,
  stopOrphanResources: true,
  stopOrphanActions: true,
  removeAfterStop: false,
  nodeHealth: config.options.nodeHealth,
  placementStrategy: config.options.placementStrategy,
  shutdownLock: false,
  unfencing: false,
});

/** The ids of what is moved, and of all that constraints tie to it, directly or by others. */
export function tiedTo(config: Definitions, moved: Iterable<string>): ReadonlySet<string> {
  const pairs = [
    ...config.colocations.map((one) => [one.resource, one.with]),
    ...config.colocationSets.map(({ sets }) => sets.flatMap(({ resources }) => resources)),
    ...config.groups.map(({ name, members }) => [name as string, ...members]),
    ...config.clones.map(({ name, of }) => [name as string, of as string]),
  ];
  const tied = new Set(moved);
  for (let before = -1; before < tied.size;) {
    before = tied.size;
    for (const pair of pairs) {
      if (pair.some((id) => tied.has(id))) { for (const id of pair) tied.add(id); }
    }
  }
  return tied;
}
