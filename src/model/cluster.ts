/** What cluster.toml says, once it has been read and found good. The same on every node. */
import type { AgentRef } from "./agent_ref.ts";
import type { ArbiterConfig } from "./arbiter.ts";
import type { ClusterOptionsConfig } from "./cluster_options.ts";
import type {
  ColocationConstraint,
  ColocationSets,
  LocationConstraint,
  OrderConstraint,
  OrderSets,
} from "./constraint.ts";
import type { FencingConfig } from "./fencing.ts";
import type { LinkName, NodeName, ResourceId, UnitName } from "./names.ts";
import type { PingConfig } from "./ping.ts";
import type { OnFail, ResourceMeta } from "./resource_options.ts";
import type { Score } from "./score.ts";
import type { Millis } from "./time.ts";
import type { WatchdogConfig } from "./watchdog.ts";

export interface ClusterConfig {
  readonly name: string;
  /** ha.cf `keepalive`: how often a node says that it lives. */
  readonly keepalive: Millis;
  /** ha.cf `warntime`: silence after which a peer is called late. */
  readonly warntime: Millis;
  /** ha.cf `deadtime`: silence after which a peer is taken for dead. */
  readonly deadtime: Millis;
  /** ha.cf `initdead`: the same for a peer that has not been heard since this node started. */
  readonly initdead: Millis;
  readonly udpport: number;
  /** True: a unit goes back to its preferred node when that returns. False: it stays. */
  readonly autoFailback: boolean;
  /** The file with the shared keys. */
  readonly keysFile: string;
  readonly noQuorum: NoQuorumPolicy;
  /** True: a partition has no quorum before all nodes have been there at once (votequorum: wait_for_all). */
  readonly waitForAll: boolean;
  readonly options: ClusterOptionsConfig;
  /** In the file's order, which breaks ties. At least one. */
  readonly nodes: readonly NodeConfig[];
  readonly links: readonly LinkConfig[];
  readonly groups: readonly GroupConfig[];
  readonly resources: readonly ResourceConfig[];
  readonly clones: readonly CloneConfig[];
  readonly locations: readonly LocationConstraint[];
  readonly colocations: readonly ColocationConstraint[];
  readonly colocationSets: readonly ColocationSets[];
  readonly orders: readonly OrderConstraint[];
  readonly orderSets: readonly OrderSets[];
  /**
   * What [defaults] says for every resource. migrationThreshold, failureTimeout and stickiness are
   * not here: each resource has its own, with the defaults already in it.
   */
  readonly defaults: ResourceMeta;
  readonly fencing: FencingConfig;
  readonly watchdog: WatchdogConfig | null;
  readonly arbiter: ArbiterConfig | null;
  readonly pings: readonly PingConfig[];
  readonly log: LogConfig;
  readonly status: StatusConfig;
}

/** What a partition without quorum does with its resources (Pacemaker: no-quorum-policy). */
export type NoQuorumPolicy = "stop" | "freeze" | "ignore" | "demote" | "fence";

/** Whether a node without a quorum may run nothing and order nothing, by the administrator's choice. */
export const isQuorumBound = ({ noQuorum }: Pick<ClusterConfig, "noQuorum">): boolean =>
  noQuorum === "stop" || noQuorum === "demote" || noQuorum === "fence";

export interface NodeConfig {
  readonly name: NodeName;
  readonly votes: number;
  /** It votes and runs nothing. */
  readonly witness: boolean;
  /** Permanent ones, for rules and node health. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What it has of each kind that resources use: `cpu`, `memory`, … */
  readonly utilization: Readonly<Record<string, number>>;
}

export type LinkConfig = BcastLinkConfig | UcastLinkConfig;

interface LinkBase {
  readonly name: LinkName;
  readonly interface: string;
  readonly port: number;
}

export interface BcastLinkConfig extends LinkBase {
  readonly kind: "bcast";
}

export interface UcastLinkConfig extends LinkBase {
  readonly kind: "ucast";
  /** Each node's IPv4 address on this link. */
  readonly addresses: Readonly<Record<NodeName, string>>;
}

/** Started in the order of `members`, stopped in reverse, always on one node together. */
export interface GroupConfig {
  readonly name: UnitName;
  readonly prefer: readonly NodeName[];
  readonly members: readonly ResourceId[];
  /** Only what the file sets; its members inherit it. */
  readonly meta: ResourceMeta;
}

/** A resource or a group that runs in several instances. */
export interface CloneConfig {
  readonly name: UnitName;
  readonly of: ResourceId | UnitName;
  readonly prefer: readonly NodeName[];
  /** Only what the file sets; what is cloned inherits it. */
  readonly meta: ResourceMeta;
}

