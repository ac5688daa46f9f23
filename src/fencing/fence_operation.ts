/** One call of a fence device's agent, and what came of it. */
import type { FenceAction, FenceDeviceConfig, Millis, NodeName } from "../model/mod.ts";

export interface FenceOperation {
  /** Unique in this life of the node. */
  readonly id: number;
  readonly device: FenceDeviceConfig;
  readonly action: FenceAction | "status" | "monitor";
  /** Null: the device itself is asked (`monitor`). */
  readonly target: NodeName | null;
  readonly timeout: Millis;
}

/** As the world read the agent's exit status; `why` is one line of what it said, bounded. */
export type FenceOutcome =
  /** Of `status`: the target is on. */
  | { readonly kind: "done" }
  /** Only of `status`. */
  | { readonly kind: "isOff" }
  | { readonly kind: "failed"; readonly why: string };
