/**
 * What must wait for a probe: until it has answered nobody knows whether the resource has to be stopped
 * first, so whatever waits for its stop waits for its probes, and a restart of what depends on it too.
 */
import { compatibleInstance } from "../assign/compatible_instance.ts";
import { orderActions } from "../order/new_ordering.ts";
import type { Action, Edge } from "../state/action.ts";
import { ORDER, type Ordering } from "../state/ordering.ts";
import { type Primitive, type Resource, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** To be called when all orderings between names have become edges. */
export function orderProbes(w: Working): void {
  for (const resource of w.byId.values()) {
    if (resource.kind === "primitive") orderRestarts(w, resource);
  }
  for (const ordering of w.orderings) orderAsStop(ordering);
}

const probesOf = ({ actions }: Resource): readonly Action[] =>
  actions.filter((one) => one.task === "monitor" && one.interval === 0);

function orderRestarts(w: Working, primitive: Primitive): void {
  for (const probe of probesOf(primitive)) {
    for (let index = 0; index < probe.after.length; index += 1) {
      const edge = probe.after[index] as Edge;
      orderInstanceStarts(probe, edge);
      orderRestartsAfter(w, probe, edge.action, new Set());
    }
  }
}

/** A probe that cannot be done holds back the instances that are not active, but stops none that is. */
function orderInstanceStarts(probe: Action, { action: whole, type }: Edge): void {
  const { resource: clone } = whole;
  if (clone === null || clone.kind !== "clone" || whole.task !== "start") return;
  if (probe.runnable || (type & ORDER.runnableLeft) !== 0) return;
  if (topOf(probe.resource as Primitive) !== clone) return;
  for (let index = 0; index < whole.after.length; index += 1) {
    const { action: start } = whole.after[index] as Edge;
    if (start.resource === null || start.resource.runningOn.length > 0) continue;
    if (start.task !== "start" || topOf(start.resource) !== clone) continue;
    orderActions(probe, start, ORDER.optional | ORDER.runnableLeft);
  }
}

/** Where a start or promotion that waits for the probe is the second half of a restart, so must the first half. */
function orderRestartsAfter(w: Working, probe: Action, after: Action, seen: Set<Action>): void {
  if (seen.has(after)) return;
  seen.add(after);
  const { resource } = after;
  if (resource?.kind === "primitive" && resource !== probe.resource) {
    const undone = UNDOING[after.task];
    for (const first of undone === undefined ? [] : actionsOf(resource, undone)) {
      if (!first.pseudo) orderActions(probe, first, ORDER.optional);
    }
  }
  const instance = resource?.kind === "clone" && resource.interleave
    ? compatibleInstance(w, probe.resource as Primitive, resource, null, "next")
    : undefined;
  for (let index = 0; index < after.after.length; index += 1) {
    const edge = after.after[index] as Edge;
    if ((edge.type & ORDER.impliesThen) === 0 && !leadsInto(probe, after, edge, instance)) continue;
    orderRestartsAfter(w, probe, edge.action, seen);
  }
}

const UNDOING: Readonly<Record<string, string>> = { start: "stop", promote: "demote" };

const actionsOf = ({ actions }: Resource, task: string): readonly Action[] =>
  actions.filter((one) => one.task === task && one.interval === 0);

/** From a group or clone to its members; of an interleaved clone only to the instance that matters. */
function leadsInto(
  probe: Action,
  { resource: whole }: Action,
  { action: { resource: member } }: Edge,
  instance: Resource | null | undefined,
): boolean {
  if (whole === null || whole.kind === "primitive" || probe.resource?.parent === whole) {
    return false;
  }
  if (member === null || member.kind === "clone" || member.parent !== whole) return false;
  return instance === undefined || instance === member;
}

/** `A stop then B x` means `A probe then B x` as well. */
function orderAsStop(ordering: Ordering): void {
  const { firstResource: first, firstAction, thenResource: then, thenAction } = ordering;
  if (ordering.type === ORDER.none || first === null || first === then) return;
  if ((firstAction?.task ?? ordering.firstTask) !== "stop") return;
  const probes = probesOf(first);
  if (probes.length === 0) return;
  const kept = ORDER.applyFirstNonMigratable | ORDER.sameNode;
  const flags = ordering.type === ORDER.antiColocation || ordering.type === ORDER.load
    ? ordering.type
    : ORDER.optional | (ordering.type & kept);
  const thens = thenAction !== null
    ? [thenAction]
    : then === null
    ? []
    : then.actions.filter((one) =>
      one.task === ordering.thenTask && one.interval === ordering.thenInterval
    );
  for (const probe of probes) {
    for (const action of thens) {
      if (isProbedBefore(probe, action)) orderActions(probe, action, flags);
    }
  }
}

/** A node is probed after it has been unfenced, and it alone waits with its shutdown for its probes. */
function isProbedBefore(probe: Action, then: Action): boolean {
  if (then.task === "stonith" && probe.node === then.node) {
    return then.meta.get("stonith_action") !== "on";
  }
  return then.task !== "do_shutdown" || probe.node === then.node;
}
