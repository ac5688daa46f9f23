/** Recurring operations, as the role demands: begun, kept, cancelled, set up again. */
import type { Millis, OperationOptions } from "../../model/mod.ts";
import { newOrdering, orderActions } from "../order/new_ordering.ts";
import { type Action, OCF } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { triggerUnfencing } from "./fence_action.ts";
import { turnIntoCancel } from "./made_action.ts";
import { newAction } from "./new_action.ts";
import { actionsAt } from "./role_step.ts";

/** Makes the recurring operations of the role that it is to have, and those of stopped ones elsewhere. */
export function scheduleRecurring(w: Working, primitive: Primitive): void {
  if (primitive.blocked || primitive.maintenance) return;
  const node = primitive.assignedTo;
  const start = node !== null && !node.maintenance && isWanted(primitive)
    ? newAction(w, { resource: primitive, node, task: "start", optional: true })
    : null;
  for (const operation of primitive.input.operations) {
    if (!isRecurring(primitive, operation)) continue;
    if (operation.role === "stopped") monitorStopped(w, primitive, operation, node);
    else if (start !== null) monitorActive(w, primitive, operation, node as Node, start);
  }
}

const isWanted = (primitive: Primitive): boolean =>
  primitive.nextRole !== "stopped" || !primitive.managed;

const NEVER_RECURRING: ReadonlySet<string> = new Set([
  "stop",
  "start",
  "demote",
  "promote",
  "reload-agent",
  "migrate_to",
  "migrate_from",
]);

/** Of two with the same name and interval neither is used, since nobody could tell their results apart. */
function isRecurring({ input }: Primitive, operation: OperationOptions): boolean {
  const { name, interval, enabled } = operation;
  if (interval <= 0 || enabled === false || NEVER_RECURRING.has(name)) return false;
  return input.operations.every((one) =>
    one === operation || one.name !== name || one.interval !== interval
  );
}

function monitorActive(
  w: Working,
  primitive: Primitive,
  operation: OperationOptions,
  node: Node,
  start: Action,
): void {
  const { name: task, interval, role } = operation;
  const { nextRole } = primitive;
  const known = findRecurring(primitive, task, interval, node);
  const optional = start.optional && known !== null && !known.reschedule;
  if (role === null ? nextRole === "promoted" : nextRole !== role) {
    if (optional) cancelForRole(w, primitive, task, interval, node);
    return;
  }
  const monitor = newAction(w, { resource: primitive, node, task, interval, optional });
  if (!start.runnable || !node.online || node.unclean) monitor.runnable = false;
  if (nextRole === "promoted") monitor.expects = OCF.promoted;
  if (!primitive.managed) return;
  const after = (first: string, flags: number): void =>
    newOrdering(w, { resource: primitive, task: first }, { action: monitor }, flags);
  after("start", ORDER.impliesThen | ORDER.needsFirst);
  after("reload-agent", ORDER.impliesThen | ORDER.needsFirst);
  if (nextRole === "promoted") after("promote", ORDER.optional | ORDER.needsFirst);
  else if (primitive.role === "promoted") after("demote", ORDER.optional | ORDER.needsFirst);
}

/** It runs in a role that it is not for: it ends before the role changes. */
function cancelForRole(
  w: Working,
  primitive: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): void {
  const cancel = newCancel(w, primitive, task, interval, node);
  const change = changeOfRole(primitive);
  if (change === null) return;
  newOrdering(w, { action: cancel }, { resource: primitive, task: change }, ORDER.needsFirst);
}

function changeOfRole({ role, nextRole }: Primitive): string | null {
  switch (role) {
    case "started":
    case "unpromoted":
      if (nextRole === "promoted") return "promote";
      return nextRole === "stopped" ? "stop" : null;
    case "promoted":
      return "demote";
    case "stopped":
    case "unknown":
      return null;
  }
}

/** A monitor of the stopped role looks on every other node that it is not running there. */
function monitorStopped(
  w: Working,
  primitive: Primitive,
  operation: OperationOptions,
  node: Node | null,
): void {
  // Instances that nobody can tell apart are running on some node and not on others: it would say nothing.
  if (!primitive.unique) return;
  const { name: task, interval } = operation;
  for (const other of w.nodes) {
    const known = findRecurring(primitive, task, interval, other);
    if (other === node) {
      if (known !== null) cancelBeforeStart(w, primitive, task, interval, node);
      continue;
    }
    const optional = known !== null;
    const monitor = newAction(w, { resource: primitive, node: other, task, interval, optional });
    monitor.expects = OCF.notRunning;
    if (primitive.managed) {
      for (const probe of actionsAt(primitive, "monitor", other)) {
        orderActions(probe, monitor, ORDER.needsFirst);
      }
    }
    orderAfterStops(w, primitive, other, monitor);
    if (!other.online || other.unclean) monitor.runnable = false;
  }
}

function cancelBeforeStart(
  w: Working,
  primitive: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): void {
  const cancel = newCancel(w, primitive, task, interval, node);
  if (primitive.nextRole !== "started" && primitive.nextRole !== "unpromoted") return;
  newOrdering(w, { action: cancel }, { resource: primitive, task: "start" }, ORDER.needsFirst);
}

function orderAfterStops(w: Working, primitive: Primitive, node: Node, monitor: Action): void {
  for (const stop of actionsAt(primitive, "stop", node)) {
    if (!stop.optional && !monitor.optional && !primitive.managed) monitor.optional = true;
    if (!stop.runnable) monitor.runnable = false;
    if (primitive.managed) {
      const flags = ORDER.impliesThen | ORDER.needsFirst;
      newOrdering(w, { action: stop }, { action: monitor }, flags);
    }
  }
}

function findRecurring(
  primitive: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): Action | null {
  for (const one of primitive.actions) {
    if (one.interval === interval && one.task === task && one.node === node) return one;
  }
  return null;
}

/** Ends a recurring operation on a node. */
function newCancel(
  w: Working,
  resource: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): Action {
  const action = newAction(w, { resource, node, task, interval, optional: false });
  turnIntoCancel(action);
  return action;
}

/** Ends one that is no longer wanted; after a stop, which ends it anyway. */
export function scheduleCancel(
  w: Working,
  resource: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): void {
  const cancel = newCancel(w, resource, task, interval, node);
  newOrdering(w, { resource, task: "stop" }, { action: cancel }, ORDER.optional);
}

/** Sets up one again whose definition has changed, wherever it is then to run. */
export function reschedule(
  w: Working,
  resource: Primitive,
  task: string,
  interval: Millis,
  node: Node,
): void {
  triggerUnfencing(w, resource, node, "Device parameters changed (reschedule)");
  newAction(w, { resource, node, task, interval, optional: true }).reschedule = true;
}
