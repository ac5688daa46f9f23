/** One call of one fence device's agent, and what came of it. */
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

export interface Judgement {
  readonly good: boolean;
  /** Why not. */
  readonly why: string;
}

/** Whether what was wanted is so. `status` is only ever asked to hear that the target is off. */
export function judge(action: FenceOperation["action"], outcome: FenceOutcome): Judgement {
  switch (outcome.kind) {
    case "done":
      return action === "status" ? bad("the node is still on") : GOOD;
    case "isOff":
      return action === "status" ? GOOD : bad(`it answered ${action} as if asked for the status`);
    case "failed":
      return bad(outcome.why);
  }
}

const GOOD: Judgement = { good: true, why: "" };
const bad = (why: string): Judgement => ({ good: false, why });
