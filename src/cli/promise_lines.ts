/** What a configuration promises, and what it does not, as `hb check` prints it. */
import { FAULT_WORDS, type FaultPromise, FAULTS, holdersIn } from "../config/mod.ts";

/** How many nodes hold a resource while something is wrong, why, and what would promise more. */
export const promiseLines = (promises: readonly FaultPromise[]): readonly string[] => [
  "How many nodes hold a resource (an instance, of a clone) while something is wrong:",
  ...promises.flatMap(linesOf),
];

/** What anyone who listens on the links can read. */
export const WIRE_LINES: readonly string[] = [
  "Messages between nodes are signed, not encrypted. Who listens on the links reads names of nodes,",
  "  resources and devices, what runs where, attributes, and what failed and why in the agents' words",
  "  (values of secret parameters are blotted out of these). Parameters are told by keyed digests only.",
];

const WIDTH = Math.max(...FAULTS.map((fault) => FAULT_WORDS[fault].length)) + 2;

function linesOf(promise: FaultPromise): readonly string[] {
  const { fault, provided, because, strengthen } = promise;
  const condition = provided === null ? "" : `, if ${provided}`;
  return [
    `  ${FAULT_WORDS[fault].padEnd(WIDTH)}${holdersIn(promise)}${condition}`,
    `      because ${because}`,
    ...strengthen.length === 0 ? [] : [`      more with ${strengthen.join("; or ")}`],
  ];
}
