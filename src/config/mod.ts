/**
 * cluster.toml and the keys file: text → what they say, or everything that is wrong with them.
 *
 *     text ─ readToml ─► tree ─ schema ─► draft ─ checks ─► build ─► ClusterConfig
 *              │ syntax     │ keys, values    │ what does not go together
 *              └────────────┴─────────────────┴───► Problem[] (file:line:column, all at once)
 *
 *     draft ─ Directory (who is called what, templates, tags) ─ readConstraints (of single units)
 *           ─ places, ties, order_graph ─► contradictions, circles, what can run nowhere
 *
 *     two of them ─ shared_change (what all nodes must change together, and whether they can) ─► difference
 *
 *     ClusterConfig ─ promise_grounds ─► promises, promises_apart: by fault, how many may hold a resource
 *
 * Invariants
 * - An error anywhere gives no configuration at all; nothing is guessed, nothing unknown passed over.
 * - One mistake is one problem: what was refused is undefined in the draft, and later stages pass
 *   over it. What a key's absence means stands in the schemas, except for what follows from other
 *   keys: `times.ts`, `monitors.ts`, `build_*.ts`, `constraints.ts`.
 * - `parseConfig(printConfig(config))` gives `config` again, for whatever `parseConfig` gave.
 * - Pure: what has to be known of the host comes in as `HostFacts`.
 *
 * Why so: Heartbeat said "configuration error" without a line, and keepalived ran on with a guess
 * (see tests/config/faults_test.ts). The schema is written by hand, over a tree that keeps
 * positions, because a general schema library knows neither the line nor what an administrator
 * would have to type instead.
 */
export {
  checkHost,
  type HostFacts,
  type InterfaceFacts,
  type KeysFileFacts,
} from "./check_host.ts";
export { type Difference, differenceOf } from "./difference.ts";
export { digestOfTerms, Digests, fingerprintOf } from "./digest.ts";
export { generateKeys, type ParsedKeys, parseKeys, printKeys } from "./keys_file.ts";
export { isInNetwork, type Network, parseNetwork } from "./network.ts";
export { parseConfig, type ParsedConfig } from "./parse.ts";
export {
  type Fault,
  FAULT_WORDS,
  type FaultPromise,
  FAULTS,
  holdersIn,
  promisesOf,
} from "./promises.ts";
export { printConfig } from "./print.ts";
export type { PathFacts } from "./path_trust.ts";
export { formatProblem, type Position, type Problem } from "./problem.ts";
export { changesOf, keyWord, problemOf } from "./shared_change.ts";
export { parseTime } from "./values.ts";
