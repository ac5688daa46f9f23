/** Which actions are in the plan, and which of those before them they have to wait for. */
import type { Action, Edge } from "../state/action.ts";
import { ORDER } from "../state/ordering.ts";
import type { Working } from "../state/working.ts";

/** Whether an action is to be carried out, or marks a point between those that are. */
export function belongsToPlan(action: Action): boolean {
  const { resource, node, task } = action;
  if (!action.runnable || (action.optional && !action.shown)) return false;
  // What is not managed is still watched, and no longer watched where that has changed.
  if (resource !== null && !resource.managed && task !== "monitor" && action.interval === 0) {
    return false;
  }
  if (action.pseudo || task === "stonith" || task === "do_shutdown") return true;
  if (node === null) return false;
  // The history of a resource is deleted by the coordinator.
  return task === "delete" || (node.online && !node.unclean);
}

const PASSIVE = ORDER.optional | ORDER.showsFirst | ORDER.showsThen;

/** Whether an action has to wait for another; an ordering that does not apply is taken out for good. */
export function isAwaited(action: Action, edge: Edge): boolean {
  const { action: input, type } = edge;
  if (edge.state === "dumped") return true;
  if (type === ORDER.none || edge.state === "duplicate") return false;
  if (!input.runnable) {
    if ((type & ~PASSIVE) === 0) return false;
    if ((type & (ORDER.oneOrMore | ORDER.migration)) !== 0) return false;
  }
  if ((type & ORDER.unlessFirstMigrates) !== 0 && input.migrateRunnable) return false;
  const isStop = input.task === "stop" && input.interval === 0;
  if (type === ORDER.optional && input.migrateRunnable && isStop) return false;
  if (type === ORDER.load || type === ORDER.apart) {
    const applies = type === ORDER.load ? isRoomNeeded(action, input) : isInTheWay(action, input);
    if (!applies) edge.type = ORDER.none;
    return applies;
  }
  if (isStop && isStuckForClone(action, input)) return false;
  return !input.optional || input.shown || input.dumped;
}

/** A migration needs the room where it goes to, not where it is begun. */
function isRoomNeeded(action: Action, { node, optional }: Action): boolean {
  if (action.resource !== null && action.task === "migrate_to") {
    const { assignedTo } = action.resource;
    return node !== null && node === assignedTo;
  }
  return node !== null && node === action.node && !optional;
}

function isInTheWay(action: Action, { node, optional }: Action): boolean {
  return !optional && (node === null || action.node === null || node === action.node);
}

/** What failed and is nobody's to touch does not keep a clone from shutting down. */
function isStuckForClone(action: Action, { resource }: Action): boolean {
  return resource !== null && resource !== action.resource && resource.failed &&
    !resource.managed && action.resource?.kind === "clone";
}

/** Two that change places by migration each need the other's room: neither waits. */
export function breakLoadLoops(w: Working): void {
  if (w.input.options.placementStrategy === "default") return;
  for (let index = w.actions.length - 1; index >= 0; index -= 1) {
    const action = w.actions[index] as Action;
    if (action.resource === null || action.task !== "migrate_to") continue;
    for (const edge of action.before) {
      if (edge.type === ORDER.load && isAwaited(action, edge) && comesAfter(edge.action, action)) {
        edge.type = ORDER.none;
      }
    }
  }
}

/** Whether an action has to wait for another, directly or through others. */
function comesAfter(action: Action, other: Action): boolean {
  const seen = new Set([action]);
  const open = [action];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    for (const edge of next.before) {
      if (seen.has(edge.action) || !isAwaited(next, edge)) continue;
      seen.add(edge.action);
      open.push(edge.action);
    }
  }
  return false;
}
