/** Fencing a node, and switching it on again (unfencing). */
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { orderActions } from "../order/new_ordering.ts";
import { fencingDelay } from "./fencing_delay.ts";
import { newAction, setReason } from "./new_action.ts";
import {
  isFenceDevice,
  isUnfenced,
  isUnfencingUsed,
  needsUnfencing,
} from "../state/requirement.ts";

/** `on` unfences; the others make sure that a node runs nothing any more. */
export type FenceTask = "reboot" | "off" | "on";

/**
 * The action that fences a node, made where it does not exist. `task` null: as the cluster's option
 * says. It becomes required only where fencing is possible at all.
 */
export function fenceAction(
  w: Working,
  node: Node,
  task: FenceTask | null,
  optional: boolean,
  because: string | null,
): Action {
  const kind = task ?? w.input.options.fencingAction;
  let action = node.fencing.get(kind);
  if (action === undefined) {
    const key = `stonith-${node.name}-${kind}`;
    action = newAction(w, { resource: null, node, task: "stonith", key, optional: true });
    action.meta.set("stonith_action", kind);
    node.fencing.set(kind, action);
    // What made the node unclean while facts were read has been the first reason.
    if (kind === w.input.options.fencingAction) setReason(action, node.uncleanBecause);
  }
  if (!optional && canFence(w, node)) action.optional = false;
  setReason(action, because);
  if (!optional && kind !== "on" && w.input.options.priorityFencingDelay > 0) {
    action.meta.set("priority_fencing_delay", String(fencingDelay(w, node)));
  }
  return action;
}

/** Marks a node as one that must be fenced before what it has may run elsewhere. */
export function fenceNode(w: Working, node: Node, because: string): void {
  if (node.unclean) return;
  node.unclean = true;
  node.uncleanBecause = because;
  fenceAction(w, node, null, true, because);
}

/**
 * Whether the node may be fenced: there is a way to, and this partition has the right to. Without
 * quorum only nodes of the own partition may be, or if the loss of quorum does not matter.
 */
export const canFence = (w: Working, node: Node): boolean =>
  w.fencingPossible &&
  (w.quorum || w.input.options.noQuorumPolicy === "ignore" || node.online);

/**
 * Has nodes switched on before they are used: `node`, or where that is null (or is not to be used) the
 * nodes that the fence device `resource` may run on.
 */
export function triggerUnfencing(
  w: Working,
  resource: Resource | null,
  node: Node | null,
  because: string,
): void {
  if (!isUnfencingUsed(w)) return;
  if (resource !== null && !isFenceDevice(resource)) return;
  if (node !== null && isUsable(node)) {
    fenceAction(w, node, "on", false, because);
    return;
  }
  if (resource === null) return;
  for (const one of w.nodes) {
    if (resource.allowed.scores[one.index] === ABSENT || !isUsable(one)) continue;
    fenceAction(w, one, "on", false, because);
  }
}

const isUsable = (node: Node): boolean => node.online && !node.unclean && !node.shutdown;

/**
 * Puts an action on a node after its unfencing, for what needs that, and for fence devices, whose
 * agents often know too little before it. A node that was never unfenced is to be now.
 */
export function orderAfterUnfencing(
  w: Working,
  resource: Resource,
  node: Node,
  action: Action,
  flags: number,
): void {
  const concerned = isFenceDevice(resource) ? isUnfencingUsed(w) : needsUnfencing(resource);
  if (!concerned) return;
  orderActions(fenceAction(w, node, "on", true, null), action, flags);
  if (!isUnfenced(node)) {
    triggerUnfencing(w, null, node, `required by ${resource.id} ${action.task}`);
  }
}
