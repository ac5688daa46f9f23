/** A plan: what is to be done, in which order, why; and what is not done, and why not. */
import type { Millis, NodeName, OrderAction, ResourceId, Score, UnitName } from "../model/mod.ts";

export interface Transition {
  readonly actions: readonly Action[];
  /** Nodes to be fenced. What waits for that is not in `actions`: the plan made then will say it. */
  readonly fences: readonly FenceNeed[];
  readonly blocked: readonly Blocked[];
  readonly placements: readonly Placement[];
}

export interface FenceNeed {
  readonly node: NodeName;
  readonly action: "off" | "reboot";
  /** A clause that goes on after "because". */
  readonly because: string;
  /** To wait before, so that the node with the more important resources shoots first. */
  readonly delay: Millis;
  /** Another fencing, or the stop of something, comes first. */
  readonly waits: boolean;
}

export interface Action {
  readonly id: ActionId;
  readonly kind: OrderAction;
  /** As its node knows it: without the number of an instance that is like the others. */
  readonly resource: ResourceId;
  readonly node: NodeName;
  /** Actions of the same plan that must be done before. */
  readonly after: readonly ActionId[];
  /** Something under way that must end before: the plan made then will say more. */
  readonly waits: boolean;
  /** What the agent is told besides (OCF_RESKEY_CRM_meta_…). */
  readonly meta: Readonly<Record<string, string>>;
  /** A clause that goes on after "because". */
  readonly because: string;
}

/** `start vip on node1`: unique in a plan. */
export type ActionId = string;

export const actionId = (
  kind: Action["kind"],
  resource: ResourceId,
  node: NodeName,
): ActionId => `${kind} ${resource} on ${node}`;

/** All that is to be done before an action, directly or by others. */
export function allBefore(
  { after }: Action,
  byId: ReadonlyMap<ActionId, Action>,
): ReadonlySet<ActionId> {
  const found = new Set(after);
  for (const id of found) for (const more of byId.get(id)?.after ?? []) found.add(more);
  return found;
}

export interface Blocked {
  readonly unit: UnitName;
  readonly why: string;
  /** It will end by itself: an operation or a first look is under way. */
  readonly passing: boolean;
}

/** Where a unit is to run, and how each node was judged. */
export interface Placement {
  readonly unit: UnitName;
  /** Of a clone: where the first of it is to be, the promoted before the others. */
  readonly node: NodeName | null;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly node: NodeName;
  /** How many of the unit's members, from the first on, may run there. */
  readonly room: number;
  /** Why not all of them; null: nothing speaks against it. */
  readonly against: string | null;
  readonly total: Score;
  readonly parts: readonly { readonly name: string; readonly score: Score }[];
}
