/** What follows when a resource's definition is no longer the one that it was started with. */
import type { AgentName, RecurringFact, ResourceFact } from "../input.ts";
import { newOrdering } from "../order/new_ordering.ts";
import { isAvailable, type Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { cloneOf, type Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { scheduleCleanup } from "./cleanup.ts";
import { clearFailcount, effectiveFailcount } from "./failcount.ts";
import { triggerUnfencing } from "./fence_action.ts";
import { newAction } from "./new_action.ts";
import { findOperation } from "./operation.ts";
import { reschedule, scheduleCancel } from "./recurring.ts";

const BECAUSE = "resource definition change";

/** Compares what is recorded on each node that can act with the configuration. */
export function applyConfigChanges(w: Working): void {
  const primitives = [...w.byId.values()].filter((one) => one.kind === "primitive");
  const named = Map.groupBy(primitives, ({ id }) => id);
  for (const primitive of primitives) {
    const name = recordedName(primitive);
    if (name === null) continue;
    const others = named.get(name);
    if (others === undefined) named.set(name, [primitive]);
    else others.push(primitive);
  }
  const facts = Map.groupBy(w.input.facts, ({ node }) => node);
  for (const node of w.nodes) {
    // In maintenance monitors that still run have to be ended.
    if (!node.maintenance && !isAvailable(node)) continue;
    for (const fact of facts.get(node.name) ?? []) {
      for (const primitive of named.get(fact.resource) ?? []) applyFact(w, primitive, fact, node);
    }
  }
}

/** By what name, that is not its id, records know it; instances that nobody can tell apart share theirs. */
function recordedName({ id, baseId, recordedAs, unique, facts }: Primitive): string | null {
  if (recordedAs !== null && recordedAs !== id) return recordedAs;
  return unique || facts.size === 0 || baseId === id ? null : baseId;
}

function applyFact(w: Working, resource: Primitive, fact: ResourceFact, node: Node): void {
  if (resource.orphan && cloneOf(resource) === null) {
    scheduleCleanup(w, resource, node, false);
    return;
  }
  if (resource.orphan) return;
  const active = resource.runningOn.includes(node);
  if (isOtherAgent(fact.agent, resource.input.agent)) replaceAgent(w, resource, active, node);
  if (!active) return;
  let changed = false;
  if (fact.definition !== "same") {
    changed = true;
    if (fact.definition === "restart") restart(w, resource, node);
    else reload(w, resource, node);
  }
  for (const recurring of fact.recurring) {
    if (applyRecurring(w, resource, recurring, node)) changed = true;
  }
  if (changed && effectiveFailcount(w, resource, node) > 0) {
    clearFailcount(w, resource, node, "action definition changed");
  }
}

const isOtherAgent = (one: AgentName, other: AgentName): boolean =>
  one.class !== other.class || one.provider !== other.provider || one.type !== other.type;

/**
 * What was recorded is of another kind than what is to run: what runs is stopped by its old agent and then
 * begins anew, and the record goes.
 */
function replaceAgent(w: Working, resource: Primitive, active: boolean, node: Node): void {
  triggerUnfencing(w, resource, node, "Device definition changed");
  if (active) {
    newAction(w, { resource, node, task: "stop", optional: false });
    resource.startPending = true;
  }
  scheduleCleanup(w, resource, node, false);
}

/** The node of the start is not known yet, since nothing has been assigned. */
function restart(w: Working, resource: Primitive, node: Node): void {
  const start = newAction(w, { resource, node: null, task: "start", optional: false });
  start.reason = BECAUSE;
  triggerUnfencing(w, resource, node, "Device parameters changed");
}

/** A stop or demotion that comes anyway makes the reload needless. */
function reload(w: Working, resource: Primitive, node: Node): void {
  triggerUnfencing(w, resource, node, "Device parameters changed (reload)");
  if (!resource.managed || resource.failed) return;
  if (resource.startPending) {
    newAction(w, { resource, node, task: "stop", optional: false });
    return;
  }
  resource.reload = true;
  const action = newAction(w, { resource, node, task: "reload-agent", optional: false });
  action.reason ??= BECAUSE;
  for (const task of ["stop", "demote"]) {
    const flags = ORDER.optional | ORDER.cancelsFirst;
    newOrdering(w, { action }, { resource, task }, flags);
  }
}

/** True where it is no longer what was configured. */
function applyRecurring(
  w: Working,
  resource: Primitive,
  { name: task, interval, same, again, sinceStop }: RecurringFact,
  node: Node,
): boolean {
  if (sinceStop) return false;
  if (resource.maintenance || node.maintenance) {
    scheduleCancel(w, resource, task, interval, node);
    return false;
  }
  const configured = findOperation(resource.input, task, interval);
  if (configured === undefined || configured.enabled === false) {
    if (w.input.options.stopOrphanActions) scheduleCancel(w, resource, task, interval, node);
    return true;
  }
  if (same) return false;
  if (again) {
    newAction(w, { resource, node: null, task, interval, optional: false }).reason = BECAUSE;
    triggerUnfencing(w, resource, node, "Device parameters changed");
    return true;
  }
  reschedule(w, resource, task, interval, node);
  return true;
}
