/** What must be where something else is cannot start where that cannot. */
import { INFINITY } from "../../model/mod.ts";
import { setReason } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";
import { type Resource, topOf } from "../state/resource.ts";
import { clearFlag } from "./clear_flag.ts";
import { latestAction } from "./find_action.ts";
import { latestFirst } from "./latest_first.ts";
import type { Settling } from "./settling.ts";

/** Of a start or promote that cannot be done, and nowhere by any other instance. */
export function blockDependents(s: Settling, action: Action): void {
  const { resource, task, runnable } = action;
  if (runnable || resource === null || (task !== "start" && task !== "promote")) return;
  const top = topOf(resource);
  if (top.kind !== "primitive") {
    for (const child of top.children) {
      const other = latestAction(child, task, null);
      if (other === null || other.runnable) return;
    }
  }
  for (const colocation of top.withThis) {
    if (colocation.score < INFINITY) continue;
    if (task === "promote" && colocation.primaryRole !== "promoted") continue;
    const blocked = colocation.dependentRole === "promoted" ? "promote" : "start";
    block(s, colocation.dependent, blocked, `colocation with ${resource.id}`);
  }
}

function block(s: Settling, resource: Resource, task: string, because: string): void {
  latestFirst(resource.actions, (action) => {
    if (action.task !== task || !clearFlag(action, "runnable", s.touch)) return;
    setReason(action, because);
    blockDependents(s, action);
    s.update(action);
  });
  if (resource.kind === "primitive") return;
  for (const child of resource.children) block(s, child, task, because);
}
