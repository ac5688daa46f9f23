/**
 * Copies that cannot start or be promoted now, found in a finished plan. What comes after a clone
 * restarts when the clone starts another copy, and what is promoted makes room for what would be better:
 * Pacemaker says so of a copy that only waits, too, and would do it in every plan, or for nothing.
 */
import { INFINITY, type LocationConstraint, type NodeName } from "../../model/mod.ts";
import type { SchedulerInput } from "../input.ts";
import type { Action } from "../state/action.ts";
import { cloneOf, type Primitive, type Resource, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { atNode } from "./definitions.ts";

/** The input for a plan that does nothing for the sake of these; null: there are none. */
export function withoutDoubts<Input extends SchedulerInput>(
  w: Working,
  input: Input,
): Input | null {
  const waiting = w.actions.filter(isWaiting);
  const forgone = w.actions.some(isRestart) ? waiting.flatMap(forgoneBy) : [];
  const stays = w.actions.flatMap((action) => stayOf(action, waiting));
  if (forgone.length + stays.length === 0) return null;
  const { constraints } = input;
  const locations = [...constraints.locations, ...stays];
  return { ...input, forgone, constraints: { ...constraints, locations } };
}

/** Of a clone, has its place, and cannot be done. */
const isWaiting = ({ resource, node, task, optional, runnable }: Action): boolean =>
  (task === "start" || task === "promote") && !optional && !runnable && node !== null &&
  resource?.kind === "primitive" && cloneOf(resource) !== null;

const forgoneBy = ({ resource, node, task }: Action) =>
  task === "start" && resource !== null && node !== null
    ? [{ resource: resource.id, node: node.name }]
    : [];

const isRestart = ({ task, dumped, node, resource }: Action): boolean =>
  task === "stop" && dumped && resource?.kind === "primitive" &&
  startsOf(resource).some((start) => start.node === node);

const startsOf = ({ actions }: Primitive): readonly Action[] =>
  actions.filter(({ task, dumped }) => task === "start" && dumped);

/** What is demoted for another that cannot be promoted stays as it is. */
function stayOf(
  { resource, node, task, dumped }: Action,
  waiting: readonly Action[],
): readonly LocationConstraint[] {
  if (task !== "demote" || !dumped || node === null || resource?.kind !== "primitive") return [];
  const clone = topOf(resource);
  const better = waiting.some((one) =>
    one.task === "promote" && one.node !== node && topOf(one.resource as Resource) === clone
  );
  const stay = atNode(STAYS, clone.id, node.name as NodeName, INFINITY);
  return better ? [{ ...stay, role: "promoted" }] : [];
}

const STAYS = "stays while a promotion is in doubt";
