/** The draft of a file without errors → what it says, with every default filled in. */
import {
  assert,
  type ClusterConfig,
  DEFAULT_OPTIONS,
  type LinkConfig,
  linkName,
  type MonitorConfig,
  nodeName,
  type ResourceConfig,
  resourceId,
  unitName,
} from "../model/mod.ts";
import type { DefaultsDraft, Draft, GroupDraft, LinkDraft, ResourceDraft } from "./schema.ts";
import { timesOf } from "./times.ts";

/** @param draft one in which nothing was refused. */
export function buildConfig(draft: Draft): ClusterConfig {
  const cluster = sure(draft.cluster);
  const times = timesOf(cluster);
  const links = all(draft.link);
  const { listen } = sure(draft.status);
  const { file, facility, level } = sure(draft.log);
  const defaults = sure(draft.defaults);
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
    options: DEFAULT_OPTIONS,
    nodes: all(draft.node).map(({ name }) => ({
      name: nodeName(sure(name)),
      attributes: {},
      utilization: {},
    })),
    links: links.map((link) => buildLink(link, links, sure(cluster.udpport))),
    groups: all(draft.group).map(buildGroup),
    resources: all(draft.resource).map((resource) => buildResource(resource, defaults)),
    clones: [],
    locations: [],
    colocations: [],
    colocationSets: [],
    orders: [],
    orderSets: [],
    defaults: {},
    log: {
      ...(file ? { file } : {}),
      ...(facility ? { facility } : {}),
      level: sure(level),
    },
    status: listen ? { listen } : {},
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
  const addresses = Object.entries(link.addresses ?? {});
  return {
    ...base,
    kind,
    addresses: Object.fromEntries(addresses.map(([node, address]) => [node, sure(address)])),
  };
}

const buildGroup = (group: GroupDraft): ClusterConfig["groups"][number] => ({
  name: unitName(sure(group.name)),
  prefer: all(group.prefer).map(nodeName),
  members: all(group.members).map(resourceId),
  meta: {},
});

function buildResource(
  resource: ResourceDraft,
  defaults: DefaultsDraft,
): ResourceConfig {
  return {
    id: resourceId(sure(resource.name)),
    agent: sure(resource.agent),
    params: sure(resource.params) as Readonly<Record<string, string>>,
    prefer: all(resource.prefer).map(nodeName),
    monitors: buildMonitors(resource, sure(defaults.monitor)),
    timeouts: buildTimeouts(resource, defaults),
    onFail: {},
    meta: {},
    utilization: {},
    migrationThreshold: resource.migration_threshold ?? sure(defaults.migration_threshold),
    failureTimeout: resource.failure_timeout ?? sure(defaults.failure_timeout),
    stickiness: resource.stickiness ?? sure(defaults.stickiness),
  };
}

/** The ordinary monitor first, then the deeper ones as the file has them. */
function buildMonitors(resource: ResourceDraft, usual: number): readonly MonitorConfig[] {
  const operations = all(resource.operation).filter(({ name }) => name === "monitor");
  const plain = operations.find(({ depth }) => depth === 0);
  const interval = plain?.interval ?? resource.monitor ?? usual;
  const deeper = operations.filter(({ depth }) => depth !== 0).map((operation): MonitorConfig => ({
    interval: sure(operation.interval ?? undefined),
    depth: sure(operation.depth),
    role: null,
    ...(operation.timeout ? { timeout: operation.timeout } : {}),
  }));
  return interval === 0 ? deeper : [{ interval, depth: 0, role: null }, ...deeper];
}

/** The ordinary monitor's timeout is the probe's as well, so it stands with start's and stop's. */
function buildTimeouts(
  resource: ResourceDraft,
  defaults: DefaultsDraft,
): ResourceConfig["timeouts"] {
  const own = all(resource.operation).filter(({ depth }) => depth === 0);
  const timeouts = (["start", "stop", "monitor"] as const).flatMap((action) => {
    const operation = own.find(({ name, timeout }) => name === action && timeout);
    const timeout = operation?.timeout ?? defaults.timeouts?.[action];
    return timeout ? [[action, timeout]] : [];
  });
  return Object.fromEntries(timeouts);
}

function sure<Value>(value: Value | undefined): Value {
  assert(value !== undefined, "a file without errors has nothing that was refused");
  return value;
}

const all = <Value>(values: readonly (Value | undefined)[] | undefined): readonly Value[] =>
  sure(values).map((value) => sure(value));
