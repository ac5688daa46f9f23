/** What a plan does with one resource, in a word. */
import { type Node, type PlanAction as Action, type Primitive, rank } from "../scheduler/mod.ts";
import type { Role } from "../model/mod.ts";

export type ChangeWord =
  | "Start"
  | "Stop"
  | "Move"
  | "Restart"
  | "Recover"
  | "Reload"
  | "Migrate"
  | "Promote"
  | "Demote"
  | "Re-promote";

export interface Change {
  readonly what: ChangeWord;
  readonly from: Node | null;
  readonly to: Node | null;
  /** Decides whether it is blocked. */
  readonly action: Action;
  /** Has the reason; null: `action` has it. */
  readonly source: Action | null;
}

/** A resource that is being recovered has lost its role in the plan, and not yet in fact. */
export const currentRole = ({ role, runningOn }: Primitive): Role =>
  role === "stopped" && runningOn.length > 0 ? "started" : role;

/** None: it stays as it is. Several: it is stopped on each of several nodes. */
export function changesOf(
  resource: Primitive,
  current: Node | null,
  next: Node | null,
): readonly Change[] {
  if (!resource.managed || (current === null && next === null)) return [];
  const actions = actionsFor(resource, current, next);
  return currentRole(resource) === resource.nextRole
    ? sameRole(resource, current, next, actions)
    : otherRole(resource, current, next, actions);
}

interface Actions {
  readonly start: Action | null;
  readonly stop: Action | null;
  readonly promote: Action | null;
  readonly demote: Action | null;
}

function actionsFor(resource: Primitive, current: Node | null, next: Node | null): Actions {
  const start = actionOn(resource, "start", next);
  const stop = actionOn(resource, "stop", start?.runnable ? current : null) ??
    // Active on several nodes, and stopped on all of them but its own.
    (resource.meta.multipleActive === "stop_unexpected" && resource.runningOn.length > 1
      ? actionOn(resource, "stop", null)
      : null);
  return {
    start,
    stop,
    promote: actionOn(resource, "promote", next),
    demote: actionOn(resource, "demote", next),
  };
}

/** The first made of those; on any node where `node` is null. */
const actionOn = (resource: Primitive, task: string, node: Node | null): Action | null =>
  resource.actions.find((action) =>
    action.task === task && action.interval === 0 &&
    (node === null || action.node === null || action.node === node)
  ) ?? null;

const change = (
  what: ChangeWord,
  from: Node | null,
  to: Node | null,
  action: Action | null,
  source: Action | null = null,
): readonly Change[] => action === null ? [] : [{ what, from, to, action, source }];

function sameRole(
  resource: Primitive,
  current: Node | null,
  next: Node | null,
  { start, stop, promote, demote }: Actions,
): readonly Change[] {
  const moving = current !== null && next !== null && current !== next;
  const migration = actionOn(resource, "migrate_from", next);
  if (migration?.runnable && current !== null) return change("Migrate", current, next, start);
  if (resource.reload) return change("Reload", current, next, start);
  if (start === null || start.optional) {
    const both = demote !== null && promote !== null && !demote.optional && !promote.optional;
    return both ? change("Re-promote", current, next, promote, demote) : [];
  }
  if (!start.runnable) {
    return change("Stop", current, null, stop, stop?.reason ? stop : start);
  }
  if (moving) return change(resource.failed ? "Recover" : "Move", current, next, stop);
  if (resource.failed) return change("Recover", current, null, stop);
  return change("Restart", current, next, start);
}

function otherRole(
  resource: Primitive,
  current: Node | null,
  next: Node | null,
  { start, stop, promote, demote }: Actions,
): readonly Change[] {
  const role = currentRole(resource);
  const { nextRole } = resource;
  const moving = current !== null && next !== null && current !== next;
  if (stop !== null && (nextRole === "stopped" || (start !== null && !start.runnable))) {
    return resource.runningOn.flatMap((node) => {
      const own = actionOn(resource, "stop", node);
      return change("Stop", node, null, own, own?.reason ? own : start);
    });
  }
  if (stop !== null && resource.failed && resource.stopping) {
    return change("Recover", current, next, stop, start);
  }
  if (moving) return change("Move", current, next, stop);
  if (resource.reload) return change("Reload", current, next, start);
  if (stop !== null && !stop.optional) return change("Restart", current, next, start);
  if (role === "promoted") return change("Demote", current, next, demote);
  if (nextRole === "promoted") return change("Promote", current, next, promote);
  if (role === "stopped" && rank(nextRole) > rank("stopped")) {
    return change("Start", current, next, start);
  }
  return [];
}
