/** Something that a plan may do. Most that are made turn out optional, and are left out of it. */
import type { Millis } from "../../model/mod.ts";
import type { Node } from "./node.ts";
import type { Resource } from "./resource.ts";

export interface Action {
  /** In the order made. */
  readonly id: number;
  readonly resource: Resource | null;
  node: Node | null;
  /**
   * `monitor`, `start`, `stonith`, … in Pacemaker's words; `running`, `stopped`, `promoted`, `demoted`
   * close what a group or clone does.
   */
  readonly task: string;
  readonly interval: Millis;
  /** `rsc_task_interval`, or what a pseudo action is called by. */
  readonly key: string;
  /** Need not be done. */
  optional: boolean;
  /** Can be done: what it needs can be had. */
  runnable: boolean;
  /** Nobody carries it out; it only marks a point in the order. */
  pseudo: boolean;
  /** Is followed by the other half of a restart. */
  reschedule: boolean;
  /** Needs one of its predecessors only (require-all = false, clone-min). */
  requiresAny: boolean;
  /** How many predecessors it needs, of `requiresAny`. */
  readonly requiredBefore: { count: number; runnable: number };
  /** May stay in the plan with a migration in place of a stop and start. */
  migrateRunnable: boolean;
  /** In the plan. */
  dumped: boolean;
  /** Stops half of a migration that has been given up: no reason to start there. */
  dangling: boolean;
  /** Is shown in the plan even where it is optional: it marks where something begins or ends. */
  shown: boolean;
  /** What must be so before it can be done. */
  needs: "nothing" | "quorum" | "fencing";
  /** What it is to find: OCF status; null: 0. */
  expects: number | null;
  /** Why, as a clause; the first reason stays. */
  reason: string | null;
  /** What must be done before. */
  readonly before: Edge[];
  /** What must be done after. */
  readonly after: Follower[];
  /** Where `after` is long: the flags given between it and each other action, by that one's id. */
  kindsAfter: Map<number, number> | null;
  /** By what more it is told, e.g. `notify_type`. */
  readonly meta: Map<string, string>;
}

/** What agents answer when they are asked how a resource is. Source: OCF 1.1, exit statuses. */
export const OCF = { notRunning: 7, promoted: 8 } as const;

/** What comes after an action. */
export interface Follower {
  readonly action: Action;
  /** The set of `ORDER` flags with which it was put there. */
  readonly given: number;
}

/** What comes before an action, and what is left of that. */
export interface Edge extends Follower {
  /** As `given`, but for what has turned out not to apply. */
  type: number;
  /** Whether it is in the plan; a duplicate is another edge between the same two. */
  state: "none" | "dumped" | "duplicate";
  /** The states of first and then when it was last looked at: it need not be again while they stay. */
  seenFirst: number;
  seenThen: number;
}
