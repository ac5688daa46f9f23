/** How often a resource has failed on a node, and when that is forgotten. */
import { addScores } from "../../model/mod.ts";
import type { FailureInput } from "../input.ts";
import type { Action } from "../state/action.ts";
import { newOrdering } from "../order/new_ordering.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { type Primitive, type Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { newAction } from "./new_action.ts";
import { onFailOf } from "./operation.ts";

const indexes = new WeakMap<Working, Map<string, Map<string, FailureInput[]>>>();

const NONE: readonly FailureInput[] = [];

/** Failures recorded of a resource on a node: for an instance that is like the others, of all of them. */
export function failuresOf(w: Working, resource: Primitive, node: Node): readonly FailureInput[] {
  if (w.input.failures.length === 0) return NONE;
  let index = indexes.get(w);
  if (index === undefined) indexes.set(w, index = indexFailures(w));
  const byResource = index.get(node.name);
  if (byResource === undefined) return NONE;
  return byResource.get(resource.unique ? resource.id : resource.baseId) ?? NONE;
}

function indexFailures(w: Working): Map<string, Map<string, FailureInput[]>> {
  const index = new Map<string, Map<string, FailureInput[]>>();
  for (const failure of w.input.failures) {
    let byResource = index.get(failure.node);
    if (byResource === undefined) index.set(failure.node, byResource = new Map());
    const known = byResource.get(failure.resource);
    if (known === undefined) byResource.set(failure.resource, [failure]);
    else known.push(failure);
  }
  return index;
}

/** How often it has failed there, whether that is forgotten or not. */
export const failcount = (w: Working, resource: Primitive, node: Node): number =>
  failuresOf(w, resource, node).reduce((sum, { count }) => addScores(sum, count), 0);

/** As `failcount`, and 0 if the last failure lies longer back than failure-timeout. */
export function effectiveFailcount(w: Working, resource: Primitive, node: Node): number {
  const failures = failuresOf(w, resource, node);
  if (failures.length === 0) return 0;
  const timeout = failureTimeout(w, resource, failures);
  const last = failures.reduce((latest, one) => Math.max(latest, one.last ?? 0), 0);
  if (timeout > 0 && last > 0 && w.input.now > last + timeout / 1000) return 0;
  return failcount(w, resource, node);
}

/** What blocks a resource until somebody has looked is not forgotten by itself. */
function failureTimeout(
  w: Working,
  resource: Primitive,
  failures: readonly FailureInput[],
): number {
  const blocks = failures.some(({ operation, lasting }) =>
    lasting ??
      (operation !== null &&
        onFailOf(w, resource.input, operation.name, operation.interval) === "block")
  );
  return blocks ? 0 : resource.meta.failureTimeout;
}

/** Forgets the failures of a resource on a node. */
export function clearFailcount(w: Working, resource: Primitive, node: Node, why: string): Action {
  const action = newAction(w, { resource, node, task: "clear_failcount", optional: false });
  action.reason ??= why;
  return action;
}

/**
 * Forgets failures that are older than failure-timeout, and those of another definition: before it is
 * asked whether there are too many of them.
 */
export function clearPastFailures(w: Working): void {
  for (const resource of w.byId.values()) {
    if (resource.kind !== "primitive") continue;
    for (const [index, fact] of resource.facts) {
      const node = w.nodes[index] as Node;
      const why = fact.clearFailures === undefined
        ? isOver(w, resource, node) ? "it expired" : null
        : fact.clearFailures;
      if (why !== null) clearFailcount(w, resource, node, why);
    }
  }
}

const isOver = (w: Working, resource: Primitive, node: Node): boolean =>
  resource.meta.failureTimeout > 0 && failcount(w, resource, node) > 0 &&
  effectiveFailcount(w, resource, node) === 0;

/** Forgets the failures of what is no longer configured, before it is stopped. */
export function clearFailcounts(w: Working): void {
  if (!w.input.options.stopOrphanResources || w.input.failures.length === 0) return;
  for (const resource of w.resources) {
    if (!isOrphan(resource)) continue;
    for (const node of w.nodes) {
      if (!node.online || effectiveFailcount(w, resource, node) === 0) continue;
      const action = clearFailcount(w, resource, node, "it is orphaned");
      newOrdering(w, { action }, { resource, task: "stop" }, ORDER.optional);
    }
  }
}

const isOrphan = (resource: Resource): resource is Primitive =>
  resource.kind === "primitive" && resource.orphan;
