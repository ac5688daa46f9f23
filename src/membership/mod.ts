/**
 * Who is there: what this node hears of the others, and what it knows of who hears it; whose votes
 * that makes; which ping nodes it reaches.
 *
 *     unseen ──heard──► alive ──warntime──► late ──deadtime──► silent     (heard again → alive)
 *        └──initdead──► dead       └──────── "left" ──────────►┘
 *
 * Every keepalive echoes the last message that its sender heard of each peer. By its own log of
 * what it sent when, a node therefore knows since when each peer has not heard it (`heardUsAt`),
 * on its own clock, and lets go before those with a majority of the votes can have given it up
 * (`mayHold`). The other side of that is when a coordinator may believe that it has (`Absences`).
 *
 * Invariants: a life of a peer is believed only once it has answered this life of this node
 * (`meet`), so that nothing recorded can stand in for it; words grow old by their sender's clock; this
 * node trusts its own deadtime, never a sender's; its own sleep is not its peers' silence
 * (`forgive`); what a peer said is of the past.
 */
export { Absences } from "./absences.ts";
export type { Meeting } from "./admission.ts";
export { LENT_PART } from "./lease.ts";
export { LEASE_PART, Membership } from "./membership.ts";
export {
  type Alive,
  aliveIn,
  hearsItself,
  isNew,
  lastWord,
  type Peer,
  type Silent,
  type Unseen,
} from "./peer.ts";
export { PingNodes } from "./ping_nodes.ts";
export { hasQuorum, isPair, type Votes, votesOf } from "./quorum.ts";
