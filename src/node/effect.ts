/** All that the engine can ask of the world; carried out in order. */
import type { Operation } from "../agent/mod.ts";
import type { Event, NodeName } from "../model/mod.ts";
import type { SavedState } from "./saved_state.ts";

export type Effect =
  /** Over every link. `to` null: to every peer. */
  | { readonly kind: "send"; readonly datagram: Uint8Array; readonly to: NodeName | null }
  | { readonly kind: "runAgent"; readonly operation: Operation }
  /** End a running operation, its process group included; `agentFinished` follows as ever. */
  | { readonly kind: "cancelAgent"; readonly operation: number }
  | { readonly kind: "persist"; readonly state: SavedState }
  | { readonly kind: "report"; readonly event: Event }
  /** The answer to a request: null, or why it cannot be. */
  | { readonly kind: "reply"; readonly id: number; readonly problem: string | null }
  /** All is handed over (0), or could not be stopped (1). */
  | { readonly kind: "exit"; readonly code: 0 | 1 };
