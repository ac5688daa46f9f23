/** The watchdog device, which resets a host whose hb does not feed it. */
import type { Millis } from "./time.ts";

export interface WatchdogConfig {
  /** `/dev/watchdog`. */
  readonly device: string;
  /** After so long without a word the device resets the host; whole seconds. */
  readonly timeout: Millis;
  /** Whether it is fed no more when this node has lost a quorum that it had. */
  readonly requireQuorum: boolean;
}

export interface WatchdogReport {
  readonly armed: boolean;
  /** As the device has it. */
  readonly timeout: Millis;
  /** Why it is not armed; null: it is. */
  readonly problem: string | null;
}
