/**
 * What a resource agent is, what it is asked to do, and what its answers mean.
 *
 *     Operation ─► invocationOf ─► (io runs it) ─► Outcome ─► meaningOf ─► Meaning
 *     meta-data ─► parseMetadata ─► traitsOf ─► timeoutOf, isReloadable
 *
 *     order, monitor due ─► Ledger ─► Operation …   Outcome ─► Ledger ─► ResourceReport
 *
 * Invariants: one operation a resource at a time; only this node writes the report of what it runs; pure; whatever an agent prints or returns, there is a meaning, never an exception.
 *
 * The classes differ in how they say things, not in what they can say, so the difference ends here:
 * nothing above this module knows an exit status.
 */
export * from "./agent_traits.ts";
export { baseOf, type CloneTraits, instancesOf } from "./clone_traits.ts";
export * from "./invocation.ts";
export { Ledger, type LedgerEffect } from "./ledger.ts";
export { type LedgerRules, ledgerRules } from "./ledger_rules.ts";
export * from "./meaning.ts";
export * from "./metadata.ts";
export * from "./operation.ts";
export type { ResourceSaved, SavedResources } from "./resource_saved.ts";
