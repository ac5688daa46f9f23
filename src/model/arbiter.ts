/** A third party that lends its vote to one partition at a time: a lease in a consensus store. */
import type { Millis } from "./time.ts";

export interface ArbiterConfig {
  readonly kind: "etcd";
  /** `http://host:2379`, each asked in turn where one does not answer. */
  readonly endpoints: readonly string[];
  /** The key that holds the name of who has the vote; `KEY/turn` beside it says who had it last. */
  readonly key: string;
  /**
   * How long the others wait, once the store says that a node's lease has ended, before one of them
   * takes the vote. That node counts on it for ¾ of this; the store ends a lease after half of it.
   */
  readonly ttl: Millis;
  /** How long one answer may take. */
  readonly timeout: Millis;
  readonly username: string | null;
  /** A file with the password alone. */
  readonly passwordFile: string | null;
  /** PEM files: whom to believe, and who this is. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}
