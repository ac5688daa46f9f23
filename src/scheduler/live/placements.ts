/** Where each unit is to run, and how each node was judged, for people. */
import { addScores, type NodeName, type Score, type Unit } from "../../model/mod.ts";
import type { Primitive, Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import type { Candidate, Placement } from "../transition_plan.ts";
import { isWithGroup, objectionTo, partName } from "./objections.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export const placementsOf = (w: Working, input: ScheduleInput): readonly Placement[] =>
  input.units.map((unit) => {
    const instance = firstInstance(w, unit);
    const { autoFailback } = input.config;
    const candidates = input.nodes.map((node) => judge(unit, instance, node, autoFailback));
    return { unit: unit.name, node: input.quorum ? placeOf(instance) : kept(instance), candidates };
  });

/** Its members as the plan has them; of a clone those of its first instance, the promoted before others. */
export function membersIn(w: Working, unit: Unit): readonly Primitive[] {
  const instance = firstInstance(w, unit);
  if (instance === undefined || instance.kind === "clone") return [];
  return instance.kind === "group" ? instance.children : [instance];
}

function firstInstance(w: Working, unit: Unit): Resource | undefined {
  const top = w.byId.get(unit.name);
  if (top?.kind !== "clone") return top;
  const promoted = top.children.find((one) => one.nextRole === "promoted");
  return promoted ?? top.children.find((one) => placeOf(one) !== null) ?? top.children[0];
}

function placeOf(instance: Resource | undefined): NodeName | null {
  if (instance === undefined) return null;
  const first = instance.kind === "group" ? instance.children[0] : instance;
  return (first?.assignedTo?.name ?? null) as NodeName | null;
}

/** Without quorum a place is only for what runs there and may go on. */
function kept(instance: Resource | undefined): NodeName | null {
  const first = instance?.kind === "group" ? instance.children[0] : instance;
  const held = first?.actions.some(({ task, runnable }) => task === "start" && !runnable);
  return held ? null : placeOf(instance);
}

function judge(
  unit: Unit,
  instance: Resource | undefined,
  node: ScheduleNode,
  autoFailback: boolean,
): Candidate {
  const members = instance?.kind === "group" ? instance.children : instance ? [instance] : [];
  let against: string | null = null;
  let room = 0;
  for (const member of unit.members) {
    const resource = members.find(({ baseId }) => baseId === member.id);
    against = objectionTo(member, resource, node);
    if (against !== null) break;
    room += 1;
  }
  const parts = members[0] === undefined ? [] : partsOf(members[0], node.name, autoFailback);
  return {
    node: node.name,
    room,
    against,
    total: parts.reduce<Score>((sum, { score }) => addScores(sum, score), 0),
    parts,
  };
}

/** The parts of a score by the words of cluster.toml, those of one name added up. */
function partsOf(
  resource: Resource,
  node: NodeName,
  autoFailback: boolean,
): Candidate["parts"] {
  const sums = new Map<string, Score>();
  for (const part of resource.parts ?? []) {
    if (part.node !== node || part.score === 0 || isWithGroup(part.name)) continue;
    const name = part.name === "stickiness" && !autoFailback
      ? "stays (auto_failback = false)"
      : partName(part.name);
    sums.set(name, addScores(sums.get(name) ?? 0, part.score));
  }
  return [...sums].map(([name, score]) => ({ name, score }));
}
