/** All that the engine can ask of the world; carried out in order. */
import type { Operation } from "../agent/mod.ts";
import type { ArbiterRequest } from "../arbiter/mod.ts";
import type { FenceOperation } from "../fencing/mod.ts";
import type { ClusterConfig, Event, LeaseLeft, NodeName } from "../model/mod.ts";
import type { SavedState } from "./saved_state.ts";

export type Effect =
  /** Over every link. `to` null: to every peer. */
  | { readonly kind: "send"; readonly datagram: Uint8Array; readonly to: NodeName | null }
  | { readonly kind: "runAgent"; readonly operation: Operation }
  /** End a running operation, its process group included; `agentFinished` follows as ever. */
  | { readonly kind: "cancelAgent"; readonly operation: number }
  /** Call a fence device's agent; `fenceFinished` follows. */
  | { readonly kind: "runFence"; readonly operation: FenceOperation }
  /** Ask the arbiter's store; `arbiterAnswered` follows. */
  | { readonly kind: "askArbiter"; readonly request: ArbiterRequest }
  /** All is well here: the watchdog device, where there is one, may wait anew. */
  | { readonly kind: "feedWatchdog" }
  /** End this host at once, as `fencing.panic` says: nothing else can make sure that it runs nothing. */
  | { readonly kind: "panic"; readonly why: string }
  /**
   * The configuration that is in force now, to be kept over a restart, and the next one where both count
   * (else null); `configKept` follows. By `working`, which bears both, links and arbiter are used.
   */
  | {
    readonly kind: "config";
    readonly serial: number;
    readonly working: ClusterConfig;
    readonly inForce: ClusterConfig;
    readonly number: number;
    readonly next: ClusterConfig | null;
  }
  | { readonly kind: "persist"; readonly state: SavedState }
  /**
   * Keep this where it outlives the daemon but not the boot; it comes often, and may be lost. A next
   * life of the daemon may go on with what it finds running for so long. Null: there is no such life.
   */
  | { readonly kind: "lease"; readonly left: LeaseLeft | null }
  | { readonly kind: "report"; readonly event: Event }
  /** The answer to a request: null, or why it cannot be. */
  | { readonly kind: "reply"; readonly id: number; readonly problem: string | null }
  /** All is handed over (0), or could not be stopped (1). */
  | { readonly kind: "exit"; readonly code: 0 | 1 };
