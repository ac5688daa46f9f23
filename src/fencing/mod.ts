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
 *
 * A round goes through the target's levels, the lower first, and one device after the other. Every
 * device of a level must succeed, or the next level is tried; a device that fails is called again on
 * the next node that may use it, as often as it has retries. A reboot by several devices is all off,
 * which is the proof, and then all on, which may fail. When all levels have failed the next round comes
 * after a rest of 2s, and twice as long each time up to a minute, for as long as the target is wanted
 * off. (Pacemaker Explained, Fencing; there the tries end at stonith-max-attempts, here with the need.)
 *
 * Two nodes that have lost each other would both shoot. Whoever waits loses: before each round the need's
 * delay goes by (the node with the more important resources waits less), the static delay of the first
 * device for that target, and a random part. An operator's wish waits for nothing.
 *
 * A `manual` device is an operator. Nothing is tried on the levels after it, and those before it again
 * in every round, so that he is spared when they work again; his word (`hb fence confirm`) is not taken
 * here: it ends the need. A `watchdog` device is the target's own: nobody calls it, time proves it.
 *
 * Orders are never taken back: a need that goes ends what has not begun, and what is under way is
 * awaited, its success still a proof. A device is called for one target at a time by all nodes together,
 * and on each node one call at a time with its monitors.
 */
export { type DeskEffect, FenceDesk } from "./fence_desk.ts";
export type { FenceOperation, FenceOutcome } from "./fence_operation.ts";
export { Fencer } from "./fencer.ts";
export type { FenceResult, FencerNeed, FencerView } from "./fencer_view.ts";
export { provesAlone } from "./proves_alone.ts";
