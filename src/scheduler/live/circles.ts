/**
 * Migrations that wait for what waits for them. What migrates still has its place until it has come to
 * the other; where that room is for something that must run before it does, neither would ever begin.
 * Pacemaker gives such a plan up half way; stopped and started, it lets the other go between.
 */
import { baseOf } from "../../agent/mod.ts";
import type { PrimitiveInput, ResourceInput, SchedulerInput } from "../input.ts";
import type { Working } from "../state/working.ts";
import { allBefore } from "../transition_plan.ts";
import { readPlan } from "./read_plan.ts";

/** The input for a plan that stops and starts these instead; null: there are none. */
export function withoutCircles<Input extends SchedulerInput>(
  w: Working,
  input: Input,
): Input | null {
  const circling = circlingIn(w);
  if (circling.size === 0) return null;
  const settled = (one: PrimitiveInput): PrimitiveInput =>
    circling.has(one.id) ? { ...one, meta: { ...one.meta, allowMigrate: false } } : one;
  return { ...input, resources: input.resources.map((one) => eachPrimitive(one, settled)) };
}

function circlingIn(w: Working): ReadonlySet<string> {
  if (!w.actions.some(({ task, dumped }) => dumped && MOVES.has(task))) return new Set();
  const { actions } = readPlan(w, () => false, () => "");
  const byId = new Map(actions.map((action) => [action.id, action]));
  const circling = actions.filter((action) =>
    MOVES.has(action.kind) && allBefore(action, byId).has(action.id)
  );
  return new Set(circling.map(({ resource }) => baseOf(resource)));
}

const MOVES: ReadonlySet<string> = new Set(["migrate_to", "migrate_from"]);

function eachPrimitive<Input extends ResourceInput>(
  resource: Input,
  change: (one: PrimitiveInput) => PrimitiveInput,
): Input {
  switch (resource.kind) {
    case "primitive":
      return change(resource) as Input;
    case "group":
      return { ...resource, members: resource.members.map(change) };
    case "clone":
      return { ...resource, child: eachPrimitive(resource.child, change) };
  }
}
