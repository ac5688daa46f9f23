/** What the snapshot says of fencing: devices, what was done with them, and what is to be. */
import { fenceWishes } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  type FenceAgentRef,
  type FencePending,
  fencesNodes,
  type FencingReport,
  type NodeName,
  type Settings,
} from "../model/mod.ts";
import type { FencingView } from "./snapshot.ts";

export interface FencingSources {
  readonly config: ClusterConfig;
  /** By the node whose report it is. */
  readonly reports: ReadonlyMap<NodeName, FencingReport>;
  /** As the coordinator has them. */
  readonly pending: readonly FencePending[];
  readonly settings: Settings;
}

export const viewFencing = (
  { config, reports, pending, settings }: FencingSources,
): FencingView => ({
  enabled: fencesNodes(config.fencing),
  devices: config.fencing.devices.map(({ name, agent, level, targets }) => ({
    name,
    agent: agentWord(agent),
    level,
    targets: Object.keys(targets) as NodeName[],
    on: [...reports].flatMap(([node, { devices }]) =>
      devices.filter(({ device }) => device === name).map(({ state, why }) => ({
        node,
        state,
        why,
      }))
    ),
  })),
  history: [...reports.values()].flatMap(({ attempts }) => attempts)
    .toSorted((one, other) => other.wall - one.wall),
  pending: [...pending, ...asked(settings).filter(isNot(pending))],
});

/** Of a command its program alone: its arguments are for it, and the status is for all to read. */
const agentWord = (agent: FenceAgentRef): FenceAgentRef =>
  agent.kind === "command" ? { ...agent, command: agent.command.slice(0, 1) } : agent;

/** What has not come to the coordinator yet. */
const isNot = (pending: readonly FencePending[]) => ({ node }: FencePending): boolean =>
  pending.every((each) => each.node !== node);

const asked = (settings: Settings): readonly FencePending[] =>
  fenceWishes(settings, () => true)
    .map(({ node, action }) => ({
      node,
      action,
      because: "an operator asked for it",
      problem: null,
    }));
