/** Starts and promotions for which there is a place, and which wait for something that cannot be had. */
import { own, type Unit } from "../../model/mod.ts";
import type { Action as Planned } from "../state/action.ts";
import { cloneOf, type Primitive, rank } from "../state/resource.ts";
import type { Blocked } from "../transition_plan.ts";

/** `passing`: what they wait for may come about. Of a clone nothing is said as long as any of it runs. */
export function heldOf(
  { clone }: Unit,
  instances: readonly Primitive[],
  passing: boolean,
): readonly Omit<Blocked, "unit">[] {
  for (const task of ["start", "promote"] as const) {
    const role = task === "start" ? "started" : "promoted";
    const lowest = rank(role);
    if (clone !== null && instances.some((one) => isUp(one, lowest, task))) continue;
    for (const one of instances) {
      const held = one.managed ? one.actions.find((action) => isHeld(action, task)) : undefined;
      if (held === undefined) continue;
      const why = `${one.baseId} cannot be ${role} on ${held.node?.name}: ${reasonOf(held)}`;
      return [{ why, passing }];
    }
  }
  return [];
}

const isHeld = (action: Planned, task: string): boolean =>
  action.task === task && !action.optional && !action.runnable && action.node !== null;

/** It is so already, or the plan makes it so. */
function isUp(one: Primitive, lowest: number, task: string): boolean {
  if (rank(one.role) >= lowest && cloneOf(one) !== null) return true;
  return one.actions.some((action) => action.task === task && action.dumped);
}

const DONE: Readonly<Record<string, string>> = {
  start: "started",
  running: "started",
  promote: "promoted",
  demote: "demoted",
  stop: "stopped",
};

/** What another resource's action is the reason of, Pacemaker says as `unrunnable db:0 promote`. */
function reasonOf({ reason }: Planned): string {
  const [, what, task = ""] = /^unrunnable (\S+?)(?::\d+)? (\w+)$/.exec(reason ?? "") ?? [];
  if (what === undefined) return reason ?? "something before it cannot be done";
  return `it waits until ${what} is ${own(DONE, task) ?? task}`;
}
