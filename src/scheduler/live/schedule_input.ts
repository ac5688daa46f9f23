/** What the coordinator of a running cluster decides from: its configuration, and its nodes' reports. */
import type {
  NodeName,
  OperatorWishes,
  OrderAction,
  ResourceId,
  ResourceReport,
  Unit,
  UnitName,
} from "../../model/mod.ts";
import type { Obstacle } from "../input.ts";
import type { Definitions } from "./definitions.ts";

export interface ScheduleInput {
  readonly config: Definitions;
  /** What the configuration places as one. */
  readonly units: readonly Unit[];
  /** The coordinator, which is fenced after all others. */
  readonly self?: NodeName;
  /** In the order of the configuration, which breaks ties. */
  readonly nodes: readonly ScheduleNode[];
  readonly quorum: boolean;
  /** Whether its nodes have ever had quorum; only then does losing it ask for fencing (no_quorum = "fence"). */
  readonly hadQuorum?: boolean;
  /** Wall clock, in seconds since 1970, for rules on dates. */
  readonly now: number;
  /** The digest of each resource's definition as configured now. */
  readonly definitions: ReadonlyMap<ResourceId, string>;
  readonly wishes: OperatorWishes;
  readonly moves: ReadonlyMap<UnitName, Move>;
  /** Units that several nodes hold, and the one that keeps each. */
  readonly kept: ReadonlyMap<UnitName, NodeName>;
  /**
   * Where each resource was last seen active in this coordinator's time. Of such a resource no other
   * node can have become the holder since: one of which nothing is known stands in no way.
   */
  readonly lastHolders: ReadonlyMap<ResourceId, NodeName>;
  /** Units whose holder is to announce itself once it is alone. */
  readonly announce: ReadonlySet<UnitName>;
  /** Where the last plan was about to bring what; absent: there is none that still holds. */
  readonly intents?: readonly Intent[];
  /** What is not to be begun, since the next plan would undo it; absent: nothing. */
  readonly vain?: readonly Obstacle[];
}

/** Nodes on which a unit, or instances of it, are to be, wherever else looks better. */
export interface Intent {
  readonly unit: UnitName;
  readonly nodes: ReadonlySet<NodeName>;
  /** Those of them on which it is to be promoted. */
  readonly promoted: ReadonlySet<NodeName>;
}

/** What an operator wants of a unit, once; `to` null: off the node that has it. */
export interface Move {
  readonly to: NodeName | null;
}

/** A node as its coordinator sees it. */
export interface ScheduleNode {
  readonly name: NodeName;
  readonly standing: NodeStanding;
  /** Whether it works by the same configuration as the coordinator. */
  readonly sameConfig: boolean;
  /** What it last reported; null: nothing that could be trusted. Empty for a node that is off. */
  readonly resources: Readonly<Record<ResourceId, ResourceReport>> | null;
  /** Why it must be fenced, as a clause that goes on after "because"; null in any other standing. */
  readonly unclean: string | null;
  /** What has gone wrong with fencing it so far; null: nothing. */
  readonly fenceProblem?: string | null;
  /**
   * How many ping nodes it reaches, fit to be compared with the others' numbers now; null: not known,
   * or no ping nodes.
   */
  readonly reach: number | null;
  /** Permanent and transient ones. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Orders to it that are under way. */
  readonly ordered: ReadonlyMap<ResourceId, OrderAction>;
}

/**
 * online: a member that may run anything. standby, leaving: a member that is to run nothing.
 * maintenance: a member on which nothing is touched. pending: alive, but takes no orders (yet).
 * offline: off, or by policy taken for off. witness: votes and runs nothing, so that nothing is unknown
 * of it. unclean: what would be offline by policy, but is to be fenced before it counts as off; of its
 * resources it is told what they were when it was last heard.
 */
export type NodeStanding =
  | "online"
  | "standby"
  | "maintenance"
  | "leaving"
  | "witness"
  | "pending"
  | "unclean"
  | "offline";

export const isMember = (node: ScheduleNode): boolean =>
  node.standing !== "pending" && node.standing !== "unclean" && node.standing !== "offline";
