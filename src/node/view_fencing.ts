/** What the snapshot says of fencing: devices, what was done with them, and what is to be. */
import type { ClusterConfig, FencingReport, NodeName } from "../model/mod.ts";
import { fencesNodes } from "../model/mod.ts";
import type { FencePending, FencingView } from "./snapshot.ts";

export interface FencingSources {
  readonly config: ClusterConfig;
  /** By the node whose report it is. */
  readonly reports: ReadonlyMap<NodeName, FencingReport>;
  readonly pending: readonly FencePending[];
}

export const viewFencing = ({ config, reports, pending }: FencingSources): FencingView => ({
  enabled: fencesNodes(config.fencing),
  devices: config.fencing.devices.map(({ name, agent, level, targets }) => ({
    name,
    agent,
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
  pending,
});
