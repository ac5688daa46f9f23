/**
 * One node: composes all below it behind one door. Routing only; what is decided is decided in the
 * module that owns the noun.
 *
 *     Input, now ─► step ─► wire ─► membership ─► leadership (elect, Lead) ─► ledger ─► Effect[]
 *     deadline() ─► when to step with `wake` if nothing else happens
 *
 * Invariants: no clock, no randomness, no I/O, nothing asynchronous: the same inputs give the same
 * effects, so the simulator is the product with another `io`. Effects are carried out in order.
 * The generation is on disk before the node is made; epochs hold it, so they need no barrier.
 */
export * from "./effect.ts";
export type { Event } from "../model/mod.ts";
export * from "./input.ts";
export { Node } from "./node.ts";
export type { NodeInit } from "./node_init.ts";
export { type KeptConfig, resumeConfig } from "./resume.ts";
export * from "./saved_state.ts";
export * from "./snapshot.ts";
