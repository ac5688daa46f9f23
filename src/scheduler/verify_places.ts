/** A linter's second half: how many of a resource a plan comes to, and beside what. */
import { instancesOf } from "../agent/mod.ts";
import { INFINITY, type NodeName, type ResourceId, type Unit } from "../model/mod.ts";
import { factOf, isActive } from "./live/fact.ts";
import type { ScheduleInput, ScheduleNode } from "./live/schedule_input.ts";
import type { Action } from "./transition_plan.ts";

export const misplacedTogether = (
  actions: readonly Action[],
  input: ScheduleInput,
): readonly string[] => [
  ...tooMany(actions, input),
  ...actions.flatMap((action) => besideNothing(action, actions, input)),
];

/** No plan adds a copy where there are as many as there may be, nor a promoted one. */
const tooMany = (actions: readonly Action[], input: ScheduleInput): readonly string[] =>
  instancesOf(input.config).flatMap(([{ id }, clone]) => {
    const end = endOf(id, actions, input);
    const copies = clone === null || clone.unique ? 1 : clone.max;
    const promoted = clone?.promoted?.max ?? 0;
    return [
      ...(end.started && end.active > copies ? [`${id}: ${end.active} of ${copies}`] : []),
      ...(end.promoting && end.promoted > promoted
        ? [`${id}: ${end.promoted} of ${promoted} promoted`]
        : []),
    ];
  });

/** What there is of a resource once the plan is done, and whether the plan adds to it. */
function endOf(id: ResourceId, actions: readonly Action[], input: ScheduleInput) {
  const mine = actions.filter(({ resource }) => resource === id);
  const does = (node: NodeName, ...kinds: readonly Action["kind"][]) =>
    mine.some((one) => one.node === node && kinds.includes(one.kind));
  let [active, promoted] = [0, 0];
  for (const node of input.nodes) {
    const { name } = node;
    const fact = factOf(node, { id });
    const starts = does(name, "start", "migrate_from");
    if (starts || (isActive(fact) && !does(name, "stop", "migrate_to"))) active += 1;
    const stays = fact.promoted && !does(name, "demote", "stop");
    if (does(name, "promote") || stays) promoted += 1;
  }
  // What waits for something under way is looked at in the plan made then; what is under way was good once.
  const adds = (...kinds: readonly Action["kind"][]) =>
    mine.some((one) => kinds.includes(one.kind) && !one.waits && !isBegun(one, input));
  return { active, promoted, started: adds("start", "migrate_from"), promoting: adds("promote") };
}

/** The member before it runs there already: it is no further copy, but the rest of one. */
function isBegun({ resource, node }: Action, { units, nodes }: ScheduleInput): boolean {
  const unit = units.find((one) => one.members.some(({ id }) => id === resource));
  const earlier = unit?.members[unit.members.findIndex(({ id }) => id === resource) - 1];
  const here = nodes.find(({ name }) => name === node);
  return earlier !== undefined && here !== undefined && isActive(factOf(here, earlier));
}

/** What is to be where something else is starts only where that is, or will be. */
function besideNothing(
  { id, kind, resource, node }: Action,
  actions: readonly Action[],
  { config, units, nodes }: ScheduleInput,
): readonly string[] {
  const unit = units.find(({ members }) => members.some((one) => one.id === resource));
  const here = nodes.find(({ name }) => name === node);
  if (kind !== "start" || unit === undefined || unit.clone !== null || here === undefined) {
    return [];
  }
  return config.colocations.flatMap((colocation) => {
    const other = units.find(({ name }) => name as string === colocation.with);
    const plain = colocation.resource === unit.name as string && colocation.withRole === null &&
      colocation.resourceRole === null && colocation.nodeAttribute === "#uname";
    if (!plain || other === undefined || other.clone !== null) return [];
    const together = isThere(other, here, actions);
    if (colocation.score >= INFINITY && !together) return [`${id}: ${other.name} is not there`];
    if (colocation.score <= -INFINITY && together) return [`${id}: ${other.name} is there`];
    return [];
  });
}

/** Its first member runs there once the plan is done, or is to be left as it is. */
function isThere({ members }: Unit, node: ScheduleNode, actions: readonly Action[]): boolean {
  const first = members[0];
  if (first === undefined) return false;
  const does = (kind: Action["kind"]) =>
    actions.some((one) => one.kind === kind && one.resource === first.id && one.node === node.name);
  return does("start") || does("migrate_from") ||
    (isActive(factOf(node, first)) && !does("stop") && !does("migrate_to"));
}
