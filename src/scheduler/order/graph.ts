/** The plan itself: marks the actions that are to be carried out and what each has to wait for. */
import type { Action, Edge } from "../state/action.ts";
import type { Clone, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { actionFlags } from "./action_flags.ts";
import { belongsToPlan, isAwaited } from "./graph_input.ts";
import { latestFirst } from "./latest_first.ts";
import { createNotifications } from "./notifications.ts";

/**
 * The actions of the plan are marked as `dumped`, and so are those edges in `before` that they have to
 * wait for.
 */
export function buildGraph(w: Working): void {
  for (const resource of w.resources) addResource(w, resource);
  latestFirst(w.actions, add);
}

function addResource(w: Working, resource: Resource): void {
  if (resource.kind === "clone") return addClone(w, resource);
  latestFirst(resource.actions, add);
  if (resource.kind === "group") {
    for (const member of resource.children) addResource(w, member);
  }
}

function addClone(w: Working, clone: Clone): void {
  latestFirst(clone.actions, (action) => actionFlags(action, null, () => {}));
  createNotifications(w, clone);
  for (const instance of clone.children) addResource(w, instance);
  latestFirst(clone.actions, add);
}

function add(action: Action): void {
  if (action.dumped || !belongsToPlan(action)) return;
  action.dumped = true;
  mergeDuplicates(action.before);
  for (const edge of action.before) if (isAwaited(action, edge)) edge.state = "dumped";
}

/** As they mostly are: then no two of them are from one action. */
function isAscending(edges: readonly Edge[]): boolean {
  for (let index = 1; index < edges.length; index += 1) {
    if ((edges[index - 1] as Edge).action.id >= (edges[index] as Edge).action.id) return false;
  }
  return true;
}

/** Of several edges from one action only one stays, with what all of them say. */
function mergeDuplicates(edges: Edge[]): void {
  if (isAscending(edges)) return;
  edges.sort((one, other) => one.action.id - other.action.id);
  let kept = edges[0] as Edge;
  for (const edge of edges.slice(1)) {
    if (edge.action !== kept.action) {
      kept = edge;
      continue;
    }
    kept.type |= edge.type;
    edge.state = "duplicate";
  }
}
