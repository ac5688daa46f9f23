/**
 * Copies that cannot start now, found in a finished plan. What comes after a clone restarts when the
 * clone starts another copy; Pacemaker says so of a copy that only waits, too, and would restart the
 * rest in every plan.
 */
import type { Forgone } from "../input.ts";
import type { Action } from "../state/action.ts";
import { cloneOf, type Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** None where nothing restarts. A plan made without them restarts nothing for their sake. */
export function startsInDoubt(w: Working): readonly Forgone[] {
  if (!w.actions.some(isRestart)) return [];
  return w.actions.flatMap(({ resource, node, task, optional, runnable }) => {
    if (task !== "start" || optional || runnable || node === null) return [];
    if (resource?.kind !== "primitive" || cloneOf(resource) === null) return [];
    return [{ resource: resource.id, node: node.name }];
  });
}

const isRestart = ({ task, dumped, node, resource }: Action): boolean =>
  task === "stop" && dumped && resource?.kind === "primitive" &&
  startsOf(resource).some((start) => start.node === node);

const startsOf = ({ actions }: Primitive): readonly Action[] =>
  actions.filter(({ task, dumped }) => task === "start" && dumped);
