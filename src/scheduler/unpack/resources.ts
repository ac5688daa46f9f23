/** The resources as a plan begins with them: trees of groups and clones, with every instance made. */
import type { ResourceMeta, Role } from "../../model/mod.ts";
import type {
  CloneInput,
  GroupInput,
  PrimitiveInput,
  ResourceInput,
  SchedulerInput,
} from "../input.ts";
import { type Meta, resolveMeta } from "../state/meta.ts";
import {
  type Clone,
  cloneOf,
  type Group,
  type Primitive,
  type Resource,
} from "../state/resource.ts";
import { ABSENT, newWeights } from "../state/weights.ts";
import type { Working } from "../state/working.ts";

type Unpacking = Pick<Working, "input" | "nodes" | "resources" | "byId">;

/** Those with the higher priority first; of the same, in the order of the configuration. */
export function unpackResources(w: Unpacking): void {
  for (const input of w.input.resources) w.resources.push(unpackResource(w, input, null, null));
  w.resources.sort((one, other) => other.priority - one.priority);
}

/** `number`: of an instance; null: no instance. */
function unpackResource(
  w: Unpacking,
  input: ResourceInput,
  parent: Group | Clone | null,
  number: number | null,
): Resource {
  switch (input.kind) {
    case "primitive":
      return unpackPrimitive(w, input, parent, number);
    case "group":
      return unpackGroup(w, input, parent, number);
    case "clone":
      return unpackClone(w, input);
  }
}

export function unpackPrimitive(
  w: Unpacking,
  input: PrimitiveInput,
  parent: Group | Clone | null,
  number: number | null,
): Primitive {
  const meta = resolveMeta(input.meta, parent?.meta ?? null, input.defaults);
  return enlist(w, {
    ...baseOf(w, input, meta, parent, number),
    kind: "primitive",
    input,
    facts: new Map(),
    pendingTask: null,
    pendingNode: null,
    recordedAs: null,
    requires: requirementOf(input, meta, w.input),
    partialMigration: null,
    danglingMigrations: [],
    sortIndex: 0,
  });
}

function unpackGroup(
  w: Unpacking,
  input: GroupInput,
  parent: Group | Clone | null,
  number: number | null,
): Group {
  const meta = resolveMeta(input.meta, parent?.meta ?? null, input.defaults);
  const group: Group = enlist(w, {
    ...baseOf(w, input, meta, parent, number),
    kind: "group",
    input,
    children: [],
    sortIndex: 0,
    ordered: meta.ordered ?? true,
    colocated: meta.colocated,
  });
  for (const member of input.members) {
    group.children.push(unpackPrimitive(w, member, group, number));
  }
  return group;
}

function unpackClone(w: Unpacking, input: CloneInput): Clone {
  const own = resolveMeta(input.meta, null, input.defaults);
  const unique = own.globallyUnique && canBeUnique(input.child);
  // A little, so that instances are not shuffled for no benefit.
  const meta = { ...own, globallyUnique: unique, stickiness: own.stickiness ?? 1 };
  const cloneMax = meta.cloneMax ?? Math.max(1, w.nodes.length);
  const clone: Clone = enlist(w, {
    ...baseOf(w, input, meta, null, null),
    kind: "clone",
    input,
    children: [],
    promotable: meta.promotable,
    ordered: meta.ordered ?? false,
    interleave: meta.interleave,
    cloneMax: unique ? cloneMax : Math.min(cloneMax, limitOf(input, own, w)),
    cloneNodeMax: unique ? meta.cloneNodeMax : Math.min(1, meta.cloneNodeMax),
    cloneMin: meta.cloneMin,
    promotedMax: meta.promotedMax,
    promotedNodeMax: meta.promotedNodeMax,
    notifications: { start: null, stop: null, promote: null, demote: null },
  });
  // With none allowed there is still one, for what may be found running.
  for (let number = 0; number < Math.max(1, clone.cloneMax); number += 1) addInstance(w, clone);
  return clone;
}

/** What was to be unique and cannot be has one instance a node at most. */
function limitOf(input: CloneInput, own: Meta, w: Unpacking): number {
  return own.globallyUnique && !canBeUnique(input.child) ? w.nodes.length : Infinity;
}

