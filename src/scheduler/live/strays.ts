/**
 * Copies of a unit on other nodes than the one that keeps it. The scheduler is not shown them, so
 * that what goes on is not touched; they are stopped besides, and what starts waits for that.
 */
import { type ResourceReport, type Unit, wishedMeta } from "../../model/mod.ts";
import { type Action, actionId } from "../transition_plan.ts";
import { type Fact, factOf } from "./fact.ts";
import { isMember, type ScheduleInput, type ScheduleNode } from "./schedule_input.ts";

/** The nodes' reports, where only the node that keeps a unit seems to have it. */
export const withoutStrays = (input: ScheduleInput): readonly ScheduleNode[] =>
  input.nodes.map((node) => {
    const hidden = input.units.filter((unit) => isStrayOn(unit, node, input));
    if (hidden.length === 0 || node.resources === null) return node;
    const resources = hidden.flatMap(({ members }) => members).reduce((all, { id }) => {
      const report = all[id];
      return report === undefined ? all : { ...all, [id]: asStopped(report) };
    }, node.resources);
    return { ...node, resources };
  });

const asStopped = (report: ResourceReport): ResourceReport =>
  report.state === "unknown" ? report : { ...report, state: "stopped", busy: null };

/** Unless the configuration says what is to be done with several (`multiple_active`), or nothing is to be done. */
function isStrayOn(unit: Unit, node: ScheduleNode, input: ScheduleInput): boolean {
  const keeper = input.kept.get(unit.name);
  const told = unit.members.some(({ meta }) => meta.multipleActive !== undefined);
  return keeper !== undefined && keeper !== node.name && !told && mayTouch(unit, node, input);
}

function mayTouch(
  unit: Unit,
  { standing }: ScheduleNode,
  { config, wishes }: ScheduleInput,
): boolean {
  if (standing === "maintenance" || (wishes.maintenance ?? config.options.maintenanceMode)) {
    return false;
  }
  return unit.members.every(({ id, meta }) =>
    wishedMeta(meta, [id, unit.name], wishes).managed !== false
  );
}

/** The last member first. */
export function strayStops(input: ScheduleInput): readonly Action[] {
  return input.nodes.filter(isMember).flatMap((node) =>
    input.units.filter((unit) => isStrayOn(unit, node, input)).flatMap((unit) => {
      const active = unit.members.filter((member) => isStray(factOf(node, member).state));
      return active.map(({ id }, index): Action => {
        const later = unit.members.slice(unit.members.findIndex((one) => one.id === id) + 1);
        return {
          id: actionId("stop", id, node.name),
          kind: "stop",
          resource: id,
          node: node.name,
          after: active.slice(index + 1, index + 2).map((one) =>
            actionId("stop", one.id, node.name)
          ),
          waits: factOf(node, { id }).busy || later.some((one) => isInDoubt(factOf(node, one))),
          meta: {},
          because: `${input.kept.get(unit.name)} keeps it after both had it`,
        };
      });
    })
  );
}

const isInDoubt = ({ state, busy }: Fact): boolean => busy || state === "unknown";

const isStray = (state: Fact["state"]): boolean => state === "on" || state === "failed";

/** The plan with the strays' stops, and its starts after them. */
export function withStrayStops(
  actions: readonly Action[],
  stops: readonly Action[],
): readonly Action[] {
  if (stops.length === 0) return actions;
  const later = actions.map((action) => {
    if (action.kind !== "start") return action;
    const first = stops.flatMap(({ id, resource }) => resource === action.resource ? id : []);
    return { ...action, after: [...action.after, ...first] };
  });
  return [...stops.toReversed(), ...later];
}
