/** Meta attributes of resources and options of operations. Names, meanings, defaults: Pacemaker's. */
import type { Role } from "./constraint.ts";
import type { Score } from "./score.ts";
import type { Millis } from "./time.ts";

/** Only what is set; what is not is inherited (clone, group), then a default of the cluster, then of Pacemaker. */
export interface ResourceMeta {
  /** Of several that cannot all run, the lower stop first. 0. */
  readonly priority?: Score;
  /** The default of `influence` for colocations that it depends by. true. */
  readonly critical?: boolean;
  readonly targetRole?: Exclude<Role, "unknown">;
  readonly managed?: boolean;
  readonly maintenance?: boolean;
  /** 0; 1 for instances of clones. */
  readonly stickiness?: Score;
  readonly requires?: "nothing" | "quorum" | "fencing" | "unfencing";
  /** INFINITY; 0 is the same. */
  readonly migrationThreshold?: number;
  /** 0: never. */
  readonly failureTimeout?: Millis;
  readonly multipleActive?: "stop_start" | "block" | "stop_only" | "stop_unexpected";
  readonly allowMigrate?: boolean;
  readonly allowUnhealthyNodes?: boolean;
  readonly cloneMax?: number;
  readonly cloneNodeMax?: number;
  readonly cloneMin?: number;
  readonly globallyUnique?: boolean;
  readonly notify?: boolean;
  /** Of a group: start in turn (true); of a clone: instances start in turn (false). */
  readonly ordered?: boolean;
  /** Of a group: all on one node. true. */
  readonly colocated?: boolean;
  readonly interleave?: boolean;
  readonly promotable?: boolean;
  readonly promotedMax?: number;
  readonly promotedNodeMax?: number;
}

/** What a failure of an operation asks for. */
export type OnFail = "ignore" | "block" | "stop" | "restart" | "standby" | "fence" | "demote";

/** One `op` of a resource, as far as it decides what is done when. Absent: the default of the cluster or of Pacemaker. */
export interface OperationOptions {
  /** `monitor`, `start`, `stop`, `promote`, `demote`, `notify`, `migrate_to`, … */
  readonly name: string;
  /** 0: not recurring. */
  readonly interval: Millis;
  /** Of a recurring monitor: the role in which it runs; null: started or unpromoted. */
  readonly role: Role | null;
  readonly onFail?: OnFail;
  readonly enabled?: boolean;
}
