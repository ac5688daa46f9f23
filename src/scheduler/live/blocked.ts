/** What a plan leaves undone of what should be, and why. */
import {
  lackingIn,
  type NodeName,
  type ResourceId,
  type Unit,
  type UnitName,
} from "../../model/mod.ts";
import type { Obstacle } from "../input.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import type { Action, Blocked, Placement } from "../transition_plan.ts";
import type { LiveInput } from "./live_input.ts";
import { isOfConstraint } from "./objections.ts";
import { unknownOn } from "./obstacles.ts";
import { membersIn } from "./placements.ts";
import { reportedAs } from "./read_plan.ts";
import { factOf, isActive } from "./fact.ts";
import { uncleanOn } from "./fencing.ts";
import { heldOf } from "./held.ts";
import type { ScheduleInput } from "./schedule_input.ts";

type Why = Omit<Blocked, "unit">;

/** One for each unit at most: what will not end by itself before what will. */
export const blockedUnits = (
  w: Working,
  live: LiveInput,
  input: ScheduleInput,
  placements: readonly Placement[],
  actions: readonly Action[],
): readonly Blocked[] => {
  const lacking = lackingIn(input.config, input.units, input.wishes);
  const obstacles = live.obstacles ?? [];
  const moving = actions.length > 0 || obstacles.some(({ passing }) => passing);
  const waiting = actions.filter(({ waits }) => waits);
  const unitOf = new Map<string, Unit>(
    input.units.flatMap((unit) => unit.members.map(({ id }) => [id, unit] as const)),
  );
  const primitives = [...w.byId.values()].filter((one) => one.kind === "primitive");
  const instancesOf = Map.groupBy(primitives, ({ baseId }) => unitOf.get(baseId));
  const obstaclesOf = Map.groupBy(obstacles, ({ resource }) => unitOf.get(resource));
  return input.units.flatMap((unit, index): readonly Blocked[] => {
    const placement = placements[index] as Placement;
    const instances = instancesOf.get(unit) ?? [];
    const all = [
      ...unreachable(instances),
      ...unreachableStrays(unit, input),
      ...obstructed(instances, obstaclesOf.get(unit) ?? [], placement),
      ...unprobed(unit, placement, input),
      ...stuck(unit, live, input),
      ...underWay(unit, waiting),
      ...homeless(w, unit, placement, input, lacking, moving),
    ];
    // That something cannot be done follows from what is told already, if anything is.
    const held = all.length > 0 || lacking(unit.name) !== null || isLeftAlone(instances)
      ? undefined
      : heldOf(unit, instances, moving)[0];
    const chosen = all.find(({ passing }) => !passing) ?? all[0] ?? held;
    return chosen === undefined ? [] : [{ unit: unit.name, ...chosen }];
  });
};

/** Some of it is not managed, and holds up the rest: an operator has wanted it so. */
const isLeftAlone = (instances: readonly Primitive[]): boolean =>
  instances.some(({ managed }) => !managed);

/** What runs on a node that takes no orders can only be waited for. */
const outOfReach = (id: string, node: string): Why => ({
  why: `${id} runs on ${node}, which cannot be told to stop it now`,
  passing: true,
});

const unreachableStrays = (unit: Unit, { kept, nodes }: ScheduleInput): readonly Why[] =>
  kept.has(unit.name)
    ? nodes.flatMap((node) => {
      if (node.standing !== "pending" || node.name === kept.get(unit.name)) return [];
      const active = unit.members.find((member) => isActive(factOf(node, member)));
      return active === undefined ? [] : [outOfReach(active.id, node.name)];
    })
    : [];

const unreachable = (instances: readonly Primitive[]): readonly Why[] =>
  instances.flatMap((resource) =>
    resource.actions.flatMap(({ task, optional, node }): readonly Why[] => {
      if (task !== "stop" || optional || !node?.pending) return [];
      return [outOfReach(resource.baseId, node.name)];
    })
  );

/** Starts that wait for something to end, or to be known; so does what stays for that reason. */
function obstructed(
  instances: readonly Primitive[],
  obstacles: readonly Obstacle[],
  placement: Placement,
): readonly Why[] {
  const stays = staysInDoubt(placement);
  return obstacles.filter(({ resource, task, node }) =>
    stays && node === null ||
    instances.some((one) => reportedAs(one) as string === resource && isHeldUp(one, task, node))
  ).map(({ why, passing }) => ({ why, passing }));
}

