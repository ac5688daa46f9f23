/**
 * The arbiter's vote: a lease in a consensus store, held by one node at a time.
 *
 *     want ─► ArbiterLease ─► ArbiterRequest ─► (io: etcd) ─► ArbiterAnswer ─► until
 *
 * Invariants, from which "never two" follows, whatever is lost, late, doubled or paused:
 * - It counts for ¾ `ttl` from when a request was sent, by this node's own clock, that found it held.
 * - Who sees that it has ended waits a whole `ttl` from then, by its own clock, before it acquires it.
 *   So nothing hangs on how well the store keeps leases, only on that it is linearizable.
 * - Acquiring and releasing are compared with the revision that was last seen, and change it.
 * - What a node has begun to release, or another life of it acquired, it never counts on.
 */
export { ArbiterLease, type ArbiterView } from "./arbiter_lease.ts";
export type {
  ArbiterAnswer,
  ArbiterRecord,
  ArbiterRequest,
  ArbiterStore,
} from "./arbiter_request.ts";
