/** Probes: before anything is started, each node is asked once whether the resource runs there already. */
import { newOrdering } from "../order/new_ordering.ts";
import { OCF } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import {
  byNumber,
  type Clone,
  type Group,
  type Primitive,
  type Resource,
  topOf,
} from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { discoveryOf } from "./discovery.ts";
import { orderAfterUnfencing } from "./fence_action.ts";
import { newAction } from "./new_action.ts";

/** Makes the probes of all nodes that can be asked, for all resources not looked for there yet. */
export function scheduleProbes(w: Working): void {
  if (!w.input.options.enableStartupProbes) return;
  const nodes = w.nodes.filter(({ online, unclean, input }) => online && !unclean && input.probes);
  if (nodes.length === 0) return;
  // From here on instances are looked at by number, no longer in the order of their assignment.
  for (const one of w.resources) if (one.kind === "clone") one.children.sort(byNumber);
  for (const node of nodes) {
    for (const resource of w.resources) probeResource(w, resource, node);
  }
}

function probeResource(w: Working, resource: Resource, node: Node): void {
  switch (resource.kind) {
    case "primitive":
      return probePrimitive(w, resource, node);
    case "group":
      for (const member of resource.children) probePrimitive(w, member, node);
      return;
    case "clone":
      return probeClone(w, resource, node);
  }
}

/** Instances that nobody can tell apart are looked for by one of them. */
function probeClone(w: Working, clone: Clone, node: Node): void {
  const discovery = discoveryOf(clone);
  if (discovery?.exclusive === true && clone.allowed.scores[node.index] !== ABSENT) {
    if (discovery.modes.get(node.index) !== "exclusive") {
      // Notifications concern only nodes where it might ever run.
      clone.allowed.scores[node.index] = ABSENT;
      return;
    }
  }
  if (clone.unique) {
    for (const instance of clone.children) probeResource(w, instance, node);
    return;
  }
  const instance = clone.children.find((one) => isKnown(one, node)) ??
    clone.children.find((one) => isAssigned(one, node)) ?? clone.children[0];
  if (instance !== undefined) probeResource(w, instance, node);
}

const isKnown = (instance: Primitive | Group, node: Node): boolean =>
  instance.kind === "primitive"
    ? instance.known[node.index] === 1
    : instance.children.some((member) => member.known[node.index] === 1);

/** A group is nowhere if its members are in different places. */
function isAssigned(instance: Primitive | Group, node: Node): boolean {
  if (instance.kind === "primitive") return instance.assignedTo === node;
  const places = new Set(instance.children.map(({ assignedTo }) => assignedTo));
  places.delete(null);
  return places.size === 1 && places.has(node);
}

function probePrimitive(w: Working, primitive: Primitive, node: Node): void {
  if (primitive.orphan || primitive.known[node.index] === 1) return;
  if (!isToBeDiscovered(primitive, node)) return;
  const probe = newAction(w, { resource: primitive, node, task: "monitor", optional: false });
  // Also of what is not managed it is good to know where it runs.
  probe.optional = false;
  orderAfterUnfencing(w, primitive, node, probe, ORDER.optional);
  if (!primitive.runningOn.includes(node)) probe.expects = OCF.notRunning;
  else if (primitive.role === "promoted") probe.expects = OCF.promoted;
  const top = topOf(primitive);
  const whole = top.kind === "clone" ? top : primitive;
  // What cannot be probed must not be started; but what is active already need not stop for that.
  const blocks = !probe.runnable && primitive.runningOn.length === 0;
  const flags = blocks ? ORDER.optional | ORDER.needsFirst : ORDER.optional;
  newOrdering(w, { action: probe }, { resource: whole, task: "start" }, flags);
  if (whole !== primitive || !primitive.reload) return;
  newOrdering(w, { action: probe }, { resource: whole, task: "reload-agent" }, ORDER.optional);
}

/** Constraints may say where it is not to be looked for, or that it is only there. */
function isToBeDiscovered(primitive: Primitive, node: Node): boolean {
  const own = discoveryOf(primitive);
  const top = topOf(primitive);
  const exclusive = own?.exclusive === true || discoveryOf(top)?.exclusive === true;
  const allowed = primitive.allowed.scores[node.index] !== ABSENT;
  const mode = own?.modes.get(node.index) ?? "always";
  if (exclusive && (!allowed || mode !== "exclusive")) return false;
  return !(allowed && mode === "never");
}
