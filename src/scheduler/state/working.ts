/** All that one run of the scheduler works on. Made from the input, thrown away with the plan. */
import type { SchedulerInput } from "../input.ts";
import type { Action } from "./action.ts";
import type { Node } from "./node.ts";
import type { Ordering } from "./ordering.ts";
import type { Colocation, Resource } from "./resource.ts";

export interface Working {
  readonly input: SchedulerInput;
  readonly nodes: readonly Node[];
  readonly nodeByName: ReadonlyMap<string, Node>;
  /** Top-level resources, orphans last. */
  readonly resources: Resource[];
  /** All, by id; instances by theirs (`rsc:0`). */
  readonly byId: Map<string, Resource>;
  readonly colocations: Colocation[];
  readonly orderings: Ordering[];
  readonly actions: Action[];
  /** Actions of no resource, by key: fencing, shutdowns, points in the order. */
  readonly singles: Map<string, Action[]>;
  /** Whether fencing can be done: enabled, and a device or watchdog is there. */
  fencingPossible: boolean;
  /** Nothing of this partition may run (quorum is lost and the policy is to stop). */
  readonly quorum: boolean;
  /** Clones, by the id of what is cloned: facts are recorded by that. */
  readonly collectScores: boolean;
  /** What `crm_simulate -s` prints of scores, in its order; empty unless collected. */
  readonly scoreLines: string[];
}
