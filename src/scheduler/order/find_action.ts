/** Which of a resource's actions is meant by a task. */
import { own } from "../../model/mod.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";

/** The latest that was made for this task; with `node`, of those that are on it. */
export function latestAction(resource: Resource, task: string, node: Node | null): Action | null {
  const { actions } = resource;
  for (let index = actions.length - 1; index >= 0; index -= 1) {
    const action = actions[index] as Action;
    if (action.task === task && (node === null || action.node === node)) return action;
  }
  return null;
}

/** All for this task and interval, in the order made. */
export function actionsOf(resource: Resource, task: string, interval = 0): Action[] {
  const found: Action[] = [];
  for (const action of resource.actions) {
    if (action.task === task && action.interval === interval) found.push(action);
  }
  return found;
}

/** The checks, made once, of what state a resource is in on each node. */
export const probesOf = (resource: Resource): Action[] => actionsOf(resource, "monitor");

const WHOLES: Readonly<Record<string, string>> = {
  start: "running",
  stop: "stopped",
  promote: "promoted",
  demote: "demoted",
};

const PARTS: Readonly<Record<string, string>> = {
  running: "start",
  stopped: "stop",
  promoted: "promote",
  demoted: "demote",
};

/** What marks the end of a group's or clone's task: `running` of `start`; null: nothing does. */
export const endOf = (task: string): string | null =>
  own(WHOLES, task) ?? (Object.hasOwn(PARTS, task) ? task : null);

/** What a member does for a task of the whole: `start` for `running`. */
export const partOf = (task: string): string => own(PARTS, task) ?? task;

/** The task that a point around a notification stands next to; of other actions their own. */
export const pointOf = (action: Action): string =>
  action.task === "notify" || action.task === "notified"
    ? action.meta.get("notify_key_operation") ?? action.task
    : action.task;

/** What an instance does for an action of its clone. */
export function instanceTask(action: Action): string {
  const point = pointOf(action);
  const resource = action.resource;
  const child = resource !== null && resource.kind === "clone" ? resource.children[0] : undefined;
  return child?.kind === "group" ? point : partOf(point);
}
