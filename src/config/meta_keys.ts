/** What the file calls each meta attribute: Pacemaker's names, without the prefixes that say where. */
import type { ResourceMeta } from "../model/mod.ts";

type MetaKeys = Readonly<Record<string, keyof ResourceMeta>>;

/** Of resources, templates, groups, clones and [defaults]. */
export const META_KEYS = {
  target_role: "targetRole",
  managed: "managed",
  maintenance: "maintenance",
  priority: "priority",
  critical: "critical",
  multiple_active: "multipleActive",
  requires: "requires",
  allow_migrate: "allowMigrate",
  allow_unhealthy_nodes: "allowUnhealthyNodes",
} as const satisfies MetaKeys;

/** Those that every resource has in the end, its own or inherited. */
export const FAILURE_KEYS = {
  migration_threshold: "migrationThreshold",
  failure_timeout: "failureTimeout",
  stickiness: "stickiness",
} as const satisfies MetaKeys;

/** Of clones only. */
export const CLONE_KEYS = {
  promotable: "promotable",
  promoted_max: "promotedMax",
  promoted_node_max: "promotedNodeMax",
  max: "cloneMax",
  node_max: "cloneNodeMax",
  min: "cloneMin",
  interleave: "interleave",
  notify: "notify",
  ordered: "ordered",
  unique: "globallyUnique",
} as const satisfies MetaKeys;

/** What a draft sets of these keys; null is what it leaves open. */
export function metaOf(
  draft: object,
  ...keys: readonly MetaKeys[]
): ResourceMeta {
  const pairs = keys.flatMap((table) => Object.entries(table));
  return Object.fromEntries(
    pairs.flatMap(([key, name]) => {
      const value = (draft as Readonly<Record<string, unknown>>)[key];
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
}
