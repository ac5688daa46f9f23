/** How a cluster stands once a plan has been carried out, all well: for the plan that is made then. */
import { baseOf } from "../../agent/mod.ts";
import type { AgentAction, NodeName, ResourceId, ResourceReport, Unit } from "../../model/mod.ts";
import type { Action } from "../transition_plan.ts";
import { type Fact, factOf, isActive } from "./fact.ts";
import { instancesIn } from "./limits.ts";
import type { Intent, ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** Where the units are that a plan touches. */
export function placesOf(
  actions: readonly Action[],
  { units, nodes }: ScheduleInput,
): readonly Intent[] {
  const touched = new Set<string>(
    actions.filter((one) => !isWord(one)).map(({ resource }) => baseOf(resource)),
  );
  const where = (unit: Unit, holds: (fact: Fact) => boolean): ReadonlySet<NodeName> =>
    new Set(
      nodes.flatMap((node) =>
        unit.members.some((member) => holds(factOf(node, member))) ? node.name : []
      ),
    );
  return units.filter(({ members }) => members.some(({ id }) => touched.has(id))).map((unit) => ({
    unit: unit.name,
    nodes: where(unit, isActive),
    promoted: where(unit, ({ promoted }) => promoted),
  }));
}

/** What only says something, and changes nothing. */
export const isWord = ({ kind }: Action): boolean => kind === "notify" || kind === "announce";

/** Once what is under way has ended, and then these have been done, all well. */
export function carriedOut(actions: readonly Action[], input: ScheduleInput): ScheduleInput {
  const lastHolders = new Map(input.lastHolders);
  const limits = new Map(
    instancesIn(input.config).map(({ resource, limit }) => [resource.id, limit]),
  );
  for (const { kind, resource, node } of actions) {
    const limit = limits.get(resource);
    if (limit === undefined) continue;
    const gives = limit.promoted > 0
      ? kind === "promote" && limit.promoted === 1
      : limit.active === 1 && (kind === "start" || kind === "migrate_from");
    if (gives) lastHolders.set(resource, node);
  }
  const nodes = input.nodes.map((node): ScheduleNode => {
    if (node.resources === null) return { ...node, ordered: new Map() };
    const resources: Record<ResourceId, ResourceReport> = { ...node.resources };
    const make = (id: ResourceId, kind: AgentAction) => {
      const report = resources[id];
      if (report !== undefined) {
        resources[id] = made(kind, report, input.definitions.get(baseOf(id)));
      }
    };
    for (const [id, { busy }] of Object.entries(node.resources) as [ResourceId, ResourceReport][]) {
      const underWay = node.ordered.get(id) ?? busy;
      if (underWay !== null) make(id, underWay);
    }
    for (const { kind, resource, node: name } of actions) {
      if (name === node.name) make(resource, kind);
    }
    return { ...node, resources, ordered: new Map() };
  });
  return { ...input, nodes, lastHolders };
}

/** What an action makes of a resource. */
function made(
  kind: AgentAction,
  before: ResourceReport,
  definition: string | undefined,
): ResourceReport {
  const report = { ...before, busy: null };
  switch (kind) {
    case "start":
    case "migrate_from":
      return { ...report, state: "started", migration: null, definition: definition ?? null };
    case "stop":
    case "migrate_to":
      return { ...report, state: "stopped", promoted: false, migration: null };
    case "promote":
      return { ...report, promoted: true };
    case "demote":
      return { ...report, promoted: false };
    default:
      return report;
  }
}
