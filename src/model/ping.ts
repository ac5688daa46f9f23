/** Hosts outside the cluster by which nodes judge their own connection (ha.cf: ping, ping_group; ipfail). */
import type { PingName } from "./names.ts";
import type { Millis } from "./time.ts";

export interface PingConfig {
  readonly name: PingName;
  /** IPv4 or IPv6; of several (a ping group) one that answers is enough. */
  readonly addresses: readonly string[];
  /** How often it is asked. */
  readonly interval: Millis;
  /** Silence after which it counts as not reached (ha.cf: deadping). */
  readonly deadping: Millis;
}
