/** Making sure that a node runs nothing any more: devices, and what has been done with them. */
import type { InstructionId } from "./report.ts";
import type { FenceDeviceName, NodeName } from "./names.ts";
import type { Millis, WallTime } from "./time.ts";

/** `on` ends what the others began. */
export type FenceAction = "off" | "reboot" | "on";

/** What fencing is done by. */
export type FenceAgentRef =
  /** An agent of the fence-agents package, by its name: `fence_ipmilan`. */
  | { readonly kind: "fence"; readonly name: string }
  /** A STONITH plugin of cluster-glue, by its name: `external/ipmi`. */
  | { readonly kind: "stonith"; readonly name: string }
  /** Called with the action and the node; status 0: done; of `status` 2: it is off. */
  | { readonly kind: "command"; readonly command: readonly string[] }
  /** An operator, who says `hb fence confirm NODE` (Heartbeat: meatware). */
  | { readonly kind: "manual" }
  /** The node's own watchdog, which has reset it when it has been silent for long enough. */
  | { readonly kind: "watchdog" };

export interface FenceDeviceConfig {
  readonly name: FenceDeviceName;
  readonly agent: FenceAgentRef;
  readonly params: Readonly<Record<string, string>>;
  /** The nodes that it can fence, and by what name it knows each (Pacemaker: pcmk_host_map). */
  readonly targets: Readonly<Record<NodeName, string>>;
  /** The nodes that may run its agent. */
  readonly from: readonly NodeName[];
  /** The lower are tried first; of several on one level all must succeed (fencing topology). */
  readonly level: number;
  /** What it does where fencing asks for a reboot or off; null: as the cluster's option says. */
  readonly action: "off" | "reboot" | null;
  /** To wait before it fences each node, so that two do not shoot each other (pcmk_delay_base). */
  readonly delay: Readonly<Record<NodeName, Millis>>;
  /** Up to so much more, drawn each time (pcmk_delay_max). */
  readonly randomDelay: Millis;
  /** Of one call of its agent. */
  readonly timeout: Millis;
  /** Calls more after one that failed, before the next level. */
  readonly retries: number;
  /** Whether `status` must say "off" after `off`. */
  readonly verify: boolean;
  /** How often it is asked whether it works; 0: never. */
  readonly monitor: Millis;
}

/** Source of names and meanings: Pacemaker Explained, stonith-…; `panic`: PCMK_panic_action. */
export interface FencingConfig {
  /** False: devices are there, and only `hb fence` uses them. */
  readonly enabled: boolean;
  readonly action: "off" | "reboot";
  /** Whether a node that has not been seen since this one started is fenced (startup-fencing). */
  readonly startup: boolean;
  /** More delay for fencing the node on which the more important resources run (priority-fencing-delay). */
  readonly priorityDelay: Millis;
  /** What a node does to itself that must stop at once. */
  readonly panic: PanicAction;
  readonly devices: readonly FenceDeviceConfig[];
}

/** Whether nodes are fenced where that is needed. */
export const fencesNodes = ({ enabled, devices }: FencingConfig): boolean =>
  enabled && devices.length > 0;

/** What is so where the file says nothing of fencing. */
export const NO_FENCING: FencingConfig = {
  enabled: true,
  action: "reboot",
  startup: true,
  priorityDelay: 0,
  panic: "reboot",
  devices: [],
};

/** reboot, off: without any orderly end. A command: only what it does. */
export type PanicAction = "reboot" | "off" | readonly string[];

/** A call of a device's agent that a node is to make. */
export interface FenceOrder {
  readonly serial: number;
  readonly target: NodeName;
  /** The life of the target that is to end: the latest that is known. */
  readonly targetGeneration: number;
  readonly device: FenceDeviceName;
  readonly action: FenceAction | "status";
  /** A clause that goes on after "because". */
  readonly because: string;
}

/** One call of one device's agent for one node, by one node, until it ended. */
export interface FenceAttempt {
  readonly id: InstructionId;
  readonly target: NodeName;
  /** The life of the target that this was to end: the latest that was known when it began. */
  readonly generation: number;
  readonly action: FenceAction | "status";
  readonly device: FenceDeviceName;
  readonly by: NodeName;
  /** What it was for, as a clause that goes on after "because". */
  readonly because: string;
  readonly state: "underWay" | "done" | "failed";
  /** One line of what the agent said, bounded; empty where it said nothing. */
  readonly why: string;
  /** When it began, and how long it took; of one under way 0. */
  readonly wall: WallTime;
  readonly took: Millis;
}

/** How a device answered one node that may use it. */
export interface FenceDeviceReport {
  readonly device: FenceDeviceName;
  readonly state: "unknown" | "works" | "failed";
  readonly why: string;
}

/** A node that is to be fenced, as its coordinator has it. */
export interface FencePending {
  readonly node: NodeName;
  readonly action: FenceAction;
  readonly because: string;
  /** What has gone wrong so far; null: nothing. */
  readonly problem: string | null;
}

/** What a node tells of the fencing that it did; only that node ever writes it. */
export interface FencingReport {
  /** Oldest first, bounded. */
  readonly attempts: readonly FenceAttempt[];
  readonly devices: readonly FenceDeviceReport[];
}

export const NO_FENCING_REPORT: FencingReport = { attempts: [], devices: [] };
