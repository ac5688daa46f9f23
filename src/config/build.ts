/** The draft of a file without errors → what it says, with every default filled in. */
import {
  assert,
  type ClusterConfig,
  type ClusterOptionsConfig,
  type LinkConfig,
  linkName,
  type NodeConfig,
  nodeName,
  resourceId,
  unitName,
} from "../model/mod.ts";
import {
  buildFencing,
  buildWatchdog,
  usualPriorityDelay,
  usualWaitForAll,
} from "./build_fencing.ts";
import { buildArbiter, buildPing } from "./build_outside.ts";
import { buildResource } from "./build_resource.ts";
import type { Constraints, Written } from "./constraints.ts";
import type { Directory } from "./directory.ts";
import { CLONE_KEYS, FAILURE_KEYS, META_KEYS, metaOf } from "./meta_keys.ts";
import type { CloneDraft, GroupDraft } from "./resource_schema.ts";
import type { ClusterDraft, Draft, LinkDraft, NodeDraft } from "./schema.ts";
import { timesOf } from "./times.ts";

/** @param draft one in which nothing was refused; the others were made from it. */
export function buildConfig(
  draft: Draft,
  directory: Directory,
  constraints: Constraints,
): ClusterConfig {
  const cluster = sure(draft.cluster);
  const times = timesOf(cluster);
  const links = all(draft.link);
  const { listen, hosts, allow } = sure(draft.status);
  const { file, facility, level } = sure(draft.log);
  const defaults = sure(draft.defaults);
  const nodes = all(draft.node).map(buildNode);
  const arbiter = buildArbiter(sure(draft.arbiter), sure(cluster.name), times);
  const voters = { nodes, hasArbiter: arbiter !== null };
  const names = nodes.map(({ name }) => name);
  const priorityDelay = usualPriorityDelay(voters, times);
  const fencing = buildFencing(sure(draft.fencing), draft.fence, names, { priorityDelay });
  return {
    name: sure(cluster.name),
    keepalive: sure(times.keepalive),
    warntime: sure(times.warntime),
    deadtime: sure(times.deadtime),
    initdead: sure(times.initdead),
    udpport: sure(cluster.udpport),
    autoFailback: sure(cluster.auto_failback),
    keysFile: sure(cluster.keys),
    noQuorum: sure(cluster.no_quorum),
    waitForAll: sure(cluster.wait_for_all) ?? usualWaitForAll(fencing, voters),
    options: buildOptions(cluster),
    nodes,
    links: links.map((link) => buildLink(link, links, sure(cluster.udpport))),
    groups: all(draft.group).map(buildGroup),
    resources: directory.resources.map((each) => buildResource(sure(each), defaults, directory)),
    clones: all(draft.clone).map(buildClone),
    ...withoutPaths(constraints),
    defaults: metaOf(defaults, META_KEYS),
    fencing,
    watchdog: buildWatchdog(sure(draft.watchdog), times),
    arbiter,
    pings: all(draft.ping).map((each) => buildPing(each, times)),
    log: {
      ...(file ? { file } : {}),
      ...(facility ? { facility } : {}),
      level: sure(level),
    },
    status: {
      ...listen ? { listen } : {},
      ...sure(hosts).length > 0 ? { hosts: all(hosts) } : {},
      ...sure(allow).length > 0 ? { allow: all(allow) } : {},
    },
  };
}

const buildNode = (node: NodeDraft): NodeConfig => ({
  name: nodeName(sure(node.name)),
  votes: sure(node.votes),
  witness: sure(node.witness),
  attributes: values(node.attributes),
  utilization: values(node.utilization),
});

function buildOptions(cluster: ClusterDraft): ClusterOptionsConfig {
  const { strategy, base, red, yellow, green } = sure(cluster.node_health);
  return {
    symmetric: sure(cluster.symmetric_cluster),
    stopAllResources: sure(cluster.stop_all_resources),
    maintenanceMode: sure(cluster.maintenance_mode),
    enableStartupProbes: sure(cluster.enable_startup_probes),
    startFailureIsFatal: sure(cluster.start_failure_is_fatal),
    nodeHealth: {
      strategy: sure(strategy),
      base: sure(base),
      red: sure(red),
      yellow: sure(yellow),
      green: sure(green),
    },
    placementStrategy: sure(cluster.placement_strategy),
    batchLimit: sure(cluster.batch_limit),
    nodeActionLimit: sure(cluster.node_action_limit),
  };
}

function buildLink(link: LinkDraft, links: readonly LinkDraft[], udpport: number): LinkConfig {
  const kind = sure(link.kind);
  const port = link.port ?? udpport;
  const alike = links.filter((other) => other.kind === kind && other.interface === link.interface);
  const short = `${kind}:${link.interface}`;
  const base = {
    name: linkName(alike.length > 1 ? `${short}:${port}` : short),
    interface: sure(link.interface ?? undefined),
    port,
  };
  if (kind === "bcast") return { ...base, kind };
  return { ...base, kind, addresses: values(link.addresses ?? {}) };
}

const buildGroup = (group: GroupDraft): ClusterConfig["groups"][number] => ({
  name: unitName(sure(group.name)),
  prefer: all(group.prefer).map(nodeName),
  members: all(group.members).map(resourceId),
  meta: metaOf(group, FAILURE_KEYS, META_KEYS),
});

const buildClone = (clone: CloneDraft): ClusterConfig["clones"][number] => ({
  name: unitName(sure(clone.name)),
  of: resourceId(sure(clone.of)),
  prefer: all(clone.prefer).map(nodeName),
  meta: metaOf(clone, FAILURE_KEYS, META_KEYS, CLONE_KEYS),
});

function withoutPaths(read: Constraints) {
  const its = <Constraint>(written: readonly Written<Constraint>[]) => written.map(({ it }) => it);
  return {
    locations: its(read.locations),
    colocations: its(read.colocations),
    colocationSets: its(read.colocationSets),
    orders: its(read.orders),
    orderSets: its(read.orderSets),
  };
}

function sure<Value>(value: Value | undefined): Value {
  assert(value !== undefined, "a file without errors has nothing that was refused");
  return value;
}

const all = <Value>(list: readonly (Value | undefined)[] | undefined): readonly Value[] =>
  sure(list).map((value) => sure(value));

const values = <Value>(
  table: Readonly<Record<string, Value | undefined>> | undefined,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(sure(table)).map(([key, value]) => [key, sure(value)]));
