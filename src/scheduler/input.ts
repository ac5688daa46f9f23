/** Everything that a decision is made from: what is configured, and what is known of the cluster. */
import type {
  ColocationConstraint,
  ColocationSets,
  LocationConstraint,
  Millis,
  OnFail,
  OperationOptions,
  OrderConstraint,
  OrderSets,
  ResourceMeta,
  Role,
  Score,
  TicketConstraint,
} from "../model/mod.ts";

export interface SchedulerInput {
  /** Wall clock, in seconds since 1970, for rules on dates and failures that expire. */
  readonly now: number;
  readonly options: ClusterOptions;
  /** Whether this partition may act. */
  readonly quorum: boolean;
  /** In the order of the configuration. */
  readonly nodes: readonly NodeInput[];
  /** In the order of the configuration, which breaks ties. */
  readonly resources: readonly ResourceInput[];
  /** The cluster's defaults for a resource that is configured no more; absent: none. */
  readonly defaultsOf?: (agent: AgentName) => ResourceMeta;
  readonly constraints: Constraints;
  readonly tickets: readonly TicketInput[];
  /** What is known of resources on nodes, in the order in which it was recorded. */
  readonly facts: readonly ResourceFact[];
  /** Nodes in the order in which there are facts of them, those without any included. */
  readonly reported?: readonly string[];
  readonly failures: readonly FailureInput[];
  /** Where the facts come from, if they can be told anew once more has been done. */
  readonly histories?: Histories;
  /** What must not be begun now, though nothing else speaks against it. */
  readonly obstacles?: readonly Obstacle[];
  /** Copies that no clone counts on, though they have their places. */
  readonly forgone?: readonly Forgone[];
  /**
   * Clones are judged in ways that come to rest in a cluster that plans after every step, where those of
   * Pacemaker 2.1.5 do not: alike instances are not changed one for the other, no node gets two, and what
   * is to be apart from another clone is kept from each of its instances.
   */
  readonly comesToRest?: boolean;
  /**
   * Where a group or a lone resource that runs nowhere ran last, on a node that could have it again: its
   * turn comes as if it still did. Whoever plans after every step would else change with each what is
   * given room first.
   */
  readonly ranOn?: ReadonlyMap<string, string>;
  /** By lone resource, group or clone: where it is to be if it may, though another node were better. */
  readonly intended?: ReadonlyMap<string, Intended>;
  /** Whether nodes are fenced by devices that are no resources. */
  readonly hasFenceDevices?: boolean;
}

/** Names of nodes. */
export interface Intended {
  readonly nodes: ReadonlySet<string>;
  readonly promoted: ReadonlySet<string>;
}

/** What nodes have recorded of resources. */
export interface Histories {
  readonly facts: () => readonly ResourceFact[];
  /** With what has been done since, in its order. */
  readonly after: (steps: readonly HistoryStep[]) => Histories;
}

/** What has been done since, as far as nodes record it. */
export type HistoryStep =
  | { readonly kind: "fenced"; readonly node: string }
  | {
    /** It ended as it should. */
    readonly kind: "done";
    readonly node: string;
    /** What its history there may be called, the name of a new one last. */
    readonly names: readonly string[];
    readonly agent: AgentName;
    readonly task: string;
    readonly interval: Millis;
    /** The exit status that it was to have. */
    readonly expects: number;
    readonly migration?: { readonly source: string; readonly target: string };
  };

/** Why something is not begun, in words for people. */
export interface Reason {
  readonly why: string;
  /** It will end by itself: an operation or a first look is under way. */
  readonly passing: boolean;
}

export interface Obstacle extends Reason {
  /** A primitive's id, without `:N` where instances are not unique. */
  readonly resource: string;
  /** `start` or `promote`. */
  readonly task: string;
  /** null: anywhere. */
  readonly node: string | null;
}

export interface Forgone {
  /** An instance, by the name that the scheduler gives it. */
  readonly resource: string;
  readonly node: string;
}

