/** How the agents of fence devices are called: what is common to all kinds of them. */
import type { Invocation, Outcome } from "../agent/mod.ts";
import type { FenceOperation, FenceOutcome } from "../fencing/mod.ts";
import type { NodeName } from "../model/mod.ts";
import { lineOf } from "./fence_words.ts";

/** Where this host has its fence agents, and what they are told of it. */
export interface FenceHost {
  readonly cluster: string;
  readonly node: NodeName;
  /** Directories, in the order in which agents and commands are looked for. */
  readonly path: readonly string[];
  /** Where cluster-glue keeps its `external/` plugins, and the scripts that these call. */
  readonly plugins: readonly string[];
  readonly pluginScripts: string;
}

/** One program to run for an operation. */
export interface FenceCall extends Invocation {
  /** For its standard input; null: nothing. */
  readonly input: string | null;
}

/** By what name the device knows the node that the operation is for. */
export const plugOf = ({ device, target }: FenceOperation): string =>
  target === null ? "" : device.targets[target] ?? target;

/** What every agent finds in its environment; nothing is inherited from the daemon. */
export const commonEnv = (host: FenceHost): Readonly<Record<string, string>> => ({
  PATH: host.path.join(":"),
  LANG: "C.UTF-8",
  HB_CLUSTER: host.cluster,
  HB_NODE: host.node,
});

/** Of a name with a slash nothing but that; else one in each directory of the path. */
export function programsOf(name: string, host: FenceHost): readonly [string, ...string[]] {
  const [first = name, ...others] = name.includes("/")
    ? []
    : host.path.map((directory) => `${directory}/${name}`);
  return [first, ...others];
}

/**
 * What came of a call. 0 is success, of `status` it means that the target is on, 2 that it is off
 * (source: FenceAgentAPI.md of fence-agents, "Agent return codes"; cluster-glue has no `status` of
 * a target); any other status is a failure.
 */
export function fenceOutcomeOf(
  { action }: FenceOperation,
  outcome: Outcome,
  program: string,
): FenceOutcome {
  switch (outcome.kind) {
    case "exited": {
      if (outcome.status === 0) return { kind: "done" };
      if (outcome.status === 2 && action === "status") return { kind: "isOff" };
      const line = lineOf(outcome.output);
      return failed(`${line === "" ? "" : `${line}; `}exit status ${outcome.status}`);
    }
    case "timedOut": {
      const line = lineOf(outcome.output);
      const after = `no answer within ${Math.round(outcome.after / 100) / 10} s`;
      return failed(line === "" ? after : `${after}; it said last: ${line}`);
    }
    case "notSpawned":
      return failed(outcome.transient === true ? outcome.why : `${program} is not installed here`);
  }
}

export const failed = (why: string): FenceOutcome => ({ kind: "failed", why });
