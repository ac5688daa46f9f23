/**
 * The points between which the instances of a clone are told of what is about to be done and has
 * been done: pre, all told, the action, its end, post, all told.
 */
import type { Action } from "../state/action.ts";
import { ORDER } from "../state/ordering.ts";
import type { NotificationPoints, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { keyedPseudo } from "./create_actions.ts";
import { orderActions } from "./new_ordering.ts";

/**
 * Makes them around an action and its end. `action` null: nobody can be told before, since it
 * happens through something else (fencing). null: this resource's instances are not told at all.
 */
export function notificationPoints(
  w: Working,
  resource: Resource,
  operation: NotificationPoints["operation"],
  action: Action | null,
  end: Action,
): NotificationPoints | null {
  if (!resource.notify) return null;
  let pre: Action | null = null;
  let preDone: Action | null = null;
  if (action !== null) {
    pre = newPoint(w, resource, operation, action, "pre");
    preDone = newPoint(w, resource, operation, action, "confirmed-pre");
    pre.runnable = true;
    preDone.runnable = true;
    orderActions(pre, preDone, ORDER.optional);
    orderActions(preDone, action, ORDER.optional);
  }
  const post = newPoint(w, resource, operation, end, "post");
  const postDone = newPoint(w, resource, operation, end, "confirmed-post");
  post.runnable = end.runnable;
  postDone.runnable = end.runnable;
  orderActions(end, post, ORDER.impliesThen);
  orderActions(post, postDone, ORDER.impliesThen);
  if (preDone !== null) orderActions(preDone, post, ORDER.optional);
  return { operation, pre, preDone, post, postDone };
}

function newPoint(
  w: Working,
  resource: Resource,
  operation: string,
  next: Action,
  type: "pre" | "confirmed-pre" | "post" | "confirmed-post",
): Action {
  const task = type === "pre" || type === "post" ? "notify" : "notified";
  const key = notificationKey(resource, type, next.task);
  const point = keyedPseudo(w, resource, task, key, next.optional);
  point.meta.set("notify_key_type", type);
  point.meta.set("notify_key_operation", next.task);
  point.meta.set("notify_type", type.endsWith("pre") ? "pre" : "post");
  point.meta.set("notify_operation", operation);
  return point;
}

export const notificationKey = (resource: Resource, type: string, operation: string): string =>
  `${resource.id}_${type}_notify_${operation}_0`;
