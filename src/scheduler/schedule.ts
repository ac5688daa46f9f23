/** The scheduler: everything that is known in, a plan out; the same in, the same out. */
import {
  type NodeName,
  type NoQuorumPolicy,
  type ResourceId,
  type Unit,
  type UnitName,
} from "../model/mod.ts";
import { assign, holdersOf } from "./assignment.ts";
import type { Move } from "./candidates.ts";
import { factOf, isMember, type ScheduleNode } from "./facts.ts";
import { type Action, actionId, type Placement, type Transition } from "./transition_plan.ts";
import { planUnit, type UnitPlan } from "./unit_plan.ts";

export interface ScheduleInput {
  readonly units: readonly Unit[];
  /** In the order of the configuration, which breaks ties. */
  readonly nodes: readonly ScheduleNode[];
  readonly autoFailback: boolean;
  readonly noQuorum: NoQuorumPolicy;
  readonly quorum: boolean;
  /** The digest of each resource's definition as configured now. */
  readonly definitions: ReadonlyMap<ResourceId, string>;
  readonly moves: ReadonlyMap<UnitName, Move>;
  /** Units that several nodes hold, and the one that keeps each. */
  readonly kept: ReadonlyMap<UnitName, NodeName>;
  /**
   * Where each resource was last seen active in this coordinator's time. Of such a resource no other
   * node can have become the holder since: one of which nothing is known stands in no way.
   */
  readonly lastHolders: ReadonlyMap<ResourceId, NodeName>;
  /** Units whose holder is to announce itself once it is alone. */
  readonly announce: ReadonlySet<UnitName>;
}

/** What would bring the cluster to where it should be. Nothing to do: no actions. */
export function schedule(input: ScheduleInput): Transition {
  const planned = assign(input).map((placement, index) => {
    const unit = input.units[index] as Unit;
    return stayIfObstructed(unit, placement, planUnit(unit, placement, input), input);
  });
  return {
    actions: [...planned.flatMap(({ plan }) => plan.actions), ...stopRemoved(input)],
    blocked: planned.flatMap(({ plan }) => plan.blocked),
    placements: planned.map(({ placement }) => placement),
  };
}

interface Planned {
  readonly placement: Placement;
  readonly plan: UnitPlan;
}

/**
 * What runs well where it may run is not stopped for the sake of a better place, while something
 * still stands in the way of its start there.
 */
function stayIfObstructed(
  unit: Unit,
  placement: Placement,
  plan: UnitPlan,
  input: ScheduleInput,
): Planned {
  const [obstacle] = plan.blocked;
  const holders = holdersOf(unit, input.nodes);
  const [holder] = holders;
  if (obstacle === undefined || holder === undefined || holders.length > 1) {
    return { placement, plan };
  }
  const room = placement.candidates.find(({ node }) => node === holder)?.room;
  const node = input.nodes.find(({ name }) => name === holder);
  // Once any of it has begun to move, the move goes on.
  const whole = unit.members.every((member) => {
    const fact = node && factOf(node, member);
    return fact?.state === "on" && !fact.busy;
  });
  const moves = placement.node !== null && holder !== placement.node;
  if (!moves || !whole || room !== unit.members.length) return { placement, plan };
  const staying = { ...placement, node: holder };
  const { actions, blocked } = planUnit(unit, staying, input);
  return { placement: staying, plan: { actions, blocked: [obstacle, ...blocked].slice(0, 1) } };
}

/** Resources that run but are no longer configured. */
function stopRemoved(input: ScheduleInput): readonly Action[] {
  const known = new Set(input.units.flatMap((unit) => unit.members.map((member) => member.id)));
  return input.nodes.filter((node) => isMember(node) && node.sameConfig).flatMap((node) =>
    Object.entries(node.resources ?? {}).flatMap(([name, report]): readonly Action[] => {
      const resource = name as ResourceId;
      const active = report.state === "started" || report.state === "failed";
      const busy = report.busy !== null || node.ordered.has(resource);
      if (known.has(resource) || !active || busy) return [];
      const id = actionId("stop", resource, node.name);
      const because = "it is no longer in the configuration";
      return [{ id, kind: "stop", resource, node: node.name, after: [], because }];
    })
  );
}
