/** Which nodes have a unit. */
import type { NodeName, Unit } from "../../model/mod.ts";
import { factOf, isActive } from "./fact.ts";
import type { ScheduleNode } from "./schedule_input.ts";

/** Nodes on which any member of the unit runs or may run, in the order of the configuration. */
export function holdersOf(unit: Unit, nodes: readonly ScheduleNode[]): readonly NodeName[] {
  return nodes
    .filter((node) => unit.members.some((member) => isActive(factOf(node, member))))
    .map((node) => node.name);
}

/** Whether one and the same resource of the unit is active on two nodes, and must not be. */
export function doubled(unit: Unit, nodes: readonly ScheduleNode[]): boolean {
  return unit.clone === null &&
    unit.members.some((member) => holdersOf({ ...unit, members: [member] }, nodes).length > 1);
}