export interface ResourceConfig {
  readonly id: ResourceId;
  readonly agent: AgentRef;
  readonly params: Readonly<Record<string, string>>;
  /** Nodes that this resource would rather run on, the best first; of use outside a group only. */
  readonly prefer: readonly NodeName[];
  /** Recurring monitors; the plain one (depth 0, no role) comes first. Empty: never monitored. */
  readonly monitors: readonly MonitorConfig[];
  /** Only what the file sets; else the agent's meta-data, else 20 s. */
  readonly timeouts: Readonly<Partial<Record<TimedAction, Millis>>>;
  /** Only what the file sets or [defaults.operation] says; `monitor` is that of the plain one. */
  readonly onFail: Readonly<Partial<Record<TimedAction, OnFail>>>;
  /** Only what the file sets, and neither migrationThreshold, failureTimeout nor stickiness. */
  readonly meta: ResourceMeta;
  /** What it uses of what nodes have. */
  readonly utilization: Readonly<Record<string, number>>;
  /** Failures on a node after which it must move; INFINITY: never for failures of the monitor. */
  readonly migrationThreshold: number;
  /** Time after which failures are forgotten; 0: never. */
  readonly failureTimeout: Millis;
  /** 0; 1 for what is cloned. */
  readonly stickiness: Score;
}

export const TIMED_ACTIONS = [
  "start",
  "stop",
  "monitor",
  "promote",
  "demote",
  "notify",
  "reload",
  "migrate_to",
  "migrate_from",
] as const;

/** What has a timeout of its own. */
export type TimedAction = typeof TIMED_ACTIONS[number];

/** No two of one resource have the same interval, by which Pacemaker tells them apart. */
export interface MonitorConfig {
  readonly interval: Millis;
  /** OCF_CHECK_LEVEL; 0 is the ordinary monitor. */
  readonly depth: number;
  /** Of a promotable clone: the role in which it runs; null: started or unpromoted. */
  readonly role: "promoted" | "unpromoted" | null;
  /** Absent: the resource's timeout for monitors, then as that goes on. */
  readonly timeout?: Millis;
  readonly onFail?: OnFail;
  /** After the start, before the first. */
  readonly startDelay?: Millis;
  /** False: not run. */
  readonly enabled?: boolean;
}

export interface LogConfig {
  /** Absent: standard error only. */
  readonly file?: string;
  /** Syslog facility, e.g. `local0`; absent: no syslog. */
  readonly facility?: string;
  readonly level: "debug" | "info" | "warning" | "error";
}

export interface StatusConfig {
  /** Where the read-only HTTP endpoint listens; absent: `listen = "off"`. */
  readonly listen?: { readonly hostname: string; readonly port: number };
  /** Names that it may be asked by, besides its addresses and the nodes' names. */
  readonly hosts?: readonly string[];
  /** Networks, e.g. `10.0.0.0/24`, from which it may be asked besides this host; absent: from all. */
  readonly allow?: readonly string[];
}

/** What is placed as a whole: a group, or a resource outside any; cloned, in several places. */
export interface Unit {
  readonly name: UnitName;
  readonly isGroup: boolean;
  /** What makes several of it; null: there is one. */
  readonly clone: CloneConfig | null;
  readonly prefer: readonly NodeName[];
  readonly members: readonly ResourceConfig[];
}

/** All units in the order of the file: groups, lone resources, clones. */
export function unitsOf(
  config: Pick<ClusterConfig, "groups" | "resources" | "clones">,
): readonly Unit[] {
  const byId = new Map(config.resources.map((resource) => [resource.id as string, resource]));
  const groups = new Map(config.groups.map((group) => [group.name as string, group]));
  const inside = new Set<string>([
    ...config.groups.flatMap((group) => group.members),
    ...config.clones.map(({ of }) => of),
  ]);
  const membersOf = (name: string) =>
    (groups.get(name)?.members ?? [name]).flatMap((id) => byId.get(id) ?? []);
  const plain = (name: string, prefer: Unit["prefer"]): Unit => ({
    name: name as UnitName,
    isGroup: groups.has(name),
    clone: null,
    prefer,
    members: membersOf(name),
  });
  const lone = [
    ...config.groups.map(({ name, prefer }) => plain(name, prefer)),
    ...config.resources.map(({ id, prefer }) => plain(id, prefer)),
  ].filter(({ name }) => !inside.has(name));
  const clones = config.clones.map((clone): Unit => ({
    ...plain(clone.of, clone.prefer),
    name: clone.name,
    clone,
  }));
  return [...lone, ...clones];
}
