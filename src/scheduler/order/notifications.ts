/** The notify actions of a clone's instances, made once it is known what will be done. */
import { newAction } from "../act/new_action.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import {
  type Clone,
  type NotificationPoints,
  type Primitive,
  primitivesOf,
  type Resource,
  topOf,
} from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { latestAction } from "./find_action.ts";
import { orderActions } from "./new_ordering.ts";
import { collectFacts, factsAsMeta, isTold, type NotificationFacts } from "./notification_facts.ts";
import { notificationKey, notificationPoints } from "./notification_points.ts";

/** Makes all notify actions of a clone; its other actions must be settled. */
export function createNotifications(w: Working, clone: Clone): void {
  const { start, stop, promote, demote } = clone.notifications;
  for (const points of [start, stop, promote, demote]) {
    if (points === null) continue;
    const facts = collectFacts(clone, true);
    if (facts.doing[points.operation].length > 0) require(points);
    notifyAll(w, clone, points, facts, factsAsMeta(w, clone, facts));
  }
}

/** The other instances are told of a stop that fencing brought about, after that. */
export function notifyAfterFencing(
  w: Working,
  stop: Action,
  instance: Primitive,
  fencing: Action,
): void {
  const points = notificationPoints(w, instance, "stop", null, fencing);
  if (points === null) return;
  const meta = new Map([
    ["notify_stop_resource", instance.id],
    ["notify_stop_uname", stop.node?.name ?? ""],
  ]);
  notifyAll(w, topOf(instance), points, collectFacts(instance, false), meta);
}

function require({ pre, preDone, post, postDone }: NotificationPoints): void {
  for (const point of [pre, preDone, post, postDone]) if (point !== null) point.optional = false;
}

type Meta = ReadonlyMap<string, string>;

function notifyAll(
  w: Working,
  resource: Resource,
  points: NotificationPoints,
  facts: NotificationFacts,
  meta: Meta,
): void {
  const { operation } = points;
  // Whether there is a stop cannot be told from the actions alone: fencing may bring it about.
  const needless = operation !== "stop" && facts.doing[operation].length === 0;
  for (const instance of primitivesOf(resource)) {
    for (const action of instance.actions) {
      if (action.optional || action.node === null || !isTold(action.task)) continue;
      for (const [name, value] of meta) action.meta.set(name, value);
    }
    if (needless) continue;
    if (operation === "stop" || operation === "demote") notifyOfEnd(w, instance, points, meta);
    else notifyOfBeginning(w, instance, points, meta);
  }
}

/** Of a stop or demote, where the instance is: after a stop nobody is left there to be told. */
function notifyOfEnd(
  w: Working,
  instance: Primitive,
  points: NotificationPoints,
  meta: Meta,
): void {
  if (instance.role === "stopped") return;
  const stop = latestAction(instance, "stop", null);
  for (const node of instance.runningOn) {
    if (stop?.pseudo && node.unclean) continue;
    newNotify(w, instance, node, points.pre, points.preDone, meta);
    if (points.operation === "demote" || stop === null || stop.optional) {
      notifyPost(w, instance, node, points, meta);
    }
  }
}

/** Of a start or promote, where the instance is to be: before a start nobody is there yet. */
function notifyOfBeginning(
  w: Working,
  instance: Primitive,
  points: NotificationPoints,
  meta: Meta,
): void {
  const node = instance.assignedTo;
  if (instance.nextRole === "stopped" || node === null) return;
  const start = latestAction(instance, "start", null);
  if (points.operation !== "start" || start === null || start.optional) {
    newNotify(w, instance, node, points.pre, points.preDone, meta);
  }
  notifyPost(w, instance, node, points, meta);
}

function notifyPost(
  w: Working,
  instance: Primitive,
  node: Node,
  points: NotificationPoints,
  meta: Meta,
): void {
  newNotify(w, instance, node, points.post, points.postDone, meta);
  for (const action of instance.actions) {
    if (action.interval === 0 || action.task === "cancel") continue;
    orderActions(points.postDone, action, ORDER.optional);
  }
}

/** Nothing, where there is no such point, or nobody can be told there. */
function newNotify(
  w: Working,
  resource: Primitive,
  node: Node,
  point: Action | null,
  done: Action | null,
  meta: Meta,
): void {
  if (point === null || done === null || !node.online || !point.runnable) return;
  const type = point.meta.get("notify_type") ?? "";
  const key = notificationKey(resource, type, point.meta.get("notify_operation") ?? "");
  const { task, optional } = point;
  const notify = newAction(w, { resource, node, task, key, optional });
  for (const [name, value] of point.meta) {
    if (!notify.meta.has(name)) notify.meta.set(name, value);
  }
  for (const [name, value] of meta) notify.meta.set(name, value);
  orderActions(point, notify, ORDER.optional);
  orderActions(notify, done, ORDER.optional);
}
