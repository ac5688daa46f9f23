/** Nodes that go: those that must be fenced, and those that have asked to leave. */
import { newOrdering, orderActions } from "../order/new_ordering.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import { childrenOf, type Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { canFence, fenceAction } from "./fence_action.ts";
import { orderAgainstFencing } from "./fence_order.ts";
import { newAction } from "./new_action.ts";

/**
 * Fences what is unclean, if there is anything to manage, and shuts down what has asked for it. The
 * coordinator goes last, so that nobody has to take over before all others are done with.
 */
export function scheduleFencingAndShutdowns(w: Working): void {
  const managing = w.resources.some(isManaged);
  const fencings: Action[] = [];
  const shutdowns: Action[] = [];
  let last: Action | null = null;
  for (const node of w.nodes) {
    if (managing && node.unclean && canFence(w, node)) {
      const fencing = fenceAction(w, node, null, false, "node is unclean");
      orderAgainstFencing(w, fencing);
      if (node.dc) last = fencing;
      else addFencing(w, fencings, fencing);
    } else if (node.online && node.shutdown) {
      const shutdown = newShutdown(w, node);
      if (node.dc) last = shutdown;
      else shutdowns.push(shutdown);
    }
  }
  if (last === null) return;
  // A fencing of the coordinator must not wait for shutdowns: stops could stand between, and wait for it.
  if (last.task === "do_shutdown") {
    for (const shutdown of shutdowns) orderActions(shutdown, last, ORDER.optional);
  }
  const awaited = w.input.options.concurrentFencing ? fencings : fencings.slice(-1);
  for (const fencing of awaited) orderActions(fencing, last, ORDER.optional);
}

const isManaged = (resource: Resource): boolean =>
  resource.managed || childrenOf(resource).some(isManaged);

/** One after the other, unless several may be under way at once. */
function addFencing(w: Working, fencings: Action[], fencing: Action): void {
  const before = fencings.at(-1);
  if (!w.input.options.concurrentFencing && before !== undefined) {
    orderActions(before, fencing, ORDER.optional);
  }
  fencings.push(fencing);
}

function newShutdown(w: Working, node: Node): Action {
  const key = `do_shutdown-${node.name}`;
  const shutdown = newAction(w, {
    resource: null,
    node,
    task: "do_shutdown",
    key,
    optional: false,
  });
  for (const action of w.actions) {
    if (action.node !== node || action.task !== "stop" || node.maintenance) continue;
    const { resource } = action;
    // What nobody manages must not hold the node back.
    if (resource === null || resource.maintenance) continue;
    if (!resource.managed && !resource.blocked) continue;
    action.optional = false;
    newOrdering(w, { action }, { action: shutdown }, ORDER.optional | ORDER.needsFirst);
  }
  return shutdown;
}
