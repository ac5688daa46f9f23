/** A resource while a plan is made: a primitive, group or clone, or an instance of what is cloned. */
import type { Role, Score, TicketConstraint } from "../../model/mod.ts";
import type {
  CloneInput,
  GroupInput,
  PrimitiveInput,
  ResourceFact,
  TicketInput,
} from "../input.ts";
import type { Action } from "./action.ts";
import type { Meta } from "./meta.ts";
import type { Node } from "./node.ts";
import type { Weights } from "./weights.ts";

export type Resource = Primitive | Group | Clone;

interface ResourceBase {
  /** `rsc`, or of an instance `rsc:N`. */
  readonly id: string;
  /** Without `:N`. */
  readonly baseId: string;
  /** Its place in the order in which all were unpacked. */
  readonly index: number;
  parent: Group | Clone | null;
  /** Own settings, those of its parents, the cluster's defaults, Pacemaker's: in that order. */
  readonly meta: Meta;
  /** Also raised and lowered by colocations. */
  priority: Score;
  stickiness: Score;
  managed: boolean;
  /** Nothing more is done with it until an administrator has looked. */
  blocked: boolean;
  failed: boolean;
  /** It has failed, and that is to be shown only (on-fail = ignore). */
  failureIgnored: boolean;
  /** No longer configured. */
  orphan: boolean;
  /** Is an instance of a clone with globally-unique instances, or no instance at all. */
  unique: boolean;
  /** Its instances are told of what others do. */
  notify: boolean;
  /** Nothing is done with it, not even recurring monitors. */
  maintenance: boolean;
  /** Not assigned yet. */
  unassigned: boolean;
  /** Is being assigned: a circle of colocations has come back to it. */
  assigning: boolean;
  /** A start is under way on its node. */
  startPending: boolean;
  /** Its failure asks for a stop. */
  stopping: boolean;
  /** The actions of a restart are being made. */
  restarting: boolean;
  /** Its definition has changed, and the agent can take that in without a restart. */
  reload: boolean;
  role: Role;
  nextRole: Role;
  /** Why `nextRole` is what it is, for people; null: by assignment. */
  nextRoleBecause: string | null;
  /** Where it is active now, in the order found. */
  readonly runningOn: Node[];
  /** Where it is known to run or not (probed), by node index. */
  known: Uint8Array;
  allowed: Weights;
  /** Where it is to be; of a group the first member's place. */
  assignedTo: Node | null;
  /** What constraints, and nodes' health, say of where it is to be. */
  readonly locations: Location[];
  /** Constraints by which it depends on others. */
  readonly thisWith: Colocation[];
  /** Constraints by which others depend on it. */
  readonly withThis: Colocation[];
  /** Its own actions, in the order made. */
  readonly actions: Action[];
  readonly tickets: Ticket[];
  /** Where it may be looked for; null: anywhere; undefined: that has not been asked yet. */
  discovery: Discovery | null | undefined;
  /** Named parts of its score for each node, for `explain`; null: not asked for. */
  parts: ScorePart[] | null;
}

/** What of a score comes from where. */
export interface ScorePart {
  readonly node: string;
  readonly name: string;
  readonly score: Score;
}

export interface Primitive extends ResourceBase {
  readonly kind: "primitive";
  readonly input: PrimitiveInput;
  /** What is known of it, by node index. */
  readonly facts: Map<number, ResourceFact>;
  /** The operation that is under way. */
  pendingTask: string | null;
  /** Where `pendingTask` is under way. */
  pendingNode: Node | null;
  /** The name that agents' histories know it by, where that is not its id (`rsc:3` of an older life). */
  recordedAs: string | null;
  /** What must be had before it may start: `requires`, or its default. */
  readonly requires: "nothing" | "quorum" | "fencing" | "unfencing";
  /** Of a live migration that was seen under way. */
  partialMigration: { readonly source: Node; readonly target: Node } | null;
  /** Where half a migration has left something that must be stopped. */
  readonly danglingMigrations: Node[];
  /** Of an instance: how willingly it is promoted; below 0: not at all. */
  sortIndex: Score;
}

