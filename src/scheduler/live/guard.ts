/**
 * The last look at a plan before its orders are given: nothing starts, or is promoted, where another
 * node may have it, nothing is stopped under what needs it, and what must be beside another does not
 * start without it. The scheduler orders it so; this does not rely on how.
 */
import type { ResourceId, UnitName } from "../../model/mod.ts";
import {
  type Action,
  type ActionId,
  actionId,
  allBefore,
  type Blocked,
} from "../transition_plan.ts";
import { companionsIn } from "./companions.ts";
import { type Fact, factOf } from "./fact.ts";
import type { Limit, LimitOf } from "./limits.ts";
import { lastHolderOf } from "./migrations.ts";
import { type Fencing, fencingIn, uncleanOn } from "./fencing.ts";
import { operationOn, unknownOn } from "./obstacles.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export interface Guarded {
  readonly actions: readonly Action[];
  readonly blocked: readonly Blocked[];
  /** Units that do not start since another is not there: in the order found. */
  readonly alone: readonly Alone[];
}

export interface Alone {
  readonly unit: UnitName;
  readonly without: UnitName;
  readonly why: string;
}

/** Leaves out what may not be done, and all that was to follow it. */
export function guard(
  actions: readonly Action[],
  limitOf: LimitOf,
  input: ScheduleInput,
): Guarded {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const fencing = fencingIn(input);
  const refused = new Set<ActionId>();
  const blocked: Blocked[] = [];
  for (const action of actions) {
    const holder = otherHolder(action, byId, limitOf(action.resource), fencing, input) ??
      stillNeeded(action, byId, input);
    if (holder === null) continue;
    refused.add(action.id);
    const unit = unitOf(action.resource, input);
    if (unit !== null) blocked.push({ unit, ...holder });
  }
  const { left, alone } = together(actions, byId, refused, input);
  if (left.length === actions.length) return { actions, blocked, alone };
  const awaited = new Set(left.flatMap(({ after }) => after));
  // Nobody is told of what will not be done.
  const needless = ({ id, kind, meta }: Action) =>
    kind === "notify" && meta["notify_type"] === "pre" && !awaited.has(id);
  return { actions: left.filter((action) => !needless(action)), blocked, alone };
}

/** Without what was refused, what was to follow it, and what would be alone then. */
function together(
  actions: readonly Action[],
  byId: ReadonlyMap<ActionId, Action>,
  refused: Set<ActionId>,
  input: ScheduleInput,
): { readonly left: readonly Action[]; readonly alone: readonly Alone[] } {
  const alone: Alone[] = [];
  const companionOf = companionsIn(input);
  const follows = (action: Action): boolean => !allBefore(action, byId).isDisjointFrom(refused);
  for (;;) {
    const left = refused.size === 0
      ? actions
      : actions.filter((action) => !refused.has(action.id) && !follows(action));
    const lonely = left.flatMap((action) => {
      const without = companionOf(action, left);
      return without === null ? [] : [{ action, without }];
    });
    if (lonely.length === 0) return { left, alone };
    for (const { action: { id, resource, node }, without } of lonely) {
      refused.add(id);
      const unit = unitOf(resource, input);
      const why = `${resource} waits until ${without} runs on ${node}`;
      if (unit !== null) alone.push({ unit, without, why });
    }
  }
}

type Obstacle = Omit<Blocked, "unit">;

function otherHolder(
  action: Action,
  byId: ReadonlyMap<ActionId, Action>,
  limit: Limit,
  { isAwaited }: Fencing,
  input: ScheduleInput,
): Obstacle | null {
  const promotes = action.kind === "promote";
  if (!promotes && action.kind !== "start" && action.kind !== "migrate_from") return null;
  const most = promotes ? limit.promoted : limit.active;
  const holders: Obstacle[] = [];
  const undone = promotes ? ["demote", "stop"] : ["stop", "migrate_to"];
  const freed = new Set(
    [...allBefore(action, byId)].flatMap((id) => {
      const one = byId.get(id);
      return one?.resource === action.resource && undone.includes(one.kind) ? one.node : [];
    }),
  );
  for (const node of input.nodes) {
    if (freed.has(node.name) || (promotes && node.name === action.node)) continue;
    if (node.standing === "unclean") {
      if (isAwaited(action.resource, node)) holders.push(uncleanOn(node));
      continue;
    }
    const fact = factOf(node, { id: action.resource });
    const obstacle = holding(action.resource, fact, promotes, node, input);
    if (obstacle !== null) holders.push(obstacle);
  }
  return holders.length < most ? null : holders[0] ?? null;
}

/** A later member of its group runs beside it, and is not to be stopped. */
function stillNeeded(
  { kind, resource, node }: Action,
  byId: ReadonlyMap<ActionId, Action>,
  { units, nodes }: ScheduleInput,
): Obstacle | null {
  if (kind !== "stop") return null;
  const members = units.find((unit) => unit.members.some(({ id }) => id === resource))?.members;
  const here = nodes.find(({ name }) => name === node);
  if (members === undefined || here === undefined) return null;
  const later = members.slice(members.findIndex(({ id }) => id === resource) + 1);
  const needing = later.find((member) => {
    const { state } = factOf(here, member);
    return (state === "on" || state === "failed") && !byId.has(actionId("stop", member.id, node));
  });
  if (needing === undefined) return null;
  return { why: `${needing.id} still runs on ${node}, and needs ${resource}`, passing: false };
}

function holding(
  id: ResourceId,
  { state, promoted, changing }: Fact,
  promotes: boolean,
  { name }: ScheduleNode,
  input: ScheduleInput,
): Obstacle | null {
  if (state === "unknown") {
    if ((lastHolderOf(id, input) ?? name) !== name) return null;
    return unknownOn(id, name);
  }
  if (promotes && !promoted) return null;
  if (state === "off" && !changing) return null;
  if (changing) return operationOn(id, name);
  return { why: `${id} is still active on ${name}`, passing: state !== "stopFailed" };
}

export function unitOf(resource: ResourceId, { units }: ScheduleInput): UnitName | null {
  return units.find(({ members }) => members.some(({ id }) => id === resource))?.name ?? null;
}
