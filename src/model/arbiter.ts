/** A third party that lends its vote to one partition at a time: a lease in a consensus store. */
import type { Millis } from "./time.ts";

export interface ArbiterConfig {
  readonly kind: "etcd";
  /** `http://host:2379`, each asked in turn where one does not answer. */
  readonly endpoints: readonly string[];
  /** The key that holds the name of who has the vote. */
  readonly key: string;
  /** How long the store keeps the lease of a node that does not renew it. */
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
