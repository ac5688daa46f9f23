/** What the instances of a clone may do, and the clone's points around it. */
import { resourcePseudo } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";
import { ORDER } from "../state/ordering.ts";
import type { Working } from "../state/working.ts";
import { createActions } from "./create_actions.ts";
import { byNumber, type Clone, type NotificationPoints, type Resource } from "../state/resource.ts";
import { orderActions } from "./new_ordering.ts";
import { notificationPoints } from "./notification_points.ts";

/** Makes them for the clone and its instances. */
export function createCloneActions(w: Working, clone: Clone): void {
  const states: State[] = [];
  for (const instance of clone.children) {
    createActions(w, instance);
    forgo(w, instance);
    collectStates(instance, states);
  }
  const starting = states.some((state) => state.starting);
  const stopping = states.some((state) => state.stopping);
  const active = states.some((state) => state.active);
  const start = resourcePseudo(w, clone, "start", !starting, true);
  const running = resourcePseudo(w, clone, "running", !starting, active || starting);
  const { notifications } = clone;
  notifications.start ??= notificationPoints(w, clone, "start", start, running);
  const stop = resourcePseudo(w, clone, "stop", !stopping, true);
  const stopped = resourcePseudo(w, clone, "stopped", !stopping, true);
  if (!states.some((one) => one.starting && one.stopping)) stop.migrateRunnable = true;
  notifications.stop ??= notificationPoints(w, clone, "stop", stop, stopped);
  follow(notifications.stop, notifications.start);
  if (clone.ordered) orderInstances(clone);
  if (clone.promotable) createRoleActions(w, clone);
}

/** What cannot start is no reason for others to start anew. */
function forgo(w: Working, resource: Resource): void {
  const { forgone = [] } = w.input;
  if (forgone.length === 0) return;
  if (resource.kind !== "primitive") {
    for (const child of resource.children) forgo(w, child);
    return;
  }
  for (const action of resource.actions) {
    if (action.task !== "start" && action.task !== "promote") continue;
    const { id } = resource;
    if (!forgone.some((one) => one.resource === id && one.node === action.node?.name)) continue;
    action.optional = true;
    action.runnable = false;
  }
}

interface State {
  readonly starting: boolean;
  readonly stopping: boolean;
  readonly active: boolean;
}

function collectStates(resource: Resource, states: State[]): void {
  if (resource.kind !== "primitive") {
    for (const child of resource.children) collectStates(child, states);
    return;
  }
  let starting = false;
  let stopping = false;
  for (const { task, optional, pseudo, runnable } of resource.actions) {
    if (optional) continue;
    if (task === "start" && runnable) starting = true;
    // A stop that nobody carries out is one that fencing brings about.
    if (task === "stop" && (pseudo || runnable)) stopping = true;
  }
  states.push({ starting, stopping, active: resource.runningOn.length > 0 });
}

/** The first's are all told of before the other's are. */
function follow(first: NotificationPoints | null, then: NotificationPoints | null): void {
  const pre = then?.pre ?? null;
  if (first === null || pre === null) return;
  orderActions(first.postDone, pre, ORDER.optional);
}

/** Instances that start are ordered by number, those that stop the other way round. */
function orderInstances(clone: Clone): void {
  clone.children.sort(byNumber);
  let lastStart: Action | null = null;
  let lastStop: Action | null = null;
  for (const instance of clone.children) {
    const stop = onlyRequired(instance, "stop");
    if (stop !== null) {
      if (lastStop !== null) orderActions(stop, lastStop, ORDER.optional);
      lastStop = stop;
    }
    const start = onlyRequired(instance, "start");
    if (start !== null) {
      if (lastStart !== null) orderActions(lastStart, start, ORDER.optional);
      lastStart = start;
    }
  }
}

function onlyRequired(instance: Resource, task: string): Action | null {
  const required = instance.actions.filter((one) =>
    one.task === task && one.interval === 0 && !one.optional
  );
  return required.length === 1 ? required[0] ?? null : null;
}

function createRoleActions(w: Working, clone: Clone): void {
  const promoting = anyRequired(clone, "promote");
  const demoting = anyRequired(clone, "demote");
  const promote = resourcePseudo(w, clone, "promote", !promoting, true);
  const promoted = resourcePseudo(w, clone, "promoted", !promoting, true);
  const { notifications } = clone;
  notifications.promote ??= notificationPoints(w, clone, "promote", promote, promoted);
  const demote = resourcePseudo(w, clone, "demote", !demoting, true);
  const demoted = resourcePseudo(w, clone, "demoted", !demoting, true);
  notifications.demote ??= notificationPoints(w, clone, "demote", demote, demoted);
  follow(notifications.stop, notifications.promote);
  follow(notifications.start, notifications.promote);
  follow(notifications.demote, notifications.promote);
  follow(notifications.demote, notifications.start);
  follow(notifications.demote, notifications.stop);
  // While roles were chosen, an instance's priority was its promotion score.
  for (const instance of clone.children) instance.priority = clone.priority;
}

const anyRequired = (resource: Resource, task: string): boolean =>
  resource.kind === "primitive"
    ? resource.actions.some((one) => one.task === task && !one.optional)
    : resource.children.some((child) => anyRequired(child, task));
