/** What the snapshot says of fencing: devices, what was done with them, and what is to be. */
import { fenceWishes } from "../coordinator/mod.ts";
import type { ClusterConfig, FencingReport, NodeName, Settings } from "../model/mod.ts";
import { fencesNodes } from "../model/mod.ts";
import type { FencePending, FencingView } from "./snapshot.ts";

export interface FencingSources {
  readonly config: ClusterConfig;
  /** By the node whose report it is. */
  readonly reports: ReadonlyMap<NodeName, FencingReport>;
  /** Null: this node does not coordinate, and knows only what operators have asked for. */
  readonly pending: readonly FencePending[] | null;
  readonly settings: Settings;
}

export const viewFencing = (
  { config, reports, pending, settings }: FencingSources,
): FencingView => ({
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
  pending: pending ?? asked(settings),
});

const asked = (settings: Settings): readonly FencePending[] =>
  fenceWishes(settings, () => true)
    .map((wish) => ({ ...wish, because: "an operator asked for it", problem: null }));
