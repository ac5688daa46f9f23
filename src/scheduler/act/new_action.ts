/**
 * Makes actions, or finds those that exist: of one task, interval and node a resource has one only.
 * Source of what makes an action optional or not runnable: Pacemaker 2.1.5's behaviour.
 */
import type { Millis } from "../../model/mod.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { rank, type Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { fenceNode } from "./fence_action.ts";
import { MadeAction } from "./made_action.ts";
import { needsFencing, needsQuorum } from "../state/requirement.ts";

export interface ActionSpec {
  readonly resource: Resource | null;
  readonly node: Node | null;
  readonly task: string;
  /** 0 */
  readonly interval?: Millis;
  /** Where it is not `resource_task_interval`. */
  readonly key?: string;
  readonly optional: boolean;
}

/**
 * The action that the spec names. One that exists and is optional becomes required where it is asked
 * for as required, never the other way round; one without a node takes the one that is asked for.
 */
export function newAction(w: Working, spec: ActionSpec): Action {
  const { resource, node, task, optional } = spec;
  const interval = spec.interval ?? 0;
  const customKey = spec.key ?? null;
  const action = find(w, resource, node, task, interval, customKey) ??
    make(w, resource, node, task, interval, customKey);
  if (resource === null) {
    if (!optional) action.optional = false;
    return action;
  }
  if (!action.pseudo && action.node !== null && !resource.managed && interval === 0) {
    action.optional = true;
  } else if (!optional) {
    action.optional = false;
  }
  judgeRunnable(w, resource, action);
  return action;
}

/** A point in the order that belongs to no resource; made optional, and required by what needs it. */
export function pseudoAction(w: Working, name: string): Action {
  const known = w.singles.get(name)?.[0];
  if (known !== undefined) return known;
  const action = newAction(w, {
    resource: null,
    node: null,
    task: name,
    key: name,
    optional: true,
  });
  action.pseudo = true;
  return action;
}

/** A point in the order of a group or clone, which its members' actions stand behind. */
export function resourcePseudo(
  w: Working,
  resource: Resource,
  task: string,
  optional: boolean,
  runnable: boolean,
): Action {
  const action = newAction(w, { resource, node: null, task, optional });
  action.pseudo = true;
  if (runnable) action.runnable = true;
  return action;
}

/** Says why; the first reason stays, unless it is `overwrite`n. */
export function setReason(action: Action, reason: string | null, overwrite = false): void {
  if (overwrite || action.reason === null) action.reason = reason;
}

function find(
  w: Working,
  resource: Resource | null,
  node: Node | null,
  task: string,
  interval: Millis,
  key: string | null,
): Action | null {
  const among = resource === null ? w.singles.get(key ?? task) ?? [] : resource.actions;
  for (const one of among) {
    if (node !== null && one.node !== null && one.node !== node) continue;
    if (resource !== null) {
      if (one.interval !== interval || !(one as MadeAction).isNamed(task, key)) continue;
    }
    one.node ??= node;
    return one;
  }
  return null;
}

function make(
  w: Working,
  resource: Resource | null,
  node: Node | null,
  task: string,
  interval: Millis,
  customKey: string | null,
): Action {
  const key = resource === null ? customKey ?? task : customKey;
  const action = new MadeAction(w.actions.length, resource, node, task, interval, key);
  w.actions.push(action);
  if (resource === null) {
    const same = w.singles.get(action.key);
    if (same === undefined) w.singles.set(action.key, [action]);
    else same.push(action);
    return action;
  }
  resource.actions.push(action);
  action.needs = needsOf(resource, task);
  return action;
}

/** Only what gives a resource more than it has needs quorum, or that unclean nodes are off. */
function needsOf(resource: Resource, task: string): Action["needs"] {
  if (task !== "start" && task !== "promote") return "nothing";
  if (needsFencing(resource)) return "fencing";
  return needsQuorum(resource) ? "quorum" : "nothing";
}

function judgeRunnable(w: Working, resource: Resource, action: Action): void {
  if (action.pseudo) return;
  const node = action.node;
  if (node === null) {
    action.runnable = false;
  } else if (!node.online) {
    action.runnable = false;
    if (resource.managed && action.task === "stop" && !node.unclean) {
      fenceNode(w, node, "stop is unrunnable");
    }
  } else if (node.pending) {
    action.runnable = false;
  } else if (action.needs === "nothing") {
    action.reason = null;
    action.runnable = true;
  } else {
    judgeQuorum(w, resource, action);
  }
}

function judgeQuorum(w: Working, resource: Resource, action: Action): void {
  switch (quorumPolicy(w, resource)) {
    case "stop":
      action.runnable = false;
      action.reason = "no quorum";
      return;
    case "freeze":
      if (!isActive(resource) || rank(resource.nextRole) > rank(resource.role)) {
        action.runnable = false;
        action.reason = "quorum freeze";
      }
      return;
    case "ignore":
    case "fence":
      action.runnable = true;
  }
}

/** What lost quorum means for this resource; `demote` lets what runs go on, but not promoted. */
function quorumPolicy(
  w: Working,
  resource: Resource,
): "stop" | "freeze" | "ignore" | "fence" {
  if (w.quorum) return "ignore";
  const policy = w.input.options.noQuorumPolicy;
  if (policy !== "demote") return policy;
  if (resource.role !== "promoted" && resource.role !== "unpromoted") return "stop";
  if (resource.nextRole === "promoted") {
    resource.nextRole = "unpromoted";
    resource.nextRoleBecause = "no-quorum-policy=demote";
  }
  return "ignore";
}

/** On any node of which that can be said: a managed resource is not active on one that is off. */
function isActive(resource: Resource): boolean {
  if (resource.kind !== "primitive") return resource.children.some(isActive);
  return resource.runningOn.some((node) => node.unclean || node.online || !resource.managed);
}
