/** A primitive is given its node, or none. */
import type { Score } from "../../model/mod.ts";
import { clearFlag, type Touch } from "../order/clear_flag.ts";
import { OCF } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Primitive } from "../state/resource.ts";
import { type Assignment, isFit } from "./assignment.ts";
import { consume, release } from "./utilization.ts";

/** Nobody keeps track of flags yet. */
const untracked: Touch = () => {};

/**
 * `node` null: it has no place, and is stopped; so too where the node cannot take it, unless `forced`.
 * `score`: with which it gets there.
 */
export function finishAssignment(
  a: Assignment,
  resource: Primitive,
  node: Node | null,
  forced: boolean,
  score: Score = 0,
): void {
  let chosen = node;
  if (!forced && chosen !== null && !isFit(a, resource.allowed, chosen)) {
    stop(resource, "no node is available for it");
    chosen = null;
  }
  withdraw(resource);
  resource.unassigned = false;
  if (chosen === null) {
    stop(resource, resource.nextRole === "stopped" ? resource.nextRoleBecause : "it has no place");
    stopInstead(resource, untracked);
    return;
  }
  resource.assignedTo = chosen;
  a.assignedScore[resource.index] = score;
  chosen.assigned.unshift(resource);
  chosen.count += 1;
  consume(chosen.capacity, resource.input.utilization);
}

/** Takes its place from it again, so that it can be given another. */
export function withdraw(resource: Primitive): void {
  const { assignedTo: old } = resource;
  if (old === null) return;
  resource.unassigned = true;
  resource.assignedTo = null;
  const at = old.assigned.indexOf(resource);
  if (at !== -1) old.assigned.splice(at, 1);
  old.count -= 1;
  release(old.capacity, resource.input.utilization);
}

function stop(resource: Primitive, because: string | null): void {
  resource.nextRole = "stopped";
  resource.nextRoleBecause = because;
}

/** It is to be stopped, is not to be started, and is watched only for being stopped. */
export function stopInstead({ actions }: Primitive, touch: Touch): void {
  for (const action of actions) {
    const watches = action.interval !== 0 && action.expects !== OCF.notRunning;
    if (action.task === "stop") clearFlag(action, "optional", touch);
    else if (action.task === "start" || watches) clearFlag(action, "runnable", touch);
  }
}
