/**
 * The vocabulary: names, times, scores, epochs, and what a cluster's configuration says.
 *
 * Invariants: no I/O, no clock, no randomness of its own; every type is read-only data. Level 0:
 * imports nothing of hb, so that every other module can speak with these words.
 */
export * from "./agent_ref.ts";
export * from "./arbiter.ts";
export * from "./bounds.ts";
export * from "./bug.ts";
export * from "./cluster.ts";
export * from "./cluster_options.ts";
export * from "./constraint.ts";
export * from "./digest.ts";
export * from "./epoch.ts";
export * from "./event.ts";
export * from "./fencing.ts";
export * from "./keys.ts";
export * from "./lease_left.ts";
export * from "./name_order.ts";
export * from "./names.ts";
export * from "./needs.ts";
export * from "./operator_wishes.ts";
export * from "./own.ts";
export * from "./paint.ts";
export * from "./part.ts";
export * from "./ping.ts";
export * from "./printable.ts";
export * from "./random.ts";
export * from "./recent_worst.ts";
export * from "./release.ts";
export * from "./report.ts";
export * from "./resource_options.ts";
export * from "./result.ts";
export * from "./rule.ts";
export * from "./score.ts";
export * from "./secret.ts";
export * from "./settings.ts";
export * from "./spelling.ts";
export * from "./terms.ts";
export * from "./time.ts";
export * from "./watchdog.ts";
