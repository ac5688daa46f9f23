/** What the ledger goes by, as the configuration and the agents say it. */
import type { ClusterConfig, NodeName, ResourceConfig } from "../model/mod.ts";
import type { Agents } from "./agent_traits.ts";
import { type CloneTraits, instancesOf } from "./clone_traits.ts";

export interface LedgerRules {
  /** Everything that can be ordered here, with the clone that it is an instance of. */
  readonly instances: readonly (readonly [ResourceConfig, CloneTraits | null])[];
  readonly agents: Agents;
  /** Until they are, nothing is looked at: how long that may take is not known. */
  readonly areAgentsKnown: boolean;
  readonly startFailureIsFatal: boolean;
}

/** Of a witness nothing is asked. @param agents null: they have not been asked yet. */
export const ledgerRules = (
  config: ClusterConfig,
  agents: Agents | null,
  self: NodeName,
): LedgerRules => ({
  instances: isWitness(config, self) ? [] : instancesOf(config),
  agents: agents ?? new Map(),
  areAgentsKnown: agents !== null,
  startFailureIsFatal: config.options.startFailureIsFatal,
});

const isWitness = ({ nodes }: ClusterConfig, self: NodeName): boolean =>
  nodes.some(({ name, witness }) => witness && name === self);