export interface Constraints {
  readonly locations: readonly LocationConstraint[];
  readonly colocations: readonly ColocationConstraint[];
  readonly colocationSets: readonly ColocationSets[];
  readonly orders: readonly OrderConstraint[];
  readonly orderSets: readonly OrderSets[];
  readonly tickets: readonly TicketConstraint[];
}

/** Pacemaker's cluster properties, by its names. */
export interface ClusterOptions {
  readonly clusterName: string | null;
  readonly noQuorumPolicy: "stop" | "freeze" | "ignore" | "demote" | "fence";
  readonly symmetric: boolean;
  readonly stopAllResources: boolean;
  readonly maintenanceMode: boolean;
  readonly enableStartupProbes: boolean;
  readonly fencingEnabled: boolean;
  readonly fencingAction: "reboot" | "off";
  /** Whether a node that was never seen is fenced (startup-fencing). */
  readonly startupFencing: boolean;
  readonly concurrentFencing: boolean;
  readonly priorityFencingDelay: Millis;
  /** Whether a watchdog can stand in for a fence device (have-watchdog and its timeout above 0). */
  readonly watchdogFencing: boolean;
  readonly stopOrphanResources: boolean;
  readonly stopOrphanActions: boolean;
  readonly removeAfterStop: boolean;
  readonly nodeHealth: {
    readonly strategy: "none" | "only-green" | "migrate-on-red" | "progressive" | "custom";
    readonly base: Score;
    readonly red: Score;
    readonly yellow: Score;
    readonly green: Score;
  };
  readonly placementStrategy: "default" | "utilization" | "minimal" | "balanced";
  readonly shutdownLock: boolean;
  /** Whether any resource asks to be unfenced, or any device unfences: then all must be. */
  readonly unfencing: boolean;
}

export interface NodeInput {
  readonly id: string;
  readonly name: string;
  /** ping nodes and the like run nothing. */
  readonly kind: "member" | "ping";
  readonly online: boolean;
  /** Why it must be fenced before what it has may run elsewhere; null: its state is known. */
  readonly unclean: string | null;
  /** Is on its way into the cluster, and takes no actions yet. */
  readonly pending: boolean;
  readonly standby: boolean;
  readonly maintenance: boolean;
  /** Has asked to leave: everything is to stop there. */
  readonly shutdown: boolean;
  /** Whether it has been seen since the cluster started. */
  readonly seen: boolean;
  /** The coordinator. */
  readonly dc: boolean;
  /** What every resource's score for it starts with; 0. */
  readonly score: Score;
  /** Permanent ones, with transient ones laid over them. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What is left of `attributes` once the node has been off; absent: all. */
  readonly permanent?: ReadonlyMap<string, string>;
  readonly utilization: ReadonlyMap<string, number>;
  /** False: nothing is probed there. */
  readonly probes: boolean;
}

export interface AgentName {
  /** `ocf`, `lsb`, `systemd`, `stonith`, `hb`, … */
  readonly class: string;
  readonly provider: string | null;
  readonly type: string;
}

export type ResourceInput = PrimitiveInput | GroupInput | CloneInput;

interface ResourceBase {
  readonly id: string;
  /** What the resource itself sets. */
  readonly meta: ResourceMeta;
  /** The cluster's defaults that hold for it. */
  readonly defaults: ResourceMeta;
}

export interface PrimitiveInput extends ResourceBase {
  readonly kind: "primitive";
  readonly agent: AgentName;
  /** Its target-role as it was written, where roles have had other names. */
  readonly targetRoleText?: string;
  readonly operations: readonly OperationOptions[];
  /** What operations that are not among `operations` have, by rule: there op_defaults are laid under already. */
  readonly operationDefaults: (name: string, interval: Millis) => Partial<OperationOptions>;
  readonly utilization: ReadonlyMap<string, number>;
  /** Parameters, for rules that name them. */
  readonly params: ReadonlyMap<string, string>;
}

export interface GroupInput extends ResourceBase {
  readonly kind: "group";
  readonly members: readonly PrimitiveInput[];
}

