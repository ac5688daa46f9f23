/** With which configuration a new life of the daemon begins. */
import { digestOfTerms, problemOf } from "../config/mod.ts";
import type { ClusterConfig } from "../model/mod.ts";
import type { NodeInit } from "./node_init.ts";

/** What a `config` effect has had kept. */
export interface KeptConfig {
  readonly inForce: ClusterConfig;
  /** See `SaidTerms`. */
  readonly number: number;
  /** Both count; null: only the one in force does. */
  readonly next: ClusterConfig | null;
}

/**
 * The last life's, if the file changes what all nodes must change together: then the file's waits, as after
 * a reload. What cannot be changed on a running cluster is taken as it is: all hosts were to be stopped.
 */
export function resumeConfig(
  file: ClusterConfig,
  kept: KeptConfig | null,
): Pick<NodeInit, "config" | "number" | "next"> {
  if (kept === null || kept.number === 0 || problemOf(kept.inForce, file) !== null) {
    return { config: file, number: 0, next: null };
  }
  const { inForce, number, next } = kept;
  if (next !== null) {
    const isNext = haveSameTerms(next, file);
    const config = isNext ? file : next;
    const after = isNext ? null : file;
    return { config: inForce, number, next: { config, joint: true, after } };
  }
  return haveSameTerms(inForce, file)
    ? { config: file, number, next: null }
    : { config: inForce, number, next: { config: file, joint: false, after: null } };
}

const haveSameTerms = (one: ClusterConfig, other: ClusterConfig): boolean =>
  digestOfTerms(one) === digestOfTerms(other);
