/** Which node each unit is to run on. */
import type { NodeName, Unit, UnitName } from "../model/mod.ts";
import { isWanted, judge } from "./candidates.ts";
import { factOf, isActive, isMember, type ScheduleNode } from "./facts.ts";
import type { ScheduleInput } from "./schedule.ts";
import type { Candidate, Placement } from "./transition_plan.ts";

/** Nodes on which any member of the unit runs or may run, in the order of the configuration. */
export function holdersOf(unit: Unit, nodes: readonly ScheduleNode[]): readonly NodeName[] {
  return nodes
    .filter((node) => unit.members.some((member) => isActive(factOf(node, member))))
    .map((node) => node.name);
}

/** Units that run somewhere are placed first, so that the others spread around them. */
export function assign(input: ScheduleInput): readonly Placement[] {
  const holders = new Map(input.units.map((unit) => [unit.name, holderOf(unit, input)]));
  const load = new Map(input.nodes.map((node) => [node.name, 0]));
  const placed = new Map<UnitName, Placement>();
  const held = (unit: Unit) => holders.get(unit.name) !== null;
  for (const unit of [...input.units.filter(held), ...input.units.filter((unit) => !held(unit))]) {
    const placement = place(unit, input, holders.get(unit.name) ?? null, load);
    placed.set(unit.name, placement);
    if (placement.node !== null) load.set(placement.node, (load.get(placement.node) ?? 0) + 1);
  }
  return input.units.map((unit) => placed.get(unit.name) as Placement);
}

/** The node that has the unit: on which most of it runs, and not merely ends. */
function holderOf(unit: Unit, input: ScheduleInput): NodeName | null {
  const kept = input.kept.get(unit.name);
  if (kept !== undefined) return kept;
  const runs = (name: NodeName) => {
    const node = input.nodes.find((each) => each.name === name);
    return unit.members.filter((member) => node && factOf(node, member).state === "on").length;
  };
  return [...holdersOf(unit, input.nodes)].sort((one, other) => runs(other) - runs(one))[0] ?? null;
}

function place(
  unit: Unit,
  input: ScheduleInput,
  holder: NodeName | null,
  load: ReadonlyMap<NodeName, number>,
): Placement {
  const { autoFailback, moves } = input;
  const judgement = {
    autoFailback,
    holder,
    move: moves.get(unit.name) ?? null,
    kept: input.kept.get(unit.name) ?? null,
  };
  const candidates = input.nodes.map((node) => judge(unit, node, judgement));
  if (!mayRun(unit, input)) return { unit: unit.name, node: null, candidates };
  const better = (one: Candidate, other: Candidate): number =>
    other.room - one.room ||
    Number(isWanted(other.node, judgement)) - Number(isWanted(one.node, judgement)) ||
    other.total - one.total ||
    Number(other.node === holder) - Number(one.node === holder) ||
    (load.get(one.node) ?? 0) - (load.get(other.node) ?? 0);
  const best = candidates.filter(({ room }) => room > 0)
    // The sort is stable: the order of the configuration breaks what ties are left.
    .sort(better)[0];
  return { unit: unit.name, node: best?.node ?? null, candidates };
}

/** Without quorum: `stop` runs nothing, `freeze` only what runs in this partition already. */
function mayRun(unit: Unit, { quorum, noQuorum, nodes }: ScheduleInput): boolean {
  if (quorum || noQuorum === "ignore") return true;
  if (noQuorum === "stop") return false;
  return holdersOf(unit, nodes.filter(isMember)).length > 0;
}
