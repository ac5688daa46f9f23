/** What is asked of a consensus store, whichever it is, and what it answers. */
import type { Millis } from "../model/mod.ts";

export type ArbiterRequest =
  /** A new lease, and the key with it, if nobody has it. */
  | { readonly id: number; readonly kind: "acquire"; readonly ttl: Millis }
  | { readonly id: number; readonly kind: "renew"; readonly lease: string }
  /** So that another one need not wait for its end. */
  | { readonly id: number; readonly kind: "release"; readonly lease: string };

export type ArbiterAnswer =
  /** `ttl`: as the store granted it, counted from when it took the request. */
  | { readonly kind: "held"; readonly lease: string; readonly ttl: Millis }
  | { readonly kind: "taken"; readonly by: string }
  | { readonly kind: "released" }
  /** The lease is no more. */
  | { readonly kind: "expired" }
  /** No answer, or none that says whether it was done. */
  | { readonly kind: "failed"; readonly why: string };
