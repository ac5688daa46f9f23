/** All that a node knows, at one moment, as plain data: what every view of the status is made of. */
import type { ArbiterView } from "../arbiter/mod.ts";
import type {
  AgentAction,
  AgentRef,
  Epoch,
  FenceAgentRef,
  FenceAttempt,
  FenceDeviceName,
  FenceDeviceReport,
  FencePending,
  HistoryEntry,
  LinkName,
  Millis,
  NodeName,
  OperationFailures,
  OperatorWishes,
  PingName,
  Release,
  ResourceId,
  ResourceState,
  Role,
  Score,
  UnitName,
  WatchdogReport,
} from "../model/mod.ts";
import type { Awaited } from "./config_agreement.ts";

export type { ArbiterView } from "../arbiter/mod.ts";

export interface Snapshot {
  readonly cluster: string;
  readonly node: NodeName;
  readonly generation: number;
  /** What this node itself is doing. */
  readonly phase: Phase;
  /** Null where no coordinator is known or this node is not its member. */
  readonly coordinator: NodeName | null;
  readonly epoch: Epoch | null;
  readonly quorum: {
    readonly held: boolean;
    readonly votes: number;
    readonly of: number;
    /** The nodes without which there is none yet (wait_for_all). */
    readonly waitsFor: readonly NodeName[];
  };
  readonly fencing: FencingView;
  /** Null: none is configured. */
  readonly arbiter: ArbiterView | null;
  readonly configDigest: string;
  /** The level of what this node says now: the highest that all nodes are known to read. */
  readonly level: number;
  readonly config: ConfigView;
  readonly nodes: readonly NodeView[];
  readonly units: readonly UnitView[];
  /** Nothing is started or stopped anywhere, and nothing looked at. */
  readonly maintenance: boolean;
  /** What operators want until they take it back. */
  readonly wishes: OperatorWishes;
  readonly links: readonly LinkView[];
  readonly pace: PaceView;
  /** What agents keep for the whole cluster. */
  readonly properties: Readonly<Record<string, string>>;
  /**
   * Sentences that an administrator should read first, on what no other field shows (the state that
   * cannot be saved, an address that another host answers for). `status` adds what the fields say.
   */
  readonly warnings: readonly string[];
  /** Counters by name, e.g. `sent`, `received`, `junk.badSignature`. */
  readonly counters: Readonly<Record<string, number>>;
}

/** How this node's configuration is to the others'. */
export interface ConfigView {
  /** Others go by later terms: by its own this node has no majority. */
  readonly outdated: boolean;
  /** Has been read, and is in force once all nodes have read it; null: there is none. */
  readonly next: {
    /** Keys of cluster.toml. */
    readonly changes: readonly string[];
    /** As far as this node can tell; who does not coordinate leaves that to who does. */
    readonly awaited: readonly Awaited[];
  } | null;
  /** Nodes that do not take the new first key yet, so that the old one signs; none: it is not so. */
  readonly keyless: readonly NodeName[];
}

/**
 * starting: waits for its peers, at most initdead. joined: member of a partition. apart: no
 * coordinator to follow. lettingGo: stops all it runs. leaving: hands over before it exits.
 */
export type Phase = "starting" | "joined" | "apart" | "lettingGo" | "leaving";

export type Standing =
  | "online"
  | "standby"
  /** A member on which nothing is started or stopped. */
  | "maintenance"
  /** Alive, but its report is not here yet or it is not joined. */
  | "pending"
  /** Silent, and to be fenced before what it had may run elsewhere. */
  | "unclean"
  | "offline";

export interface NodeView {
  readonly name: NodeName;
  readonly standing: Standing;
  /** Standby is set, whatever the standing. */
  readonly standby: boolean;
  /** So is maintenance. */
  readonly maintenance: boolean;
  /** `left` after a planned stop, `silent` after deadtime, `unseen` since this node started. */
  readonly because: "heard" | "left" | "silent" | "unseen" | "self";
  readonly generation: number | null;
  /** Since it was last heard; null for this node and for one never heard. */
  readonly heardAgo: Millis | null;
  /** The longest silence between two of its messages in one life, in the last day or two. */
  readonly worstSilence: Millis;
  /** Since when it has been heard without a break; null for this node and for one not heard. */
  readonly heardFor: Millis | null;
  readonly late: boolean;
  /** False: it does not hear this node. Null: not known. */
  readonly hearsUs: boolean | null;
  /** Whether its configuration has the same digest as this node's. */
  readonly sameConfig: boolean | null;
  /** Null: it has not said so yet, or it is not heard. */
  readonly hb: HbView | null;
  /** False: it counts votes by other terms, so neither counts the other's vote. */
  readonly sameTerms: boolean | null;
  readonly votes: number;
  readonly witness: boolean;
  /** Why it must be fenced; null: it need not be. The coordinator's word, on other nodes by its report. */
  readonly unclean: string | null;
  /** Null: none is configured, or nothing is known of it. */
  readonly watchdog: WatchdogReport | null;
  readonly pings: Readonly<Record<PingName, boolean>>;
  readonly attributes: NodeAttributes;
  readonly links: readonly {
    readonly link: LinkName;
    readonly up: boolean;
    readonly heardAgo: Millis | null;
  }[];
}

