/** A cluster of a few nodes and resources, for tests of one stage of the scheduler. */
import type { OperationOptions, ResourceMeta } from "../../src/model/mod.ts";
import type {
  ClusterOptions,
  NodeInput,
  PrimitiveInput,
  ResourceFact,
  ResourceInput,
  SchedulerInput,
} from "../../src/scheduler/input.ts";

export const OPTIONS: ClusterOptions = {
  clusterName: null,
  noQuorumPolicy: "stop",
  symmetric: true,
  stopAllResources: false,
  maintenanceMode: false,
  enableStartupProbes: true,
  fencingEnabled: false,
  fencingAction: "reboot",
  startupFencing: true,
  concurrentFencing: false,
  priorityFencingDelay: 0,
  watchdogFencing: false,
  stopOrphanResources: true,
  stopOrphanActions: true,
  removeAfterStop: false,
  nodeHealth: { strategy: "none", base: 0, red: 0, yellow: 0, green: 0 },
  placementStrategy: "default",
  shutdownLock: false,
  unfencing: false,
};

export const aNode = (name: string, changes: Partial<NodeInput> = {}): NodeInput => ({
  id: name,
  name,
  kind: "member",
  online: true,
  unclean: null,
  pending: false,
  standby: false,
  maintenance: false,
  shutdown: false,
  seen: true,
  dc: false,
  score: 0,
  attributes: new Map(),
  utilization: new Map(),
  probes: true,
  ...changes,
});

const AGENT = { class: "ocf", provider: "heartbeat", type: "Dummy" };

export const aPrimitive = (
  id: string,
  meta: ResourceMeta = {},
  operations: readonly OperationOptions[] = [],
  changes: Partial<PrimitiveInput> = {},
): PrimitiveInput => ({
  kind: "primitive",
  id,
  meta,
  defaults: {},
  agent: AGENT,
  operations,
  operationDefaults: () => ({}),
  utilization: new Map(),
  params: new Map(),
  ...changes,
});

export const aFact = (
  resource: string,
  node: string,
  changes: Partial<ResourceFact> = {},
): ResourceFact => ({
  resource,
  node,
  agent: AGENT,
  role: "started",
  failureIgnored: false,
  reaction: null,
  nextRole: null,
  bans: [],
  pending: null,
  recurring: [],
  definition: "same",
  ...changes,
});

export const aCluster = (
  nodes: readonly NodeInput[],
  resources: readonly ResourceInput[],
  facts: readonly ResourceFact[],
  changes: Partial<SchedulerInput> = {},
): SchedulerInput => ({
  now: 1_000_000,
  options: OPTIONS,
  quorum: true,
  nodes,
  resources,
  constraints: {
    locations: [],
    colocations: [],
    colocationSets: [],
    orders: [],
    orderSets: [],
    tickets: [],
  },
  tickets: [],
  facts,
  failures: [],
  ...changes,
});
