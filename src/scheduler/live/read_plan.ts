/** What of a finished plan the nodes are to be told: real actions, each with those that come before. */
import type { NodeName, OrderAction, ResourceId } from "../../model/mod.ts";
import { ORDER } from "../state/ordering.ts";
import type { Action as Planned } from "../state/action.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { type Action, type ActionId, actionId, allBefore } from "../transition_plan.ts";

/** Tasks that a node is told of; all others only mark points in the order, or are the node's own. */
const KINDS: ReadonlyMap<string, OrderAction> = new Map([
  ["start", "start"],
  ["stop", "stop"],
  ["promote", "promote"],
  ["demote", "demote"],
  ["notify", "notify"],
  ["reload-agent", "reload"],
  ["migrate_to", "migrate_to"],
  ["migrate_from", "migrate_from"],
]);

/** Whether an operation of the resource is under way on the node, or ordered. */
export type IsBusy = (resource: ResourceId, node: NodeName) => boolean;

export type Because = (action: Planned) => string;

export interface ReadPlan {
  /** In an order in which they could be done one by one. */
  readonly actions: readonly Action[];
  /** What is left out, because a node is to be fenced first. */
  readonly postponed: readonly Postponed[];
}

export interface Postponed {
  readonly action: Action;
  readonly fenced: NodeName;
}

export function readPlan(w: Working, isBusy: IsBusy, because: Because): ReadPlan {
  const postponed: Postponed[] = [];
  const all = w.actions.flatMap((planned): readonly Action[] => {
    const told = toldOf(planned);
    if (told === null || !planned.dumped) return [];
    const { kind, resource, node } = told;
    const before = new Before(isBusy);
    before.collect(planned);
    const action = {
      id: idOf(planned, told),
      kind,
      resource,
      node,
      after: [...before.ids],
      waits: before.waits || isBusy(resource, node),
      meta: Object.fromEntries(planned.meta),
      because: because(planned),
    };
    if (before.fenced !== null) postponed.push({ action, fenced: before.fenced });
    return [action];
  });
  return { actions: inTurn(without(all, postponed)), postponed };
}

/** Nor what was to follow it. */
function without(
  actions: readonly Action[],
  postponed: readonly Postponed[],
): readonly Action[] {
  if (postponed.length === 0) return actions;
  const byId = new Map(actions.map((action) => [action.id, action]));
  const left = new Set(postponed.map(({ action }) => action.id));
  return actions.filter((action) =>
    !left.has(action.id) && allBefore(action, byId).isDisjointFrom(left)
  );
}

/** In turn, and each with those before it that no other of them stands for already. */
function inTurn(actions: readonly Action[]): readonly Action[] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const placed = new Map<ActionId, Action>();
  const earlier = new Map<ActionId, ReadonlySet<ActionId>>();
  const begun = new Set<ActionId>();
  const place = (action: Action): void => {
    // A circle is broken anywhere: nothing in it will ever be begun.
    if (begun.has(action.id)) return;
    begun.add(action.id);
    const all = new Set<ActionId>();
    for (const id of action.after) {
      const before = byId.get(id);
      if (before === undefined) continue;
      place(before);
      for (const one of earlier.get(id) ?? []) all.add(one);
    }
    placed.set(action.id, { ...action, after: action.after.filter((id) => !all.has(id)) });
    for (const id of action.after) all.add(id);
    earlier.set(action.id, all);
  };
  for (const action of actions) place(action);
  return [...placed.values()];
}

/** The name by which a resource's own node knows it. */
export const reportedAs = (resource: Primitive): ResourceId =>
  (resource.unique ? resource.id : resource.baseId) as ResourceId;

/** Real actions before one, seen through all that are only points in the order. */
class Before {
  readonly ids = new Set<ActionId>();
  waits = false;
  /** A node that is to be fenced before; null: there is none. */
  fenced: NodeName | null = null;
  /** What has been looked at, and whether as part of the plan. */
  readonly #seen = new Map<Planned, boolean>();

  constructor(private readonly isBusy: IsBusy) {}

  /** Behind a point that is not in the plan nothing is to be done first; what is under way there counts. */
  collect(action: Planned, planned = true): void {
    for (const { action: first, type, state } of action.before) {
      if (type === ORDER.none) continue;
      const follows = planned && state === "dumped";
      const seen = this.#seen.get(first);
      if (seen === true || seen === follows) continue;
      this.#seen.set(first, follows);
      const told = toldOf(first);
      if (follows && isFencing(first)) this.fenced = first.node?.name as NodeName;
      if (told === null) this.collect(first, follows && first.dumped);
      else if (!first.dumped) this.waits ||= this.isBusy(told.resource, told.node);
      else if (follows) this.ids.add(idOf(first, told));
    }
  }
}

/** Whether the plan has a node fenced by it. */
export const isFencing = ({ task, dumped, meta }: Planned): boolean =>
  task === "stonith" && dumped && meta.get("stonith_action") !== "on";

interface Told {
  readonly kind: OrderAction;
  readonly resource: ResourceId;
  readonly node: NodeName;
}

function toldOf({ resource, node, task, pseudo }: Planned): Told | null {
  const kind = KINDS.get(task);
  if (kind === undefined || pseudo || node === null || resource?.kind !== "primitive") return null;
  return { kind, resource: reportedAs(resource), node: node.name as NodeName };
}

function idOf({ meta }: Planned, { kind, resource, node }: Told): ActionId {
  const what = kind === "notify"
    ? `notify ${meta.get("notify_type")}-${meta.get("notify_operation")}`
    : kind;
  return actionId(what as OrderAction, resource, node);
}
