/** The plan itself: marks the actions that are to be carried out and what each has to wait for. */
import type { Action, Edge } from "../state/action.ts";
import type { Clone, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { actionFlags } from "./action_flags.ts";
import { belongsToPlan, isAwaited } from "./graph_input.ts";
import { createNotifications } from "./notifications.ts";

/**
 * The actions of the plan in the order in which they are looked at by whoever carries it out. They
 * are marked as `dumped`, and so are those edges in `before` that they have to wait for.
 */
export function buildGraph(w: Working): readonly Action[] {
  const plan: Action[] = [];
  for (const resource of w.resources) addResource(w, plan, resource);
  latestFirst(w.actions, (action) => add(plan, action));
  return plan;
}

function addResource(w: Working, plan: Action[], resource: Resource): void {
  if (resource.kind === "clone") return addClone(w, plan, resource);
  latestFirst(resource.actions, (action) => add(plan, action));
  if (resource.kind === "group") {
    for (const member of resource.children) addResource(w, plan, member);
  }
}

function addClone(w: Working, plan: Action[], clone: Clone): void {
  latestFirst(clone.actions, (action) => actionFlags(action, null, () => {}));
  createNotifications(w, clone);
  for (const instance of clone.children) addResource(w, plan, instance);
  latestFirst(clone.actions, (action) => add(plan, action));
}

function latestFirst(actions: readonly Action[], visit: (action: Action) => void): void {
  for (let index = actions.length - 1; index >= 0; index -= 1) visit(actions[index] as Action);
}

function add(plan: Action[], action: Action): void {
  if (action.dumped || !belongsToPlan(action)) return;
  action.dumped = true;
  plan.push(action);
  mergeDuplicates(action.before);
  for (const edge of action.before) if (isAwaited(action, edge)) edge.state = "dumped";
}

/** Of several edges from one action only one stays, with what all of them say. */
function mergeDuplicates(edges: Edge[]): void {
  if (edges.length < 2) return;
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
