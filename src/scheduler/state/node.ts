/** A node while a plan is made. */
import type { NodeInput } from "../input.ts";
import type { Action } from "./action.ts";
import type { Resource } from "./resource.ts";

export interface Node {
  /** Its place in every `Weights`, and in the order of the configuration. */
  readonly index: number;
  readonly name: string;
  readonly input: NodeInput;
  online: boolean;
  /** Must be fenced before what it has may run elsewhere. */
  unclean: boolean;
  uncleanBecause: string | null;
  pending: boolean;
  standby: boolean;
  /** In standby because an operation failed whose on-fail says so. */
  standbyOnFail: boolean;
  maintenance: boolean;
  shutdown: boolean;
  dc: boolean;
  /** `#uname` and its like included. */
  readonly attributes: Map<string, string>;
  /** What runs on it now, primitives only. */
  readonly running: Resource[];
  /** What is assigned to it, primitives only. */
  readonly assigned: Resource[];
  /** How many resources are, or will be, there: balances what has no other preference. */
  count: number;
  /** What is left of its capacity. */
  readonly capacity: Map<string, number>;
  /** By task (`reboot`, `off`, `on`): fencing and unfencing of this node. */
  readonly fencing: Map<string, Action>;
  /** What its health adds to every resource's score for it. */
  health: number;
}

/** Whether it could be given something to run at all. */
export function isAvailable(node: Node): boolean {
  return node.online && !node.unclean && !node.shutdown && !node.standby && !node.maintenance &&
    !node.pending;
}
