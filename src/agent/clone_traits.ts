/** What the instances of clones are, as far as their node and their agents must know. */
import type {
  CloneConfig,
  ClusterConfig,
  ResourceConfig,
  ResourceId,
  ResourceMeta,
} from "../model/mod.ts";

export interface CloneTraits {
  readonly max: number;
  readonly nodeMax: number;
  /** Instances differ, and have names of their own: `web:0`, `web:1`, … */
  readonly unique: boolean;
  readonly notify: boolean;
  /** Null: not promotable. */
  readonly promoted: { readonly max: number; readonly nodeMax: number } | null;
}

/** Names hold no colon, so what follows one is an instance's number. */
export const baseOf = (id: ResourceId): ResourceId => id.replace(/:\d+$/, "") as ResourceId;

/**
 * Everything that a node can be ordered to run, each with the name that it has there: resources, and
 * of clones with instances that differ each instance.
 */
export function instancesOf(
  config: Pick<ClusterConfig, "resources" | "clones" | "groups" | "nodes" | "defaults">,
): readonly (readonly [ResourceConfig, CloneTraits | null])[] {
  const clones = traitsByResource(config);
  return config.resources.flatMap((resource) => {
    const clone = clones.get(resource.id) ?? null;
    if (!clone?.unique) return [[resource, clone] as const];
    return Array.from({ length: clone.max }, (_, index) => {
      const id = `${resource.id}:${index}` as ResourceId;
      return [{ ...resource, id }, clone] as const;
    });
  });
}

function traitsByResource(
  config: Pick<ClusterConfig, "clones" | "groups" | "nodes" | "defaults">,
): ReadonlyMap<ResourceId, CloneTraits> {
  const members = new Map(config.groups.map(({ name, members }) => [name as string, members]));
  const able = config.nodes.filter(({ witness }) => !witness).length;
  return new Map(config.clones.flatMap((clone) => {
    const traits = traitsOfClone(clone, config.defaults, able);
    const cloned = members.get(clone.of) ?? [clone.of as ResourceId];
    return cloned.map((id) => [id, traits] as const);
  }));
}

/** Source of the defaults: Pacemaker Explained 2.1, "Clones" and "Promotable clones". */
function traitsOfClone({ meta }: CloneConfig, defaults: ResourceMeta, nodes: number): CloneTraits {
  const all = { ...defaults, ...meta };
  const unique = all.globallyUnique ?? false;
  const promoted = { max: all.promotedMax ?? 1, nodeMax: all.promotedNodeMax ?? 1 };
  return {
    max: all.cloneMax ?? nodes,
    nodeMax: unique ? all.cloneNodeMax ?? 1 : 1,
    unique,
    notify: all.notify ?? false,
    promoted: all.promotable ? promoted : null,
  };
}

/** As Pacemaker hands it to agents, under its names of today and under those before 2.0. */
export function metaOfClone(
  id: ResourceId,
  clone: CloneTraits,
): Readonly<Record<string, string>> {
  const { max, nodeMax, unique, notify, promoted } = clone;
  return {
    clone: /:(\d+)$/.exec(id)?.[1] ?? "0",
    clone_max: String(max),
    clone_node_max: String(nodeMax),
    globally_unique: String(unique),
    notify: String(notify),
    ...promoted === null ? {} : {
      promotable: "true",
      promoted_max: String(promoted.max),
      promoted_node_max: String(promoted.nodeMax),
      master_max: String(promoted.max),
      master_node_max: String(promoted.nodeMax),
    },
  };
}
