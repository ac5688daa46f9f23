/** What is asked of a consensus store, whichever it is, and what it answers. */
import type { Millis, NodeName } from "../model/mod.ts";

/**
 * What the store says of the vote. `revision` differs after every acquiring and releasing, and is all
 * that the next one is compared with: a request that comes late finds another one, and does nothing.
 */
export type ArbiterRecord =
  /** Nobody has it, and whoever had it has said so. */
  | { readonly kind: "free"; readonly revision: string }
  /** `lease`: what keeps it in the store. */
  | {
    readonly kind: "held";
    readonly by: string;
    readonly lease: string;
    readonly revision: string;
  }
  /** Ended with its lease, or taken away by someone's hand; null: nobody ever had it. */
  | {
    readonly kind: "none";
    readonly last: { readonly by: string; readonly ttl: Millis } | null;
    readonly revision: string;
  };

export type ArbiterRequest =
  | { readonly id: number; readonly kind: "look" }
  /**
   * For `by`, if `after` is still the revision, with a new lease that the store ends when it is not
   * renewed for `keep`. `ttl`: how long the others wait then, told to them with it.
   */
  | {
    readonly id: number;
    readonly kind: "acquire";
    readonly by: NodeName;
    readonly keep: Millis;
    readonly ttl: Millis;
    readonly after: string;
  }
  /** The lease anew, and then whether it is still held by it, at that revision. */
  | {
    readonly id: number;
    readonly kind: "renew";
    readonly lease: string;
    readonly revision: string;
  }
  /** From held at that revision to free, so that another node need not wait for its end. */
  | {
    readonly id: number;
    readonly kind: "release";
    readonly lease: string;
    readonly revision: string;
  };

export type ArbiterAnswer =
  /** Acquired or renewed: so it stood at some moment after the request was sent. */
  | { readonly kind: "held"; readonly lease: string; readonly revision: string }
  /** How it stands, or what stood in the way; after a release, what it left. */
  | { readonly kind: "found"; readonly record: ArbiterRecord }
  /** No answer, or none that says whether it was done. */
  | { readonly kind: "failed"; readonly why: string };

/** A consensus store, as `io` reaches it. Its answers are linearizable, and never a rejection. */
export interface ArbiterStore {
  ask(request: ArbiterRequest): Promise<ArbiterAnswer>;
}
