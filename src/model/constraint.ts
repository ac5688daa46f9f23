/** What ties resources to nodes, to each other and to tickets. Names and defaults are Pacemaker's. */
import type { Rule } from "./rule.ts";
import type { Score } from "./score.ts";

/** What a resource is doing, or is to do. A resource that is no promotable clone is `started`. */
export type Role = "unknown" | "stopped" | "started" | "unpromoted" | "promoted";

export interface LocationConstraint {
  readonly id: string;
  /** A primitive, group, clone; already one a constraint where the source named several. */
  readonly resource: string;
  /** Where and how much: one node, or every node for which the rule holds. */
  readonly where:
    | { readonly kind: "node"; readonly node: string; readonly score: Score }
    | {
      readonly kind: "rule";
      readonly rule: Rule;
      /** A score, or the name of the node's attribute that holds it. */
      readonly score: Score | { readonly attribute: string };
    };
  /** Only for this role; null: for all. */
  readonly role: Role | null;
  readonly discovery: "always" | "never" | "exclusive";
}

/** `resource` is placed with (INFINITY), near, or away from (negative) `with`. */
export interface ColocationConstraint {
  readonly id: string;
  readonly resource: string;
  readonly resourceRole: Role | null;
  readonly with: string;
  readonly withRole: Role | null;
  readonly score: Score;
  /** The attribute by which nodes are the same place; `#uname` by default. */
  readonly nodeAttribute: string;
  /** Whether the dependent's preferences count for the place of the other; null: as `critical` says. */
  readonly influence: boolean | null;
}

export type OrderedAction = "start" | "stop" | "promote" | "demote";

export interface OrderConstraint {
  readonly id: string;
  readonly first: string;
  readonly firstAction: OrderedAction;
  readonly then: string;
  readonly thenAction: OrderedAction;
  readonly kind: "mandatory" | "optional" | "serialize";
  readonly symmetrical: boolean;
  /** Of an unordered set: false: one of them is enough. */
  readonly requireAll: boolean;
}

/** A set's members may stand in order or beside each other. */
export interface ResourceSet {
  readonly id: string;
  readonly resources: readonly string[];
  readonly sequential: boolean;
  /**
   * Of an order: only the end of this sequence is tied to the neighbouring set (Pacemaker: where
   * `sequential` is stated to be true); absent: every member is.
   */
  readonly orderedByEnds?: boolean;
  readonly requireAll: boolean;
  readonly action: OrderedAction | null;
  readonly role: Role | null;
  /** Of a colocation; null: the constraint's. */
  readonly score: Score | null;
}

export interface OrderSets {
  readonly id: string;
  /**
   * How many of the orders of two resources the source names before it: of several between the same two
   * actions the first counts. Absent: all.
   */
  readonly ordersBefore?: number;
  readonly sets: readonly ResourceSet[];
  readonly kind: "mandatory" | "optional" | "serialize";
  readonly symmetrical: boolean;
}

export interface ColocationSets {
  readonly id: string;
  readonly sets: readonly ResourceSet[];
  readonly score: Score;
  readonly influence: boolean | null;
}

export interface TicketConstraint {
  readonly id: string;
  readonly resource: string;
  readonly role: Role | null;
  readonly ticket: string;
  readonly lossPolicy: "stop" | "demote" | "fence" | "freeze";
}
