/** What is known of each unit: where it runs, what stands in its way, how its resources are there. */
import { instancesOf } from "../agent/mod.ts";
import type {
  ClusterConfig,
  NodeName,
  ResourceConfig,
  ResourceId,
  ResourceMeta,
  ResourceReport,
  Unit,
  UnitName,
} from "../model/mod.ts";
import type { Placement } from "../scheduler/mod.ts";
import type { CloneView, ResourceOnNode, ResourceView, UnitView } from "./snapshot.ts";

export interface UnitSources {
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  /** What each node reports. */
  readonly resources: ReadonlyMap<NodeName, Readonly<Record<ResourceId, ResourceReport>>>;
  readonly blocked: readonly { readonly unit: UnitName; readonly why: string }[];
  readonly placements: readonly Placement[];
}

export function viewUnits(sources: UnitSources): readonly UnitView[] {
  const instances = new Map<ResourceId, ResourceId[]>();
  for (const [{ id }, clone] of instancesOf(sources.config)) {
    const base = (clone?.unique ? id.replace(/:\d+$/, "") : id) as ResourceId;
    instances.set(base, [...instances.get(base) ?? [], id]);
  }
  return sources.units.map((unit) => viewUnit(unit, instances, sources));
}

function viewUnit(
  unit: Unit,
  instances: ReadonlyMap<ResourceId, readonly ResourceId[]>,
  sources: UnitSources,
): UnitView {
  const { config, resources, blocked, placements } = sources;
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
    clone: viewClone(unit),
    holder: holder?.name ?? null,
    blocked: blocked.find((each) => each.unit === unit.name)?.why ?? null,
    resources: unit.members.flatMap((member) =>
      (instances.get(member.id) ?? [member.id])
        .map((id) => viewResource(id, member, metaOf(member, unit, config), resources))
    ),
    scores: placement?.candidates.map(({ node, total, parts }) => ({ node, total, parts })) ?? [],
  };
}

function viewClone({ clone }: Unit): CloneView | null {
  if (clone === null) return null;
  const { promotable = false, globallyUnique = false } = clone.meta;
  return { of: clone.of, promotable, unique: globallyUnique };
}

/** Its own, then what it is in, then the cluster's defaults. */
function metaOf(resource: ResourceConfig, unit: Unit, config: ClusterConfig): ResourceMeta {
  const group = config.groups.find(({ members }) => members.includes(resource.id));
  return { ...config.defaults, ...unit.clone?.meta, ...group?.meta, ...resource.meta };
}

function viewResource(
  id: ResourceId,
  { agent, migrationThreshold }: ResourceConfig,
  meta: ResourceMeta,
  resources: UnitSources["resources"],
): ResourceView {
  const on = [...resources].flatMap(([node, reports]): readonly ResourceOnNode[] => {
    const report = reports[id];
    if (report === undefined) return [];
    const { state, promoted, busy, failcount, lastFailure, failures, history } = report;
    return [{ node, state, promoted, busy, failcount, lastFailure, failures, history }];
  });
  const managed = (meta.managed ?? true) && !(meta.maintenance ?? false);
  return { id, agent, targetRole: meta.targetRole ?? null, managed, migrationThreshold, on };
}