const isHeldUp = (resource: Primitive, task: string, node: string | null): boolean =>
  resource.actions.some((action) =>
    action.task === task && !action.optional && !action.dumped &&
    (node === null || action.node?.name === node)
  );

/** Another node would have it, if it did not stay because of an obstacle. */
function staysInDoubt({ node, candidates }: Placement): boolean {
  const doubt = (name: string) => name.startsWith("stays while");
  const holder = candidates.find((one) => one.node === node);
  if (!holder?.parts.some(({ name }) => doubt(name))) return false;
  const own = holder.parts.filter(({ name }) => !doubt(name))
    .reduce((sum, { score }) => sum + score, 0);
  return candidates.some(({ node: other, room, total }) =>
    other !== node && room === holder.room && total > own
  );
}

/** What could not be stopped ends with its node, or is nobody's to touch until an administrator has looked. */
const stuck = (unit: Unit, { facts }: LiveInput, { nodes }: ScheduleInput) =>
  nodes.flatMap((node) =>
    unit.members.flatMap(({ id }): readonly Why[] => {
      if (factOf(node, { id }).state !== "stopFailed") return [];
      const failed = `${id} could not be stopped on ${node.name}`;
      const fenced = facts.some((fact) =>
        fact.resource === id as string && fact.node === node.name && fact.reaction === "fence"
      );
      if (!fenced) {
        return [{ why: `${failed}; look at it there, then run: hb cleanup ${id}`, passing: false }];
      }
      const { why, passing } = uncleanOn(node, failed);
      return [{ why, passing }];
    })
  );

/** What is taken for running, beside the rest of its unit, until it has been looked for. */
const unprobed = (unit: Unit, { node: target }: Placement, { nodes }: ScheduleInput) =>
  nodes.filter(({ name }) => name === target).flatMap((node) =>
    unit.members.flatMap(({ id }): readonly Why[] => {
      if (factOf(node, { id }).state !== "unknown") return [];
      return [node.standing === "unclean" ? uncleanOn(node) : unknownOn(id, node.name)];
    })
  );

/** The plan is made anew when what is under way has ended. */
const underWay = ({ members }: Unit, waiting: readonly Action[]): readonly Why[] => {
  const first = waiting.find(({ resource }) => members.some(({ id }) => id === resource));
  if (first === undefined) return [];
  return [{ why: `waits for an operation before ${first.id}`, passing: true }];
};

function homeless(
  w: Working,
  unit: Unit,
  { candidates }: Placement,
  { quorum, config }: ScheduleInput,
  lacking: (unit: UnitName) => string | null,
  moving: boolean,
): readonly Why[] {
  const all = membersIn(w, unit);
  // What comes after a member that is to be stopped is as it should be.
  const end = all.findIndex(({ meta }) => meta.targetRole === "stopped");
  const members = end < 0 ? all : all.slice(0, end);
  const index = members.findIndex((member) =>
    member.managed && (member.assignedTo === null || member.nextRole === "stopped")
  );
  const quorumLost = !quorum && config.noQuorum !== "ignore";
  if (index < 0) {
    const held = quorumLost &&
      members.some(({ managed, actions }) =>
        managed && actions.some(({ task, runnable }) => task === "start" && !runnable)
      );
    return held ? [withoutQuorum(config.noQuorum)] : [];
  }
  if (lacking(unit.name) !== null) return [];
  if (quorumLost) return [withoutQuorum(config.noQuorum)];
  if (config.options.stopAllResources) {
    return [{ why: "everything is to be stopped (stop_all_resources)", passing: false }];
  }
  const reasons = candidates.flatMap(({ against }) => against ?? []);
  const what = members[index]?.baseId ?? unit.name;
  // What it is to run with may be on its way: a primary that is still to be promoted.
  const passing = moving && reasons.some(isOfConstraint);
  return [{ why: `${what} cannot run anywhere: ${reasons.join("; ")}`, passing }];
}

const withoutQuorum = (policy: string): Why => ({
  why: `this partition has no quorum (no_quorum = ${policy})`,
  passing: false,
});

/** Whether an operation of the resource is under way on the node, or ordered. */
export const busyIn = ({ nodes }: ScheduleInput) => (id: ResourceId, name: NodeName): boolean => {
  const node = nodes.find((one) => one.name === name);
  return node !== undefined && factOf(node, { id }).busy;
};
