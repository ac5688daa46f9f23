/**
 * Clusters of any size for measuring the scheduler: groups of three, and for each pair of groups a
 * colocation, an order and a preference. `started`: all runs where it should; `failed`: so it did, and
 * the first node is gone; `cold`: nothing runs, nothing has been probed.
 */
import { INFINITY } from "../../src/model/mod.ts";
import type {
  NodeInput,
  PrimitiveInput,
  ResourceFact,
  SchedulerInput,
} from "../../src/scheduler/mod.ts";

export type State = "started" | "failed" | "cold";

const GROUP = 3;
const AGENT = { class: "ocf", provider: "heartbeat", type: "Dummy" } as const;
const MONITOR = 10_000;

export interface Shape {
  readonly nodes: readonly string[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** The node of each group, by its pair's preference. */
  readonly homes: readonly string[];
}

export function shapeOf(nodeCount: number, resourceCount: number): Shape {
  const nodes = Array.from({ length: nodeCount }, (_, index) => `n${pad(index + 1, 3)}`);
  const groups = Array.from({ length: Math.ceil(resourceCount / GROUP) }, (_, index) => ({
    name: `g${pad(index, 5)}`,
    members: Array.from(
      { length: Math.min(GROUP, resourceCount - index * GROUP) },
      (_, part) => `r${pad(index * GROUP + part, 5)}`,
    ),
  }));
  const homes = groups.map((_, index) => nodes[Math.floor(index / 2) % nodeCount] as string);
  return { nodes, groups, homes };
}

const pad = (value: number, width: number) => String(value).padStart(width, "0");

export function bigCluster(nodes: number, resources: number, state: State): SchedulerInput {
  const shape = shapeOf(nodes, resources);
  const pairs = shape.groups.flatMap(({ name }, index) => {
    const partner = shape.groups[index + 1];
    return index % 2 === 0 && partner !== undefined ? [[name, partner.name] as const] : [];
  });
  return {
    now: 0,
    options: {
      clusterName: null,
      noQuorumPolicy: "ignore",
      symmetric: true,
      stopAllResources: false,
      maintenanceMode: false,
      enableStartupProbes: true,
      startFailureIsFatal: true,
      fencingEnabled: false,
      fencingAction: "reboot",
      startupFencing: true,
      concurrentFencing: false,
      priorityFencingDelay: 0,
      watchdogFencing: false,
      stopOrphanResources: true,
      stopOrphanActions: true,
      removeAfterStop: false,
      nodeHealth: { strategy: "none", base: 0, red: -INFINITY, yellow: 0, green: 0 },
      placementStrategy: "default",
      shutdownLock: false,
    },
    quorum: true,
    nodes: shape.nodes.map((name, index) => nodeOf(name, state !== "failed" || index > 0)),
    resources: shape.groups.map(({ name, members }) => ({
      kind: "group",
      id: name,
      meta: {},
      defaults: {},
      members: members.map(primitive),
    })),
    constraints: {
      locations: pairs.map(([first], index) => ({
        id: `loc-${first}`,
        resource: first,
        where: { kind: "node", node: shape.homes[index * 2] as string, score: 100 },
        role: null,
        discovery: "always",
      })),
      colocations: pairs.map(([first, second]) => ({
        id: `col-${first}`,
        resource: second,
        resourceRole: null,
        with: first,
        withRole: null,
        score: INFINITY,
        nodeAttribute: "#uname",
        influence: null,
      })),
      colocationSets: [],
      orders: pairs.map(([first, second]) => ({
        id: `ord-${first}`,
        first,
        firstAction: "start",
        then: second,
        thenAction: "start",
        kind: "mandatory",
        symmetrical: true,
        requireAll: true,
      })),
      orderSets: [],
      tickets: [],
    },
    tickets: [],
    facts: state === "cold"
      ? []
      : shape.nodes.flatMap((node) =>
        shape.groups.flatMap(({ members }, index) =>
          members.map((id) => factOf(id, node, shape.homes[index] === node))
        )
      ),
    failures: [],
    fencingLevels: [],
  };
}

const nodeOf = (name: string, online: boolean): NodeInput => ({
  id: name,
  name,
  kind: "member",
  online,
  unclean: null,
  pending: false,
  standby: false,
  maintenance: false,
  shutdown: false,
  seen: true,
  expectedUp: online,
  dc: false,
  score: 0,
  attributes: new Map(),
  utilization: new Map(),
  probes: true,
});

const primitive = (id: string): PrimitiveInput => ({
  kind: "primitive",
  id,
  agent: AGENT,
  meta: {},
  defaults: {},
  operations: [{ name: "monitor", interval: MONITOR, role: null }],
  operationDefaults: () => ({}),
  utilization: new Map(),
  params: new Map(),
  unfencing: false,
});

const factOf = (resource: string, node: string, runs: boolean): ResourceFact => ({
  resource,
  node,
  agent: AGENT,
  known: true,
  role: runs ? "started" : "stopped",
  failed: false,
  failureIgnored: false,
  reaction: null,
  reactionBecause: null,
  nextRole: null,
  bans: [],
  pending: null,
  recurring: runs ? [{ name: "monitor", interval: MONITOR, same: true, expects: 0 }] : [],
  definition: "same",
  migration: null,
  lockedSince: null,
});
