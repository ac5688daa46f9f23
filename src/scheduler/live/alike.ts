/**
 * Instances of an anonymous clone are alike, so one that goes from a node for another to come there is
 * left alone. Pacemaker changes them one for the other, once a transition; here, where a plan is made
 * after every step, that would go on for ever.
 */
import type { Action as Planned } from "../state/action.ts";
import { cloneOf, type Primitive, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

const UNDONE: ReadonlyMap<string, string> = new Map([["start", "stop"], ["promote", "demote"]]);

/** What need not be done of a plan, and what nobody need be told of then. */
export function needlessIn(w: Working): ReadonlySet<Planned> {
  const needless = new Set<Planned>();
  const ends = endsIn(w);
  if (ends.size === 0) return needless;
  for (const action of w.actions) {
    const undone = UNDONE.get(action.task);
    const one = undone === undefined ? null : copyOf(action);
    if (one === null || undone === undefined) continue;
    const end = ends.get(`${undone} ${one.baseId} ${action.node?.index}`);
    if (end === undefined || end.resource === one || !isOwnAffair(action, one)) continue;
    needless.add(end).add(action);
  }
  if (needless.size > 0) addNotices(w, needless);
  return needless;
}

/** Stops and demotions of what is well. */
function endsIn(w: Working): ReadonlyMap<string, Planned> {
  const ends = new Map<string, Planned>();
  for (const action of w.actions) {
    if (action.task !== "stop" && action.task !== "demote") continue;
    const one = copyOf(action);
    const fact = action.node === null ? undefined : one?.facts.get(action.node.index);
    if (one === null || fact === undefined || one.failed || fact.definition !== "same") continue;
    ends.set(`${action.task} ${one.baseId} ${action.node?.index}`, action);
  }
  return ends;
}

function copyOf({ resource, dumped, pseudo }: Planned): Primitive | null {
  if (!dumped || pseudo || resource?.kind !== "primitive" || resource.unique) return null;
  return cloneOf(resource) === null ? null : resource;
}

/** Nothing of another resource has to be done between the two. */
function isOwnAffair(action: Planned, one: Primitive): boolean {
  const clone = topOf(one);
  const seen = new Set([action]);
  for (const each of seen) {
    for (const { action: first, state } of each.before) {
      if (state !== "dumped" || seen.has(first)) continue;
      const { resource, pseudo } = first;
      if (!pseudo && resource !== null && topOf(resource) !== clone) return false;
      seen.add(first);
    }
  }
  return true;
}

/** Notices of operations of which none is left. */
function addNotices(w: Working, needless: Set<Planned>): void {
  const left = new Set<string>();
  for (const action of w.actions) {
    if (!action.dumped || action.pseudo || needless.has(action)) continue;
    if (action.resource !== null) left.add(`${topOf(action.resource).id} ${action.task}`);
  }
  for (const action of w.actions) {
    if (action.task !== "notify" || action.resource === null || !action.dumped) continue;
    const told = `${topOf(action.resource).id} ${action.meta.get("notify_operation")}`;
    if (!left.has(told)) needless.add(action);
  }
}