export interface Group extends ResourceBase {
  readonly kind: "group";
  readonly input: GroupInput;
  readonly children: Primitive[];
  /** As a primitive's. */
  sortIndex: Score;
  readonly ordered: boolean;
  readonly colocated: boolean;
}

export interface Clone extends ResourceBase {
  readonly kind: "clone";
  readonly input: CloneInput;
  readonly children: (Primitive | Group)[];
  readonly promotable: boolean;
  readonly ordered: boolean;
  readonly interleave: boolean;
  readonly cloneMax: number;
  readonly cloneNodeMax: number;
  readonly cloneMin: number;
  readonly promotedMax: number;
  readonly promotedNodeMax: number;
  /** The pseudo actions around notifications, once made. */
  notifications: {
    start: NotificationPoints | null;
    stop: NotificationPoints | null;
    promote: NotificationPoints | null;
    demote: NotificationPoints | null;
  };
}

/** Before an action of a clone all its instances are told, and after it again. */
export interface NotificationPoints {
  readonly operation: "start" | "stop" | "promote" | "demote";
  readonly pre: Action | null;
  readonly preDone: Action | null;
  readonly post: Action;
  readonly postDone: Action;
}

/** A preference for nodes, or against them. */
export interface Location {
  /** What its part of a score is called: `location ID`, or `health`. */
  readonly name: string;
  /** Holds for this role only; null: any. */
  readonly role: Role | null;
  /** Node index → score, only for nodes that it names. */
  readonly scores: ReadonlyMap<number, Score>;
  readonly discovery: "always" | "never" | "exclusive";
}

/** Where a resource may be looked for (resource-discovery). */
export interface Discovery {
  /** Only nodes that an exclusive constraint names are asked. */
  readonly exclusive: boolean;
  /** By node index; `always` where nothing is said. */
  readonly modes: ReadonlyMap<number, Location["discovery"]>;
}

/** Where the dependent is to be: with the primary, or (score below 0) apart from it. */
export interface Colocation {
  readonly id: string;
  readonly dependent: Resource;
  readonly primary: Resource;
  readonly dependentRole: Role | null;
  readonly primaryRole: Role | null;
  readonly score: Score;
  readonly nodeAttribute: string;
  /** The dependent's preferences count for the primary's place even where that is active. */
  readonly influence: boolean;
}

/** What depends on a ticket, and how that stands; null: nothing is known of it. */
export interface Ticket {
  readonly constraint: TicketConstraint;
  readonly state: TicketInput | null;
}

/** The clone that it is an instance of, or of a cloned group's member; null: none. */
export function cloneOf(resource: Resource): Clone | null {
  for (let one: Resource | null = resource; one !== null; one = one.parent) {
    if (one.kind === "clone") return one;
  }
  return null;
}

/** The outermost that contains it, or itself. */
export function topOf(resource: Resource): Resource {
  let one = resource;
  while (one.parent !== null) one = one.parent;
  return one;
}

export const childrenOf = (resource: Resource): readonly (Primitive | Group)[] =>
  resource.kind === "primitive" ? [] : resource.children;

/** Itself, or all that it consists of, in order. */
export const primitivesOf = (resource: Resource): readonly Primitive[] =>
  resource.kind === "primitive" ? [resource] : resource.children.flatMap(primitivesOf);

/** Whether `inner` is a part of `outer`, at any depth. */
export function isInside(outer: Resource, inner: Resource): boolean {
  for (let one = inner.parent; one !== null; one = one.parent) if (one === outer) return true;
  return false;
}

/** Instances of a clone, `rsc:2` before `rsc:10`: they are made in the order of their numbers. */
export const byNumber = (one: Resource, other: Resource): number => one.index - other.index;

/** Nothing more is done with it until somebody has looked. */
export function block(resource: Resource): void {
  resource.managed = false;
  resource.blocked = true;
}

const RANKS: Readonly<Record<Role, number>> = {
  unknown: 0,
  stopped: 1,
  started: 2,
  unpromoted: 3,
  promoted: 4,
};

/** Roles in the order in which one goes up. */
export const rank = (role: Role): number => RANKS[role];
