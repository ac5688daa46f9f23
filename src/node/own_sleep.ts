/** A process that did not run did not listen either, and may have been taken for dead. */
import { LEASE_PART, type Membership } from "../membership/mod.ts";
import { type ClusterConfig, type Instant, type Millis, since } from "../model/mod.ts";

export interface SleepView {
  /** When it was to be woken at the latest. */
  readonly expected: Instant;
  readonly lastKeepaliveAt: Instant;
  readonly membership: Membership;
  readonly config: ClusterConfig;
}

export interface OwnSleep {
  readonly overslept: Millis;
  /** For how long nobody can have heard it; null: not for so long that it mattered. */
  readonly unheardFor: Millis | null;
}

/** Null: it was awake. */
export function ownSleep(view: SleepView, now: Instant): OwnSleep | null {
  const { keepalive, initdead } = view.config;
  const overslept = since(view.expected, now);
  if (overslept <= keepalive / 2) return null;
  const { names, lease } = view.membership;
  const alone = names.every((name) => view.membership.off(name));
  const unheardFor = since(view.lastKeepaliveAt, now);
  // One that comes back takes this one for dead after initdead.
  const longest = alone ? initdead * LEASE_PART : lease;
  const matters = names.length > 0 && unheardFor > longest;
  return { overslept, unheardFor: matters ? unheardFor : null };
}