export interface CloneInput extends ResourceBase {
  readonly kind: "clone";
  readonly child: PrimitiveInput | GroupInput;
}

export interface TicketInput {
  readonly id: string;
  readonly granted: boolean;
  readonly standby: boolean;
}

/**
 * What is known of one resource on one node. `resource` is the name it was recorded by: a primitive's
 * id, for an instance of a clone the id of what is cloned or (unique) that with `:N`.
 */
export interface ResourceFact {
  readonly resource: string;
  readonly node: string;
  /** For a resource that is no longer configured. */
  readonly agent: AgentName;
  /** `unknown`: it has not been looked for there yet. */
  readonly role: Role;
  /** Its failure is to be shown, and not to be acted upon (on-fail = ignore). */
  readonly failureIgnored: boolean;
  /** What its failure asks for; null: nothing (any more). `recover` is restart; `ban` after a start that is fatal. */
  readonly reaction: Reaction | null;
  /** The role that a failure leaves to it, next (of a failed promotion unpromoted; on-fail = stop: stopped). */
  readonly nextRole: Role | null;
  /** Why a probe could not look for it there, in words: `not installed`; absent: it could. */
  readonly probeFailure?: string;
  /** Where it can never run, by what the agent answered; null: nowhere. */
  readonly bans: readonly Ban[];
  /** The operation under way: `start`, `stop`, `monitor`, `migrate_to`, … */
  readonly pending: string | null;
  /** Recurring operations that are active there. */
  readonly recurring: readonly RecurringFact[];
  /** What the definition it was started with is to the configured one. */
  readonly definition: "same" | "reload" | "restart";
  /** What earlier facts said of the role to come is over: `nextRole` here counts alone. */
  readonly nextRoleCleared?: boolean;
  /** Why its failures here are to be forgotten: they expired, or its definition has changed. */
  readonly clearFailures?: string | null;
  /** Nothing more can be done with it before an administrator has looked. */
  readonly blocked?: boolean;
  /** What half a live migration has left behind. */
  readonly migrating?: MigrationFact;
}

export interface Ban {
  /** null: nowhere. */
  readonly node: string | null;
  readonly why: string;
  /** Of this instance only, where others may run there all the same. */
  readonly instance?: boolean;
  /** Of a clone as such: its instances come to feel it when they are placed. */
  readonly whole?: boolean;
}

/** Of a migration from here, or to here, that did not come to its end. */
export interface MigrationFact {
  /** Where it is, or may be, active as well. */
  readonly alsoOn?: string;
  /** It is under way from the one to the other, and may go on. */
  readonly partial?: { readonly source: string; readonly target: string };
  /** It has arrived, and what it has left here is still to be stopped. */
  readonly dangling?: boolean;
  /** It failed, and cannot be tried again before a restart. */
  readonly failed?: boolean;
  /** Where it must be stopped, whatever else is known. */
  readonly stopOn?: string;
}

export type Reaction = OnFail | "ban" | "recover";

export interface RecurringFact {
  readonly name: string;
  readonly interval: Millis;
  /** False: it was set up with another definition, and must be set up again. */
  readonly same: boolean;
  /** It is to be begun again in any case: its failure is forgotten. */
  readonly again?: boolean;
  /** Recorded after a stop: whatever it is, it need not be ended. */
  readonly sinceStop?: boolean;
  /** The status that it is to find (OCF): 0 started, 8 promoted, 7 stopped. */
  readonly expects: number;
  /** Its first answer is still to come. */
  readonly underWay?: boolean;
}

/** Failures of one operation of one resource on one node. */
export interface FailureInput {
  /** As for facts, without `:N` where instances are not unique. */
  readonly resource: string;
  readonly node: string;
  /** null: recorded without one. */
  readonly operation: { readonly name: string; readonly interval: Millis } | null;
  /** INFINITY: fatal. */
  readonly count: number;
  /** Seconds since 1970 of the last one; null: not known. */
  readonly last: number | null;
  /** Never forgotten by failure-timeout: a failure of its kind blocks the resource (on-fail = block). */
  readonly lasting?: boolean;
}