/** One more instance; from `clone-max` on a superfluous one, that is to be stopped. */
export function addInstance(w: Unpacking, clone: Clone): Primitive | Group {
  const number = clone.children.length;
  const instance = unpackResource(w, clone.input.child, clone, number) as Primitive | Group;
  clone.children.push(instance);
  if (number >= clone.cloneMax) {
    instance.orphan = true;
    if (instance.kind === "group") { for (const member of instance.children) member.orphan = true; }
  }
  return instance;
}

/** Init scripts and units have no name by which two of them on one node could be told apart. */
const canBeUnique = (child: PrimitiveInput | GroupInput): boolean =>
  child.kind === "group" ? child.members.every(canBeUnique) : UNIQUE_CLASSES.has(child.agent.class);

const UNIQUE_CLASSES: ReadonlySet<string> = new Set(["ocf", "hb", "stonith"]);

/** Is in a clone that was to have unique instances, and cannot. */
function isForcedAnonymous(parent: Group | Clone | null): boolean {
  const clone = parent?.kind === "group" ? parent.parent : parent;
  if (clone?.kind !== "clone" || clone.unique) return false;
  const { meta, defaults } = clone.input;
  return meta.globallyUnique ?? defaults.globallyUnique ?? false;
}

function baseOf(
  w: Unpacking,
  input: ResourceInput,
  meta: Meta,
  parent: Group | Clone | null,
  number: number | null,
) {
  const { options } = w.input;
  const maintenance = options.maintenanceMode || meta.maintenance;
  const size = w.nodes.length;
  const allowed = newWeights(size, ABSENT);
  if (options.symmetric) {
    for (const node of w.nodes) allowed.scores[node.index] = node.input.score;
  }
  const instance = number !== null;
  return {
    id: instance ? `${input.id}:${number}` : input.id,
    baseId: input.id,
    index: w.byId.size,
    parent,
    meta,
    priority: meta.priority,
    stickiness: meta.stickiness ?? 0,
    managed: meta.managed && !maintenance,
    blocked: false,
    failed: false,
    failureIgnored: false,
    orphan: false,
    unique: instance
      ? meta.globallyUnique && !isForcedAnonymous(parent)
      : input.kind !== "clone" || meta.globallyUnique,
    notify: meta.notify,
    maintenance,
    unassigned: true,
    assigning: false,
    startPending: false,
    stopping: false,
    restarting: false,
    reload: false,
    role: "stopped" as Role,
    nextRole: wantedRole(meta, parent) ?? "unknown" as Role,
    nextRoleBecause: null,
    runningOn: [],
    known: new Uint8Array(size),
    allowed,
    assignedTo: null,
    locations: [],
    thisWith: [],
    withThis: [],
    actions: [],
    tickets: [],
    discovery: undefined,
    parts: null,
  };
}

/** The role that `target-role` holds it to; null: any. */
export function wantedRole(meta: ResourceMeta, parent: Group | Clone | null): Role | null {
  switch (meta.targetRole) {
    case undefined:
    case "started":
    case "promoted":
      return null;
    case "stopped":
      return "stopped";
    case "unpromoted":
      return isPromotable(meta, parent) ? "unpromoted" : null;
  }
}

function isPromotable(meta: ResourceMeta, parent: Group | Clone | null): boolean {
  const clone = parent === null ? null : cloneOf(parent);
  return clone?.promotable ?? meta.promotable ?? false;
}

/** Source: Pacemaker Explained, meta attribute `requires`. */
function requirementOf(
  input: PrimitiveInput,
  { requires }: Meta,
  { options }: SchedulerInput,
): Primitive["requires"] {
  const device = input.agent.class === "stonith";
  const wanted = requires ?? defaultRequirement(device, options);
  if (wanted === "unfencing" && (device || !options.fencingEnabled)) return "quorum";
  return wanted;
}

function defaultRequirement(
  device: boolean,
  { fencingEnabled, noQuorumPolicy, unfencing }: SchedulerInput["options"],
): Primitive["requires"] {
  if (device) return "quorum";
  if (fencingEnabled) return unfencing ? "unfencing" : "fencing";
  return noQuorumPolicy === "ignore" ? "nothing" : "quorum";
}

function enlist<One extends Resource>(w: Unpacking, resource: One): One {
  w.byId.set(resource.id, resource);
  return resource;
}
