/** A linter for plans: what no plan may ever say, found without knowing how plans are made. */
import type { ResourceConfig } from "../model/mod.ts";
import { factOf } from "./facts.ts";
import type { ScheduleInput } from "./schedule.ts";
import type { Action, ActionId, Transition } from "./transition_plan.ts";

/** Sentences, one for each thing that is wrong; none for a good plan. */
export function verify(transition: Transition, input: ScheduleInput): readonly string[] {
  const byId = new Map(transition.actions.map((action) => [action.id, action]));
  return [
    ...(byId.size === transition.actions.length ? [] : ["an action is there twice"]),
    ...transition.actions.flatMap((action) => dangling(action, byId)),
    ...(isCyclic(byId) ? ["the actions wait for each other in a circle"] : []),
    ...transition.actions.flatMap((action) => misplaced(action, input)),
    ...transition.actions.flatMap((action) => secondPlace(action, byId, input)),
    ...transition.actions.flatMap((action) => outOfOrder(action, byId, input)),
  ];
}

function dangling(action: Action, byId: ReadonlyMap<ActionId, Action>): readonly string[] {
  return action.after.filter((id) => !byId.has(id)).map((id) =>
    `${action.id} waits for no-one: ${id}`
  );
}

function isCyclic(byId: ReadonlyMap<ActionId, Action>): boolean {
  const done = new Set<ActionId>();
  for (let left = byId.size; left > 0; left -= 1) {
    const ready = [...byId.values()].filter(({ id, after }) =>
      !done.has(id) && after.every((before) => done.has(before))
    );
    if (ready.length === 0) break;
    for (const { id } of ready) done.add(id);
  }
  return done.size < byId.size;
}

/** Nothing is asked of a node that takes no orders, and nothing started without quorum. */
function misplaced(action: Action, { nodes, quorum, noQuorum }: ScheduleInput): readonly string[] {
  const node = nodes.find(({ name }) => name === action.node);
  if (node === undefined || node.standing === "pending" || node.standing === "offline") {
    return [`${action.id}: the node takes no orders`];
  }
  if (node.ordered.has(action.resource)) return [`${action.id}: another order is under way`];
  if (action.kind !== "start") return [];
  if (node.standing !== "online") return [`${action.id}: the node is ${node.standing}`];
  return quorum || noQuorum !== "stop" ? [] : [`${action.id}: there is no quorum`];
}

/** A start needs the resource off everywhere else, or a stop of it before. */
function secondPlace(
  action: Action,
  byId: ReadonlyMap<ActionId, Action>,
  input: ScheduleInput,
): readonly string[] {
  const member = memberOf(action, input);
  if (action.kind !== "start" || member === undefined) return [];
  return input.nodes.flatMap((node) => {
    const { state, busy } = factOf(node, member);
    if (state === "off" && !busy) return [];
    const elsewhere = (input.lastHolders.get(action.resource) ?? node.name) !== node.name;
    if (state === "unknown" && elsewhere) return [];
    const stopped = action.after.some((id) => {
      const before = byId.get(id);
      return before?.kind === "stop" && before.resource === action.resource &&
        before.node === node.name;
    });
    return stopped ? [] : [`${action.id}: it is ${busy ? "busy" : state} on ${node.name}`];
  });
}

/** A member starts after the one before it runs, or is started before, at the same place. */
function outOfOrder(
  action: Action,
  byId: ReadonlyMap<ActionId, Action>,
  input: ScheduleInput,
): readonly string[] {
  if (action.kind !== "start") return [];
  const unit = input.units.find((each) => each.members.some(({ id }) => id === action.resource));
  const index = unit?.members.findIndex(({ id }) => id === action.resource) ?? 0;
  const earlier = unit?.members[index - 1];
  const node = input.nodes.find(({ name }) => name === action.node);
  if (earlier === undefined || node === undefined) return [];
  const stops = [...byId.values()].some((each) =>
    each.kind === "stop" && each.resource === earlier.id && each.node === node.name
  );
  const runs = factOf(node, earlier).state === "on" && !stops;
  const started = action.after.some((id) => {
    const before = byId.get(id);
    return before?.kind === "start" && before.resource === earlier.id && before.node === node.name;
  });
  return runs || started ? [] : [`${action.id}: ${earlier.id} does not run there before`];
}

const memberOf = (action: Action, { units }: ScheduleInput): ResourceConfig | undefined =>
  units.flatMap((unit) => unit.members).find(({ id }) => id === action.resource);
