/** Groups, clones and constraints for small clusters. */
import type {
  ColocationConstraint,
  LocationConstraint,
  ResourceMeta,
  Score,
} from "../../src/model/mod.ts";
import type {
  CloneInput,
  GroupInput,
  PrimitiveInput,
  SchedulerInput,
} from "../../src/scheduler/input.ts";
import { aPrimitive } from "./small_cluster.ts";

export const aGroup = (
  id: string,
  members: readonly string[],
  meta: ResourceMeta = {},
): GroupInput => ({
  kind: "group",
  id,
  meta,
  defaults: {},
  members: members.map((member) => aPrimitive(member)),
});

export const aClone = (
  id: string,
  child: PrimitiveInput | GroupInput,
  meta: ResourceMeta = {},
): CloneInput => ({ kind: "clone", id, meta, defaults: {}, child });

export const aLocation = (
  resource: string,
  node: string,
  score: Score,
  changes: Partial<LocationConstraint> = {},
): LocationConstraint => ({
  id: `${resource}-on-${node}`,
  resource,
  where: { kind: "node", node, score },
  role: null,
  discovery: "always",
  ...changes,
});

export const aColocation = (
  resource: string,
  other: string,
  score: Score,
  changes: Partial<ColocationConstraint> = {},
): ColocationConstraint => ({
  id: `${resource}-with-${other}`,
  resource,
  resourceRole: null,
  with: other,
  withRole: null,
  score,
  nodeAttribute: "#uname",
  influence: null,
  ...changes,
});

/** The cluster, with these constraints only. */
export const withConstraints = (
  input: SchedulerInput,
  { locations = [], colocations = [] }: {
    readonly locations?: readonly LocationConstraint[];
    readonly colocations?: readonly ColocationConstraint[];
  },
): SchedulerInput => ({
  ...input,
  constraints: { ...input.constraints, locations, colocations },
});
