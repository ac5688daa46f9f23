/**
 * Simulation: what a cluster would do now, and how it would stand afterwards, without touching it.
 *
 *     SchedulerInput ─► unpack ─────────────────────────────► status before
 *                  └──► runScheduler ─► summary · actions in order
 *                                   └─► afterPlan ─► unpack ─► status after
 *
 *     old, new input ─► afterChange ─► the new one, with what runs by the old one at rest
 *
 * Invariants: it decides nothing that the scheduler does not; the order of the actions keeps to the
 * plan's; the text is that of Pacemaker 2.1.5's crm_simulate -S, so that the two can be compared.
 *
 * Why the words of another program: those who know it read them at a glance, and its regression
 * cases are then ours too.
 */
export { afterChange } from "./after_change.ts";
export { executionOrder } from "./execution.ts";
export { type SimulationDocument, simulationDocument } from "./document.ts";
export { explain, type Explanation, type Place } from "./explain.ts";
export { simulate, type Simulation, simulationLines } from "./simulation.ts";
export { stateOf } from "./node_list.ts";
export { transitionSummary } from "./summary.ts";
export { withFailure, withNodeLost, withNodeStandby, withNodeUp } from "./what_if.ts";