export interface HbView extends Release {
  /** Whether it speaks a level that this node speaks, too. */
  readonly understood: boolean;
}

export interface FencingView {
  /** Devices are configured, and nodes are fenced where that is needed. */
  readonly enabled: boolean;
  readonly devices: readonly FenceDeviceView[];
  /** Of all nodes, the newest first. */
  readonly history: readonly FenceAttempt[];
  /** Nodes that are to be fenced. */
  readonly pending: readonly FencePending[];
}

export interface FenceDeviceView {
  readonly name: FenceDeviceName;
  readonly agent: FenceAgentRef;
  readonly level: number;
  readonly targets: readonly NodeName[];
  /** How it answered the nodes that may use it. */
  readonly on: readonly (Omit<FenceDeviceReport, "device"> & { readonly node: NodeName })[];
}

export interface NodeAttributes {
  /** What its agents have said of it for as long as it is up. */
  readonly transient: Readonly<Record<string, string>>;
  /** What operators and agents have said of it for good, over what the configuration says. */
  readonly permanent: Readonly<Record<string, string>>;
  /** What it has of each kind that resources use. */
  readonly utilization: Readonly<Record<string, string>>;
}

/** Whether this node keeps up with its own work. */
export interface PaceView {
  /** By how much it was late at most, in the last day or two. */
  readonly worstLateness: Millis;
  /** How many agents may be at work at a time; fewer than usual while it is late. */
  readonly agentsAtOnce: number;
}

export interface LinkView {
  readonly link: LinkName;
  /** This host's own side. */
  readonly up: boolean;
  readonly why: string;
}

/** What is wanted of a resource, group or clone, with all that it inherits. */
interface Wanted {
  readonly targetRole: Exclude<Role, "unknown"> | null;
  /** False: nothing is started or stopped; so too in maintenance, which also ends the monitors. */
  readonly managed: boolean;
  readonly maintenance: boolean;
}

export interface UnitView extends Wanted {
  readonly name: UnitName;
  readonly isGroup: boolean;
  /** What makes several of it; null: there is one. */
  readonly clone: CloneView | null;
  /** Where every member runs, and is promoted if it can be; null: nowhere, or not all of it in one place. */
  readonly holder: NodeName | null;
  /** Something that it needs and that is to be stopped, so that it is to be stopped too; null: nothing. */
  readonly lacks: string | null;
  /** Why it is not as it should be; null: nothing stands in the way. */
  readonly blocked: string | null;
  readonly resources: readonly ResourceView[];
  /** Why it is placed where it is: each node's score with named parts; the coordinator's only. */
  readonly scores: readonly {
    readonly node: NodeName;
    readonly total: Score;
    readonly parts: readonly { readonly name: string; readonly score: Score }[];
  }[];
}

export interface CloneView {
  /** The resource or group that is cloned. */
  readonly of: UnitName | ResourceId;
  readonly promotable: boolean;
  /** Instances differ, and have numbers in their names. */
  readonly unique: boolean;
  /** How many of it there may be. */
  readonly max: number;
  /** How many of it may be promoted; 0 where none can be. */
  readonly promotedMax: number;
}

export interface ResourceView extends Wanted {
  /** With `:N` for an instance of a unique clone. */
  readonly id: ResourceId;
  readonly agent: AgentRef;
  readonly migrationThreshold: number;
  readonly on: readonly ResourceOnNode[];
}

/** One resource on one node, as that node last reported it. Nodes without any news are absent. */
export interface ResourceOnNode {
  readonly node: NodeName;
  readonly state: ResourceState;
  readonly promoted: boolean;
  /** The operation under way, if any. */
  readonly busy: AgentAction | null;
  readonly failcount: Score;
  readonly lastFailure: HistoryEntry | null;
  readonly failures: readonly OperationFailures[];
  /** Recent operations, oldest first. */
  readonly history: readonly HistoryEntry[];
}
