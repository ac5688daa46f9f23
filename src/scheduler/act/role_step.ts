/** One step from a role to the next, and the actions that take it. */
import type { Role } from "../../model/mod.ts";
import { orderActions } from "../order/new_ordering.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { fenceAction, orderAfterUnfencing } from "./fence_action.ts";
import { scheduleCleanup } from "./cleanup.ts";
import { newAction } from "./new_action.ts";
import { needsUnfencing } from "../state/requirement.ts";

/** The role that comes next on the way to another: up by start and promote, down by demote and stop. */
export function nextOnTheWay(from: Role, to: Role): Role {
  if (from === to) return from;
  switch (from) {
    case "unknown":
      return "stopped";
    case "stopped":
      if (to === "unknown") return "stopped";
      return to === "started" ? "started" : "unpromoted";
    case "started":
      return to === "unknown" ? "stopped" : to;
    case "unpromoted":
      return to === "promoted" ? "promoted" : "stopped";
    case "promoted":
      return to === "unknown" ? "stopped" : "unpromoted";
  }
}

/** What holds while the actions of one primitive are made. */
export interface Steps {
  readonly w: Working;
  readonly primitive: Primitive;
  /** Active on several nodes, it is to be stopped on all but the one where it is to be. */
  readonly stopUnexpected: boolean;
}

/** Makes the actions for one step. False: there is nothing to be done for it, here the way ends. */
export function takeStep(
  steps: Steps,
  from: Role,
  to: Role,
  node: Node | null,
  optional: boolean,
): boolean {
  if (to === "stopped") {
    if (from === "stopped") return false;
    if (from === "promoted") demoteEverywhere(steps, optional);
    else stopEverywhere(steps, optional);
    return true;
  }
  switch (from) {
    case "stopped":
      if (node === null || to === "promoted") return false;
      start(steps, node, optional);
      return true;
    case "started":
    case "unpromoted":
      if (to === "promoted") {
        if (node === null) return false;
        promote(steps, node, optional);
        return true;
      }
      if (from === "unpromoted" && to === "started") stopEverywhere(steps, optional);
      return from === "unpromoted" && to === "started";
    case "promoted":
      if (to === "promoted") return false;
      demoteEverywhere(steps, optional);
      return true;
    case "unknown":
      return false;
  }
}

/** Where one that is active on several nodes is to stay. */
const isExpected = ({ primitive, stopUnexpected }: Steps, node: Node): boolean =>
  stopUnexpected && primitive.restarting && primitive.nextRole !== "stopped" &&
  primitive.nextRole !== "unknown" && primitive.assignedTo === node;

function stopEverywhere(steps: Steps, optional: boolean): void {
  const { w, primitive } = steps;
  for (const node of primitive.runningOn) {
    if (isExpected(steps, node)) continue;
    const target = primitive.partialMigration?.target ?? null;
    // It is about to arrive here: the migration goes on.
    if (target !== null && node === target && node === primitive.assignedTo) continue;
    const needless = optional && target === null;
    const stop = newAction(w, { resource: primitive, node, task: "stop", optional: needless });
    if (primitive.assignedTo === null) stop.reason = "node availability";
    else if (primitive.restarting && steps.stopUnexpected) stop.reason = "being multiply active";
    if (!primitive.managed) stop.runnable = false;
    if (w.input.options.removeAfterStop) scheduleCleanup(w, primitive, node, needless);
    if (needsUnfencing(primitive)) {
      orderActions(stop, fenceAction(w, node, "on", true, null), ORDER.impliesFirst);
    }
  }
}

function start(steps: Steps, node: Node, optional: boolean): void {
  const { w, primitive } = steps;
  const action = newAction(w, { resource: primitive, node, task: "start", optional: true });
  orderAfterUnfencing(w, primitive, node, action, ORDER.impliesThen);
  if (action.runnable && !optional) action.optional = false;
  if (isExpected(steps, node)) action.pseudo = true;
}

/** What cannot be started cannot be promoted. */
function promote(steps: Steps, node: Node, optional: boolean): void {
  const { w, primitive } = steps;
  const at = (task: string) => actionsAt(primitive, task, node);
  if (at("start").every((one) => one.runnable)) {
    const action = newAction(w, { resource: primitive, node, task: "promote", optional });
    if (isExpected(steps, node)) action.pseudo = true;
  } else {
    for (const action of at("promote")) action.runnable = false;
  }
}

function demoteEverywhere(steps: Steps, optional: boolean): void {
  const { w, primitive } = steps;
  for (const node of primitive.runningOn) {
    if (isExpected(steps, node)) continue;
    newAction(w, { resource: primitive, node, task: "demote", optional });
  }
}

/** The actions of a kind, not recurring, that a resource has on a node. */
export const actionsAt = (
  { actions }: { readonly actions: readonly Action[] },
  task: string,
  node: Node,
): readonly Action[] =>
  actions.filter((one) => one.task === task && one.interval === 0 && one.node === node);
