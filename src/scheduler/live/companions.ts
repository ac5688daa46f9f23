/**
 * What must be beside another (a colocation of INFINITY) starts only where that runs, or is started by
 * the same plan. Pacemaker has it start where the other is merely to be, though that may not start yet.
 */
import { baseOf } from "../../agent/mod.ts";
import { INFINITY, type NodeName, type Unit, type UnitName } from "../../model/mod.ts";
import type { Action } from "../transition_plan.ts";
import { factOf, isActive } from "./fact.ts";
import type { ScheduleInput } from "./schedule_input.ts";

/** What a start would be without, if nothing but `plan` were done; null: nothing. */
export type CompanionOf = (start: Action, plan: readonly Action[]) => UnitName | null;

export function companionsIn(input: ScheduleInput): CompanionOf {
  const { config, units, nodes } = input;
  const ties = config.colocations.filter(({ score, resourceRole, withRole, nodeAttribute }) =>
    score >= INFINITY && resourceRole === null && withRole === null && nodeAttribute === "#uname"
  );
  if (ties.length === 0) return () => null;
  const unitOf = new Map<string, Unit>(
    units.flatMap((unit) => unit.members.map(({ id }) => [id, unit] as const)),
  );
  const byName = new Map<string, Unit>(units.map((unit) => [unit.name, unit]));
  const tiesOf = Map.groupBy(ties, ({ resource }) => resource);

  const isThere = ({ members: [first] }: Unit, name: NodeName, plan: readonly Action[]) => {
    const node = nodes.find((one) => one.name === name);
    if (first === undefined || node === undefined) return false;
    const does = (...kinds: readonly Action["kind"][]) =>
      plan.some((one) =>
        one.node === name && kinds.includes(one.kind) && baseOf(one.resource) === first.id
      );
    if (does("start", "migrate_from")) return true;
    return isActive(factOf(node, first)) && !does("stop", "migrate_to");
  };
  return ({ kind, resource, node }, plan) => {
    if (kind !== "start") return null;
    const unit = unitOf.get(baseOf(resource));
    if (unit === undefined) return null;
    const lacks = (tiesOf.get(unit.name) ?? []).find((tie) => {
      const other = byName.get(tie.with);
      return other !== undefined && !isThere(other, node, plan);
    });
    return lacks === undefined ? null : lacks.with as string as UnitName;
  };
}
