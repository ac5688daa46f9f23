/** The actions of a plan in an order in which they can be carried out, and a line for each. */
import {
  childrenOf,
  HistoryNames,
  type PlanAction as Action,
  recordedName,
  type Resource,
  type Working,
} from "../scheduler/mod.ts";
import { item } from "./words.ts";

/**
 * Round by round all that waits for nothing more, in the order of the plan: what a resource does, then
 * its members; of a clone its instances first; at last what belongs to no resource. That is the order
 * of crm_simulate.
 */
export function executionOrder(w: Working): readonly Action[] {
  let waiting = planOrder(w);
  const done = new Set<Action>();
  for (let before = -1; before !== done.size;) {
    before = done.size;
    waiting = waiting.filter((action) => {
      const ready = action.before.every((edge) => edge.state !== "dumped" || done.has(edge.action));
      if (ready) done.add(action);
      return !ready;
    });
  }
  return [...done];
}

/** What was made last comes first. */
function planOrder(w: Working): readonly Action[] {
  const actions = new Set<Action>();
  const addOwn = (of: readonly Action[]): void => {
    for (const action of of.toReversed()) if (action.dumped) actions.add(action);
  };
  const add = (resource: Resource): void => {
    if (resource.kind !== "clone") addOwn(resource.actions);
    for (const child of childrenOf(resource)) add(child);
    addOwn(resource.actions);
  };
  for (const resource of w.resources) add(resource);
  addOwn(w.actions);
  return [...actions];
}

export function executionLines(w: Working): readonly string[] {
  const names = new HistoryNames(w);
  return executionOrder(w).map((action) => item(1, lineOf(action, names)));
}

function lineOf(action: Action, names: HistoryNames): string {
  const { task, node, resource } = action;
  if (task === "stonith") return `Fencing ${node?.name} (${action.meta.get("stonith_action")})`;
  if (task === "do_shutdown") return `Cluster action:  do_shutdown on ${node?.name}`;
  if (task === "clear_failcount" || task === "lrm_delete") {
    const name = resource?.kind === "primitive" ? names.newName(resource) : resource?.id;
    return `Cluster action:  ${task} for ${name} on ${node?.name}`;
  }
  if (action.pseudo || resource?.kind !== "primitive") {
    return `Pseudo action:   ${pseudoKey(action)}`;
  }
  const interval = action.interval === 0 || task === "delete" ? "" : `=${action.interval}`;
  const name = names.shownName(resource).padEnd(15);
  return `Resource action: ${name} ${task}${interval} on ${node?.name}`;
}

/** A resource that histories know by another name goes by that, and its actions by their tasks. */
function pseudoKey({ resource, key, task, interval, meta }: Action): string {
  const name = resource === null ? null : recordedName(resource);
  if (name === null) return key;
  if (task !== "notify") return `${name}_${task}_${interval}`;
  return `${name}_${meta.get("notify_type")}_notify_${meta.get("notify_operation")}_0`;
}
