/** Something that a plan may do. Most that are made turn out optional, and are left out of it. */
import type { Millis, OnFail, Role } from "../../model/mod.ts";
import type { Node } from "./node.ts";
import type { Resource } from "./resource.ts";

/** `running`, `stopped`, `promoted`, `demoted`: the pseudo actions that close a group's or clone's. */
export type Task =
  | "monitor"
  | "start"
  | "running"
  | "stop"
  | "stopped"
  | "promote"
  | "promoted"
  | "demote"
  | "demoted"
  | "notify"
  | "notified"
  | "migrate_to"
  | "migrate_from"
  | "reload-agent"
  | "cancel"
  | "delete"
  | "clear_failcount"
  | "stonith"
  | "do_shutdown"
  | "load_stopped"
  | "one-or-more"
  | "all_stopped";

export interface Action {
  /** In the order made. */
  readonly id: number;
  readonly resource: Resource | null;
  node: Node | null;
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
  /** A stop that a migration makes superfluous elsewhere. */
  impliedByFencing: boolean;
  /** Every edge to it has been looked at. */
  processed: boolean;
  /** In the plan. */
  dumped: boolean;
  /** Is never a reason for a loop: half of a migration that has been given up. */
  dangling: boolean;
  /** Is not printed: there only for its order. */
  printAlways: boolean;
  /** Has been checked as an input and must not be taken from the graph. */
  tracking: boolean;
  onFail: OnFail | "ban" | "recover";
  needs: "nothing" | "quorum" | "fencing";
  timeout: Millis;
  startDelay: Millis;
  /** The role that a failure of it leaves. */
  failRole: Role;
  /** What it is to find: OCF status; null: 0. */
  expects: number | null;
  priority: number;
  /** Why, as a clause; the first reason stays. */
  reason: string | null;
  /** What must be done before. */
  readonly before: Edge[];
  readonly after: Edge[];
  /** Where `after` is long: the flags given between it and each other action, by that one's id. */
  kindsAfter: Map<number, number> | null;
  /** By what more it is told, e.g. `notify_type`. */
  readonly meta: Map<string, string>;
}

/** One end of an ordering: seen from `then` (in `before`) it names the first, and the other way round. */
export interface Edge {
  readonly action: Action;
  /** A set of `ORDER` flags. */
  type: number;
  /** The flags that it was made with; `type` may have lost some since. */
  readonly given: number;
  /** Whether it is in the plan; a duplicate is another edge between the same two. */
  state: "none" | "dumped" | "duplicate";
  /** The state of first and then when it was last looked at: it need not be again while they stay. */
  seenFirst: number;
  seenThen: number;
}
