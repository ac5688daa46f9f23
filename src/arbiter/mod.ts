/**
 * The arbiter's vote: a lease in a consensus store, held by one node at a time.
 *
 *     want ─► ArbiterLease ─► ArbiterRequest ─► (io: etcd) ─► ArbiterAnswer ─► holds, until
 *
 * Invariants: a lease counts from the moment before its request was sent, by this node's own clock, so
 * it ends here before it can end in the store; a request whose answer is unknown changes nothing.
 */
export type { ArbiterAnswer, ArbiterRequest } from "./arbiter_request.ts";
