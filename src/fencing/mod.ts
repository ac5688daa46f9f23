/**
 * Fencing: making sure that a node runs nothing any more, and knowing that it is so.
 *
 *     coordinator: FencerNeed[] ─► Fencer (levels, delays, retries) ─► FenceOrder ─► a node's FenceDesk
 *                                    ▲                                     │ runFence / fenceFinished
 *                                    └── FencingReport of every node ◄─────┘
 *
 * Invariants: a node counts as off only when every device of one level has confirmed it, and only for
 * the life that was known when the first of them was called; an attempt whose end nobody knows counts
 * as failed; nothing here decides who is to be fenced.
 */
export { type DeskEffect, FenceDesk } from "./fence_desk.ts";
export type { FenceOperation, FenceOutcome } from "./fence_operation.ts";
export { Fencer } from "./fencer.ts";
export { provesAlone } from "./proves_alone.ts";
export type { FenceProgress, FenceResult, FencerNeed, FencerView } from "./fencer_view.ts";
