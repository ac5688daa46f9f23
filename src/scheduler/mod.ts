/**
 * The scheduler: what should run where, and what to do about it. Pure; Pacemaker 2.1's judgement.
 *
 *     running cluster (live/) ─┐                                             ┌─► live/: orders, reasons
 *                              ├─► SchedulerInput ─► run ─► Working (a plan) ─┤
 *     a Pacemaker CIB (src/cib)┘                                             └─► src/simulation: texts
 *
 *     run: unpack/ (what is) ─► assign/ (who goes where) ─► act/ (actions) ─► order/ (what first, what at all)
 *
 * Invariants: a plan is made of everything that is known, never patched from the last one, of which only
 * its targets hold on (`intentsAfter`); what runs well is moved only to where it then rests; nothing
 * starts where it may still run elsewhere (`live/guard` looks once more); what is not done has its
 * reason in `blocked`; the order of nodes and resources in the input decides nothing but ties.
 * `verify` knows the invariants in other words, and checks each plan in the tests and the simulator.
 */
export type { Definitions } from "./live/definitions.ts";
export { factOf, isActive } from "./live/fact.ts";
export { doubled, holdersOf } from "./live/holders.ts";
export { intentsAfter, type Made } from "./live/intents.ts";
export { type Instance, instancesIn } from "./live/limits.ts";
export { schedule, scheduleInStages } from "./live/schedule.ts";
export {
  isMember,
  type Move,
  type NodeStanding,
  type ScheduleInput,
  type ScheduleNode,
} from "./live/schedule_input.ts";
export { simulatedInput } from "./live/simulated_input.ts";
export {
  type Action,
  type ActionId,
  allBefore,
  type Blocked,
  type Candidate,
  type FenceNeed,
  type Placement,
  type Transition,
} from "./transition_plan.ts";
export { verify } from "./verify.ts";

export type {
  AgentName,
  Ban,
  CloneInput,
  ClusterOptions,
  Constraints,
  FailureInput,
  GroupInput,
  Histories,
  HistoryStep,
  MigrationFact,
  NodeInput,
  PrimitiveInput,
  Reaction,
  RecurringFact,
  ResourceFact,
  ResourceInput,
  SchedulerInput,
  TicketInput,
} from "./input.ts";
export { HistoryNames, recordedName } from "./history_name.ts";
export { afterPlan } from "./outcome.ts";
export { type HealthScores, healthScores, readScore } from "./score_text.ts";
export { compareVersions, holds, type RuleContext } from "./rule.ts";
export type { Action as PlanAction } from "./state/action.ts";
export { activeNode } from "./state/active_node.ts";
export type { Node } from "./state/node.ts";
export { placeOf, roleOf } from "./state/place.ts";
export {
  childrenOf,
  type Clone,
  cloneOf,
  type Group,
  type Primitive,
  primitivesOf,
  rank,
  type Resource,
  type ScorePart,
  topOf,
} from "./state/resource.ts";
export { allocationScores } from "./assign/mod.ts";
export { run as runScheduler } from "./run.ts";
export { ABSENT } from "./state/weights.ts";
export type { Working } from "./state/working.ts";
export { unpack } from "./unpack/mod.ts";
