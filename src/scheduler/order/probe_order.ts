/**
 * What is not known yet is found out first: a probe comes before what would be done about its
 * resource, and before the restarts of others that would follow from that.
 */
import { compatibleInstance } from "../assign/compatible_instance.ts";
import type { Action } from "../state/action.ts";
import { ORDER, type Ordering } from "../state/ordering.ts";
import type { Primitive, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

import { actionsOf, probesOf } from "./find_action.ts";
import { orderActions } from "./new_ordering.ts";

/** Adds those orderings, for all probes that are to be done. */
export function orderProbes(w: Working): void {
  const probes = new Map<Resource, readonly Action[]>();
  for (const resource of w.byId.values()) {
    if (resource.kind !== "primitive") continue;
    const own = probesOf(resource);
    if (own.length > 0) probes.set(resource, own);
  }
  if (probes.size === 0) return;
  if (w.actions.some(isUndoing)) {
    for (const [resource, own] of probes) orderBeforeRestarts(w, resource as Primitive, own);
  }
  for (const ordering of w.orderings) orderBeforeFollowers(ordering, probes);
}

const isUndoing = ({ task, pseudo, resource }: Action): boolean =>
  (task === "stop" || task === "demote") && !pseudo && resource?.kind === "primitive";

/** Others restart once this one starts: the probe is done before they are stopped for that. */
function orderBeforeRestarts(w: Working, resource: Primitive, probes: readonly Action[]): void {
  const stopsAfter = new Map<Action, readonly Action[]>();
  for (const probe of probes) {
    // What is added meanwhile is not followed.
    for (let index = probe.after.length - 1; index >= 0; index -= 1) {
      const then = probe.after[index]?.action as Action;
      let stops = stopsAfter.get(then);
      if (stops === undefined) stopsAfter.set(then, stops = restartsAfter(w, resource, then));
      for (const stop of stops) orderActions(probe, stop, ORDER.optional);
    }
  }
}

/** The stops and demotes of other resources that go with what follows from an action. */
function restartsAfter(w: Working, probed: Primitive, start: Action): readonly Action[] {
  const found: Action[] = [];
  const seen = new Set<Action>([start]);
  const open = [start];
  for (let action = open.pop(); action !== undefined; action = open.pop()) {
    if (action.resource?.kind === "primitive" && action.resource !== probed) {
      for (const undone of undoing(action, action.resource)) if (!undone.pseudo) found.push(undone);
    }
    for (const { action: next } of followers(w, probed, action)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return found;
}

function undoing({ task }: Action, resource: Primitive): readonly Action[] {
  if (task === "start") return actionsOf(resource, "stop");
  if (task === "promote") return actionsOf(resource, "demote");
  return [];
}

/** What is required once the action is, and of a group or clone its parts: of an interleaved clone one. */
function followers(w: Working, probed: Primitive, action: Action): Action["after"] {
  const { resource } = action;
  let only: Resource | null | undefined = undefined;
  return action.after.filter(({ given, action: next }) => {
    if ((given & ORDER.impliesThen) !== 0) return true;
    if (resource === null || resource.kind === "primitive" || probed.parent === resource) {
      return false;
    }
    if (next.resource === null || next.resource.kind === "clone") return false;
    if (next.resource.parent !== resource) return false;
    if (resource.kind !== "clone" || !resource.interleave) return true;
    if (only === undefined) only = compatibleInstance(w, probed, resource, null, "next");
    return only === next.resource;
  });
}

/** A stop that others wait for may turn out to be needed: then they wait for the probe as well. */
function orderBeforeFollowers(
  ordering: Ordering,
  probes: ReadonlyMap<Resource, readonly Action[]>,
): void {
  const { firstResource, thenResource, type } = ordering;
  if (type === ORDER.none || firstResource === null || firstResource === thenResource) return;
  if ((ordering.firstAction?.task ?? ordering.firstTask) !== "stop") return;
  const own = probes.get(firstResource);
  if (own === undefined) return;
  const flags = type === ORDER.apart || type === ORDER.load
    ? type
    : ORDER.optional | (type & (ORDER.unlessFirstMigrates | ORDER.sameNode));
  for (const then of followersOf(ordering)) {
    for (const probe of own) if (isNeededBefore(probe, then)) orderActions(probe, then, flags);
  }
}

function followersOf(ordering: Ordering): readonly Action[] {
  const { thenAction, thenResource, thenTask, thenInterval } = ordering;
  if (thenAction !== null) return [thenAction];
  if (thenResource === null || thenTask === null) return [];
  return actionsOf(thenResource, thenTask, thenInterval);
}

/** A node is unfenced before it is probed, and only its own probes come before its shutdown. */
function isNeededBefore(probe: Action, then: Action): boolean {
  const elsewhere = probe.node !== null && then.node !== null && probe.node !== then.node;
  if (then.task === "do_shutdown") return !elsewhere;
  const unfencing = then.task === "stonith" && then.meta.get("stonith_action") === "on";
  return !unfencing || elsewhere || probe.node === null || then.node === null;
}
