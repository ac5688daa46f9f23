/** A process that did not run did not listen either, and may have been taken for dead. */
import type { Reports } from "../coordinator/mod.ts";
import { LEASE_PART, type Membership } from "../membership/mod.ts";
import { type ClusterConfig, type Event, type Instant, type Millis, since } from "../model/mod.ts";
import type { Presence } from "./presence.ts";
import type { Safeguards } from "./safeguards.ts";

/** What forgets all that it knew of the others. */
export interface Restarting {
  readonly membership: Membership;
  readonly safeguards: Safeguards;
  readonly reports: Reports;
  readonly presence: Presence;
}

interface Awoken extends Restarting {
  /** When it was to be woken at the latest. */
  readonly expected: Instant;
  readonly lastKeepaliveAt: Instant;
  readonly config: ClusterConfig;
}

/**
 * Does not hold its own deafness against the others; and begins anew, letting go of all that it runs,
 * where they may have given it up.
 */
export function noticeSleep(node: Awoken, now: Instant): readonly Event[] {
  const { membership, safeguards } = node;
  const overslept = since(node.expected, now);
  if (overslept <= node.config.keepalive / 2) return [];
  membership.forgive(overslept, now);
  safeguards.forgive(overslept, now);
  const length = unheardFor(node, now);
  if (length === null) return [];
  const why = `this node did not run for ${Math.round(length)} ms`;
  return [{ kind: "paused", length }, ...beginAnew(why, node, now)];
}

/** The others may have given this node up: it lets go of all that it runs, and begins as at the start. */
export function beginAnew(
  why: string,
  { membership, safeguards, reports, presence }: Restarting,
  now: Instant,
): readonly Event[] {
  for (const name of membership.names) reports.forget(name);
  safeguards.startOver(now);
  return presence.startOver(why, now);
}

/** For how long nobody can have heard it; null: not for so long that it mattered. */
function unheardFor({ membership, config, lastKeepaliveAt }: Awoken, now: Instant): Millis | null {
  const { names, lease } = membership;
  const alone = names.every((name) => membership.off(name));
  const unheard = since(lastKeepaliveAt, now);
  // One that comes back takes this one for dead after initdead.
  const longest = alone ? config.initdead * LEASE_PART : lease;
  return names.length > 0 && unheard > longest ? unheard : null;
}
