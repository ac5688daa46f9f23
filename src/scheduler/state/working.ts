/** All that one run of the scheduler works on. Made from the input, thrown away with the plan. */
import type { SchedulerInput } from "../input.ts";
import type { Action } from "./action.ts";
import type { Node } from "./node.ts";
import type { Ordering } from "./ordering.ts";
import type { Resource } from "./resource.ts";

export interface Working {
  readonly input: SchedulerInput;
  readonly nodes: readonly Node[];
  readonly nodeByName: ReadonlyMap<string, Node>;
  /** Top-level resources, orphans last. */
  readonly resources: Resource[];
  /** All, by id; instances by theirs (`rsc:0`). */
  readonly byId: Map<string, Resource>;
  /** In the order made. */
  readonly orderings: Ordering[];
  /** All, in the order made: an action's `id` is its place. */
  readonly actions: Action[];
  /** Actions of no resource, by key: fencing, shutdowns, points in the order. */
  readonly singles: Map<string, Action[]>;
  /** Whether fencing can be done: enabled, and a device or watchdog is there. */
  readonly fencingPossible: boolean;
  /** This partition may act; where it may not, the policy says what is left. */
  readonly quorum: boolean;
  /** Scores are to be had with their named parts, and as lines. */
  readonly collectScores: boolean;
  /** What `crm_simulate -s` prints of scores, in its order; empty unless collected. */
  readonly scoreLines: string[];
}
