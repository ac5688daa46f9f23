/**
 * The scheduler: what should run where, and what to do about it. Pure.
 *
 *     nodes + reports ─► facts ─► assignment (candidates, scores) ─► unit plans ─► Transition
 *
 * Invariants: a plan is made of everything that is known, never patched from the last one; nothing
 * starts where it may still run elsewhere; what is not done has its reason in `blocked`; the
 * order of nodes and units in the input decides nothing but ties. `verify` knows the invariants
 * in other words, and checks each plan in the tests and the simulator.
 */
export type { Move } from "./candidates.ts";
export { holdersOf } from "./assignment.ts";
export { isMember, type NodeStanding, type ScheduleNode } from "./facts.ts";
export { schedule, type ScheduleInput } from "./schedule.ts";
export type { Action, Blocked, Candidate, Placement, Transition } from "./transition_plan.ts";
export { verify } from "./verify.ts";

export type {
  AgentName,
  ClusterOptions,
  NodeInput,
  ResourceFact,
  ResourceInput,
  SchedulerInput,
} from "./input.ts";
export { afterPlan } from "./outcome.ts";
export type { Action as PlanAction } from "./state/action.ts";
export type { Node } from "./state/node.ts";
export {
  childrenOf,
  type Clone,
  cloneOf,
  type Group,
  type Primitive,
  rank,
  type Resource,
  type ScorePart,
  topOf,
} from "./state/resource.ts";
export { unpack } from "./state/unpack.ts";
export type { Working } from "./state/working.ts";
