/** What a cluster would do, and how it would stand afterwards. */
import {
  afterPlan,
  type PlanAction as Action,
  runScheduler,
  type SchedulerInput,
  unpack,
  type Working,
} from "../scheduler/mod.ts";
import { executionLines, executionOrder } from "./execution.ts";
import { statusLines, warningLines } from "./status.ts";
import { transitionSummary } from "./summary.ts";

export interface Simulation {
  /** Before anything is decided. */
  readonly before: Working;
  /** With all that has been decided. */
  readonly plan: Working;
  /** The plan's actions, each after those that it waits for. */
  readonly order: readonly Action[];
  /** Once all of it has been carried out well. */
  readonly after: Working;
  readonly outcome: SchedulerInput;
}

/** `explain`: with the named parts of every score. */
export function simulate(input: SchedulerInput, explain = false): Simulation {
  const before = unpack(input);
  const plan = runScheduler(input, explain);
  const order = executionOrder(plan);
  const outcome = afterPlan(input, plan, order);
  return { before, plan, order, after: unpack(outcome), outcome };
}

/** In crm_simulate's sections and words. `date`: said before each status. `scores`: each a line. */
export function simulationLines(
  { before, plan, after }: Simulation,
  { date, scores }: { readonly date?: string | null; readonly scores?: readonly string[] } = {},
): readonly string[] {
  const dated = date === undefined || date === null ? [] : [date];
  return [
    ...dated,
    ...warningLines(before),
    "Current cluster status:",
    ...statusLines(before, true),
    "",
    ...(scores === undefined
      ? []
      : ["Allocation Scores:", ...scores.map((line) => `  * ${line}`), ""]),
    "Transition Summary:",
    ...transitionSummary(plan),
    "",
    "Executing Cluster Transition:",
    ...executionLines(plan),
    ...dated,
    "",
    "Revised Cluster Status:",
    ...statusLines(after, false),
  ];
}
