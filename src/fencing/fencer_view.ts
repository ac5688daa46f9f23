/** What the coordinator's fencer is asked, what it sees of the cluster, and what it says. */
import type {
  FenceAction,
  FenceDeviceName,
  FencingConfig,
  Millis,
  NodeName,
} from "../model/mod.ts";

/** That a node is to be fenced; wanted for as long as it is said, again and again. */
export interface FencerNeed {
  readonly node: NodeName;
  readonly action: FenceAction;
  /** A clause that goes on after "because". */
  readonly because: string;
  /** To wait before, besides what the first device's configuration says. */
  readonly delay: Millis;
  /** By hand: without any delay, and where nobody else is left by the target itself. */
  readonly byOperator: boolean;
}

export interface FencerView {
  readonly fencing: FencingConfig;
  /** Members that can be given orders, this node first. */
  readonly usable: readonly NodeName[];
  /** The latest life of a node that anybody here knows of. */
  readonly generationOf: (target: NodeName) => number;
  /**
   * For how long it has been certain that nobody counts on it: no member of this partition hears it.
   * Null: somebody does, or may.
   */
  readonly silentFor: (target: NodeName) => Millis | null;
  /**
   * How long after `silentFor` began its watchdog has reset it, by its last report: a node that nobody
   * counts on has let go by then, or stops feeding it. Null: it was not armed then, or the node goes on
   * without quorum.
   */
  readonly watchdogOf: (target: NodeName) => Millis | null;
}

/** What has been achieved; a level's devices have all confirmed it. */
export type FenceResult =
  /** The target runs nothing any more. */
  | {
    readonly kind: "fenced";
    readonly target: NodeName;
    /** The latest life that was known when the first device was called. It is over. */
    readonly generation: number;
    readonly action: "off" | "reboot";
    readonly devices: readonly FenceDeviceName[];
    /** The nodes that have called them; empty: its own watchdog did it. */
    readonly by: readonly NodeName[];
  }
  /** An operator has had it switched on. */
  | {
    readonly kind: "switchedOn";
    readonly target: NodeName;
    readonly devices: readonly FenceDeviceName[];
    readonly by: readonly NodeName[];
  };
