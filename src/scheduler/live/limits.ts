/** How many nodes may have a resource at once. */
import { type CloneTraits, instancesOf } from "../../agent/mod.ts";
import type { ResourceConfig, ResourceId } from "../../model/mod.ts";
import type { Definitions } from "./definitions.ts";

export interface Limit {
  /** In whatever role. */
  readonly active: number;
  /** 0: it is never promoted. */
  readonly promoted: number;
}

/** What nodes can be ordered to run, by the names that they know it by. */
export interface Instance {
  readonly resource: ResourceConfig;
  readonly limit: Limit;
}

export const instancesIn = (config: Definitions): readonly Instance[] =>
  instancesOf(config).map(([resource, clone]) => ({ resource, limit: limitOf(clone) }));

const ONE: Limit = { active: 1, promoted: 0 };

const limitOf = (clone: CloneTraits | null): Limit =>
  clone === null
    ? ONE
    : { active: clone.unique ? 1 : Infinity, promoted: clone.promoted?.max ?? 0 };

export type LimitOf = (id: ResourceId) => Limit;

/** Of what is no longer configured there is one. */
export function limitsOf(instances: readonly Instance[]): LimitOf {
  const limits = new Map(instances.map(({ resource, limit }) => [resource.id, limit]));
  return (id) => limits.get(id) ?? ONE;
}
