/** What is known of each unit: where it runs, what stands in its way, how its resources are there. */
import { baseOf, type CloneTraits, instancesOf } from "../agent/mod.ts";
import {
  type AgentRef,
  blotted,
  type ClusterConfig,
  lackingIn,
  metaOf,
  type NodeName,
  type OperatorWishes,
  type Part,
  partsOf,
  type ResourceConfig,
  type ResourceId,
  type ResourceReport,
  secretsAmong,
  type Unit,
  type UnitName,
} from "../model/mod.ts";
import type { Placement } from "../scheduler/mod.ts";
import type { CloneView, ResourceOnNode, ResourceView, UnitView } from "./snapshot.ts";

export interface UnitSources {
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  readonly wishes: OperatorWishes;
  /** What each node reports. */
  readonly resources: ReadonlyMap<NodeName, Readonly<Record<ResourceId, ResourceReport>>>;
  readonly blocked: readonly { readonly unit: UnitName; readonly why: string }[];
  readonly placements: readonly Placement[];
}

export function viewUnits(sources: UnitSources): readonly UnitView[] {
  const instances = new Map<ResourceId, Instances>();
  for (const [{ id }, traits] of instancesOf(sources.config)) {
    const base = traits?.unique ? baseOf(id) : id;
    const known = instances.get(base);
    if (known === undefined) instances.set(base, { ids: [id], traits });
    else known.ids.push(id);
  }
  const parts = partsOf(sources.config);
  const lacking = lackingIn(sources.config, sources.units, sources.wishes);
  return sources.units.map((unit) => ({
    ...viewUnit(unit, instances, parts, sources),
    lacks: lacking(unit.name),
  }));
}

/** By what names its nodes know a resource, and what makes several of it. */
interface Instances {
  readonly ids: ResourceId[];
  readonly traits: CloneTraits | null;
}

function viewUnit(
  unit: Unit,
  instances: ReadonlyMap<ResourceId, Instances>,
  parts: ReadonlyMap<string, Part>,
  sources: UnitSources,
): Omit<UnitView, "lacks"> {
  const { config, resources, blocked, placements } = sources;
  const [first] = unit.members;
  const traits = first === undefined ? null : instances.get(first.id)?.traits ?? null;
  const promotable = unit.clone?.meta.promotable === true;
  const holder = config.nodes.find(({ name }) =>
    unit.members.every(({ id }) => {
      const here = resources.get(name)?.[id];
      return here?.state === "started" && (!promotable || here.promoted);
    })
  );
  const placement = placements.find((each) => each.unit === unit.name);
  return {
    name: unit.name,
    isGroup: unit.isGroup,
    clone: viewClone(unit, traits),
    ...wantedOf(parts.get(unit.name), sources),
    holder: holder?.name ?? null,
    blocked: blocked.find((each) => each.unit === unit.name)?.why ?? null,
    resources: unit.members.flatMap((member) => {
      const wanted = wantedOf(parts.get(member.id), sources);
      const ids = instances.get(member.id)?.ids ?? [member.id];
      return ids.map((id) => viewResource(id, member, wanted, resources));
    }),
    scores: placement?.candidates.map(({ node, total, parts }) => ({ node, total, parts })) ?? [],
  };
}

function viewClone({ clone }: Unit, traits: CloneTraits | null): CloneView | null {
  if (clone === null || traits === null) return null;
  const { unique, max, promoted } = traits;
  return {
    of: clone.of,
    promotable: promoted !== null,
    unique,
    max,
    promotedMax: promoted?.max ?? 0,
  };
}

type Wanted = Pick<UnitView, "targetRole" | "managed" | "maintenance">;

function wantedOf(part: Part | undefined, { config, wishes }: UnitSources): Wanted {
  const meta = part === undefined ? {} : metaOf(part, config.defaults, wishes);
  const everywhere = wishes.maintenance ?? config.options.maintenanceMode;
  const maintenance = everywhere || (meta.maintenance ?? false);
  const managed = (meta.managed ?? true) && !maintenance;
  return { targetRole: meta.targetRole ?? null, managed, maintenance };
}

/** Parameters of Heartbeat's agents stand beside their name. */
const withoutSecrets = (agent: AgentRef): AgentRef =>
  agent.class === "heartbeat"
    ? { ...agent, args: agent.args.map((arg) => blotted(arg, secretsAmong({ arg }))) }
    : agent;

function viewResource(
  id: ResourceId,
  { agent, migrationThreshold }: ResourceConfig,
  wanted: Wanted,
  resources: UnitSources["resources"],
): ResourceView {
  const on = [...resources].flatMap(([node, reports]): readonly ResourceOnNode[] => {
    const report = reports[id];
    if (report === undefined) return [];
    const { state, promoted, busy, failcount, lastFailure, failures, history } = report;
    return [{ node, state, promoted, busy, failcount, lastFailure, failures, history }];
  });
  return { id, agent: withoutSecrets(agent), ...wanted, migrationThreshold, on };
}
