/** Meta attributes with nothing left open: own, then the parent's, then the cluster's, then Pacemaker's. */
import { INFINITY, type ResourceMeta } from "../../model/mod.ts";

/** Those whose default depends on more than the resource. */
type Open = "targetRole" | "requires" | "stickiness" | "cloneMax" | "ordered";

export type Meta =
  & Readonly<Required<Omit<ResourceMeta, Open>>>
  & Readonly<Pick<ResourceMeta, Open>>;

const DEFAULTS: Meta = {
  priority: 0,
  critical: true,
  colocated: true,
  managed: true,
  maintenance: false,
  migrationThreshold: INFINITY,
  failureTimeout: 0,
  multipleActive: "stop_start",
  allowMigrate: false,
  allowUnhealthyNodes: false,
  cloneNodeMax: 1,
  cloneMin: 0,
  globallyUnique: false,
  notify: false,
  interleave: false,
  promotable: false,
  promotedMax: 1,
  promotedNodeMax: 1,
};

/** `inherited` is the parent's, with its own defaults already in it. */
export const resolveMeta = (
  own: ResourceMeta,
  inherited: ResourceMeta | null,
  defaults: ResourceMeta,
): Meta => ({ ...DEFAULTS, ...defaults, ...inherited, ...own });
