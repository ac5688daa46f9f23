/** What can be said of an action for orderings: of a group's or clone's, what its parts say. */
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Clone, Group } from "../state/resource.ts";
import { clearFlag, type Touch } from "./clear_flag.ts";
import { instanceTask, latestAction, partOf } from "./find_action.ts";

/** An action's flags as bits, so that several can be asked for at once. */
export const FLAG = { optional: 1, runnable: 2, migrateRunnable: 4 } as const;

export const ownFlags = (action: Action): number =>
  (action.optional ? FLAG.optional : 0) | (action.runnable ? FLAG.runnable : 0) |
  (action.migrateRunnable ? FLAG.migrateRunnable : 0);

/**
 * The flags of an action; with `node`, as far as that node is concerned. The action of a group or
 * clone is brought up to date with its parts on the way.
 */
export function actionFlags(action: Action, node: Node | null, touch: Touch): number {
  const { resource } = action;
  switch (resource?.kind) {
    case "group":
      return groupFlags(action, resource, node, touch);
    case "clone":
      return cloneFlags(action, resource, node, touch);
    default:
      return ownFlags(action);
  }
}

/** A group does what any member must do, and can do what every member can. */
function groupFlags(action: Action, group: Group, node: Node | null, touch: Touch): number {
  let optional = true;
  let runnable = true;
  const task = partOf(action.task);
  for (const member of group.children) {
    const part = latestAction(member, task, node);
    if (part === null) {
      if (task !== "stop" && task !== "demote") runnable = false;
      continue;
    }
    if (!part.optional) {
      if (optional) clearFlag(action, "optional", touch);
      optional = false;
    }
    if (task !== action.task && runnable && !part.runnable) {
      runnable = false;
      clearFlag(action, "runnable", touch);
    }
  }
  return (optional ? FLAG.optional : 0) | (runnable ? FLAG.runnable : 0);
}

/** A clone does what any instance must do, and can do what any instance can. */
function cloneFlags(action: Action, clone: Clone, node: Node | null, touch: Touch): number {
  let optional = true;
  let runnable = false;
  const task = instanceTask(action);
  for (const instance of clone.children) {
    const place = instance.kind === "primitive" ? node : null;
    const part = latestAction(instance, task, place);
    if (part === null) continue;
    const flags = actionFlags(part, node, touch);
    if ((flags & FLAG.optional) === 0) {
      if (optional) clearFlag(action, "optional", touch);
      optional = false;
    }
    if ((flags & FLAG.runnable) !== 0) runnable = true;
  }
  if (!runnable && node === null) clearFlag(action, "runnable", touch);
  return (optional ? FLAG.optional : 0) | (runnable ? FLAG.runnable : 0);
}
