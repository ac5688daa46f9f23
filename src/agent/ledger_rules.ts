/** What the ledger goes by, as the configuration and the agents say it. */
import type { ClusterConfig, NodeName, ResourceConfig } from "../model/mod.ts";
import type { Agents } from "./agent_traits.ts";
import { type CloneTraits, instancesOf } from "./clone_traits.ts";

export interface LedgerRules {
  /** Everything that can be ordered here, with the clone that it is an instance of. */
  readonly instances: readonly (readonly [ResourceConfig, CloneTraits | null])[];
  readonly agents: Agents;
  readonly startFailureIsFatal: boolean;
}

/** Of a witness nothing is asked. */
export const ledgerRules = (
  config: ClusterConfig,
  agents: Agents,
  self: NodeName,
): LedgerRules => ({
  instances: isWitness(config, self) ? [] : instancesOf(config),
  agents,
  startFailureIsFatal: config.options.startFailureIsFatal,
});

const isWitness = ({ nodes }: ClusterConfig, self: NodeName): boolean =>
  nodes.some(({ name, witness }) => witness && name === self);
