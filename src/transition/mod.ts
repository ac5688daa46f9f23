/**
 * From plan to orders: what may start now, and what is under way.
 *
 *     Transition ─► release ─► orders ─► (sent, repeated) ─► taken ─► confirmed by the node's report
 *
 * Invariants: one order for a resource on a node at a time; an order is never taken back: it is
 * awaited until its node reports it done, is gone, or says that it follows somebody else or nobody, and
 * the order is too old to be obeyed; so no late datagram can start anything.
 * What depends on an action is not remembered here: once the action is confirmed, the next plan
 * is made of the new facts, and what may start then has nothing left to wait for. Thus every
 * interrupted plan is as good as one just begun.
 */
export { Notices } from "./notices.ts";
export { type Limits, Orders } from "./orders.ts";
