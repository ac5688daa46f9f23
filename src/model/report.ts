/** What a node tells the others of the resources on it. Only that node ever writes it. */
import type { Epoch } from "./epoch.ts";
import type { FencingReport } from "./fencing.ts";
import type { NodeName, PingName, ResourceId } from "./names.ts";
import type { Millis, WallTime } from "./time.ts";
import type { WatchdogReport } from "./watchdog.ts";

/**
 * unknown: not probed yet. failed: runs or may run, and is not well. stopFailed: could not be
 * stopped; nothing is done with it until an administrator has looked.
 */
export type ResourceState = "unknown" | "stopped" | "started" | "failed" | "stopFailed";

/**
 * `probe` is a monitor that may find the resource stopped without that being a failure; `announce`
 * tells the network again where an address lives (agents other than the built-in have nothing to do).
 */
export type AgentAction = "probe" | "monitor" | OrderAction;

/** What the coordinator can ask of a resource. Names and meanings: Pacemaker's; `announce`: hb's. */
export type OrderAction =
  | "start"
  | "stop"
  | "promote"
  | "demote"
  | "notify"
  | "reload"
  | "migrate_to"
  | "migrate_from"
  | "announce";

/** Whether an operation was meant for a promoted instance; null: it has nothing to do with roles. */
export type OperationRole = "promoted" | "unpromoted" | null;

/** One finished operation, for people to read. */
export interface HistoryEntry {
  readonly action: AgentAction;
  readonly interval: Millis;
  /** Of a monitor: the role that it looked for. */
  readonly role: OperationRole;
  /** The agent's exit status; null: it timed out or could not be run. */
  readonly status: number | null;
  /** What that means, in the words of crm_mon: `ok`, `not running`, `timed out`. */
  readonly meaning: string;
  /** What the agent said of it: one line, bounded. */
  readonly reason: string;
  readonly wall: WallTime;
  readonly took: Millis;
}

/** A coordinator's order for one resource on one node. Later orders have greater serials. */
export interface InstructionId {
  readonly epoch: Epoch;
  readonly serial: number;
}

/** The failures of one operation since the last cleanup or expiry. */
export interface OperationFailures {
  readonly action: AgentAction;
  readonly interval: Millis;
  readonly role: OperationRole;
  /** INFINITY: one that trying again cannot mend. */
  readonly count: number;
  /** The last of them. */
  readonly wall: WallTime;
}

/** A live migration that has begun here: towards `node`, or from there. */
export interface Migration {
  readonly kind: "to" | "from";
  readonly node: NodeName;
}

export interface ResourceReport {
  readonly state: ResourceState;
  /** True only while it is, or may be, promoted. */
  readonly promoted: boolean;
  /** Kept until the next start or stop here has ended. */
  readonly migration: Migration | null;
  /** The operation under way that may change the state; monitors do not count. */
  readonly busy: AgentAction | null;
  /** The last order taken for it, and whether it is finished. */
  readonly instruction: (InstructionId & { readonly finished: boolean }) | null;
  /** Failures since the last cleanup or expiry; INFINITY: must not run here. */
  readonly failcount: number;
  /** The same by operation, in the order of the first failure of each. */
  readonly failures: readonly OperationFailures[];
  readonly lastFailure: HistoryEntry | null;
  /** Recent operations, oldest first, bounded; a recurring monitor only when its result changes. */
  readonly history: readonly HistoryEntry[];
  /** The digest of the definition it was started with; null while it is stopped. */
  readonly definition: string | null;
  /** The digest of the definition that a reload alone would give it; null: there is none. */
  readonly reloadsTo: string | null;
  /** How long it has been started here without a break, when the report was made. */
  readonly startedFor: Millis | null;
  /** What people should know of it though it runs, e.g. that another host answers for its address. */
  readonly remark: string | null;
}

export interface LastWrite {
  /** The writer's. */
  readonly generation: number;
  readonly serial: number;
}

export interface Following {
  readonly node: NodeName;
  readonly epoch: Epoch;
}

export interface NodeReport {
  readonly node: NodeName;
  readonly generation: number;
  /** Rises with every change within one generation. */
  readonly version: number;
  readonly configDigest: string;
  /** Whom the node followed when it made this report, and in which epoch; null: no one. */
  readonly follows: Following | null;
  /** How long ago it was cut off: no link of its own worked, or too few heard it. Null: never. */
  readonly cutOffFor: Millis | null;
  /** This node's transient attributes: what agents said of it since it last joined. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of each node that wrote to `attributes`: which of its writes was the last to be taken. */
  readonly written: Readonly<Record<NodeName, LastWrite>>;
  readonly fencing: FencingReport;
  /** Nodes known to be off by fencing or an operator's word, and the last life that this is true of. */
  readonly fenced: Readonly<Record<NodeName, number>>;
  /** Null: none is configured. */
  readonly watchdog: WatchdogReport | null;
  /** Which ping nodes it reaches; absent: it does not know yet. */
  readonly pings: Readonly<Record<PingName, boolean>>;
  readonly resources: Readonly<Record<ResourceId, ResourceReport>>;
}
