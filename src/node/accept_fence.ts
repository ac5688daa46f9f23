/** What operators ask of fencing: refused with a reason, or written into the settings. */
import { type Asker, askFence, confirmOff } from "../coordinator/mod.ts";
import {
  type ClusterConfig,
  type FenceAction,
  type NodeName,
  ok,
  refuse,
  type Result,
  type Settings,
} from "../model/mod.ts";
import type { Snapshot } from "./snapshot.ts";

export interface FenceView {
  readonly self: NodeName;
  readonly generation: number;
  readonly config: ClusterConfig;
  readonly settings: Settings;
  readonly isUp: (node: NodeName) => boolean;
  /** By this node or one that it hears. */
  readonly isHeard: (node: NodeName) => boolean;
  /** The last life of it that is known; 0: none. */
  readonly generationOf: (node: NodeName) => number;
  readonly snapshot: () => Pick<Snapshot, "coordinator">;
}

export function acceptFence(
  node: NodeName,
  action: FenceAction,
  view: FenceView,
  seconds: number,
): Result<Settings, string> {
  const { devices } = view.config.fencing;
  if (!devices.some(({ targets }) => Object.hasOwn(targets, node))) {
    return refuse(`no [[fence]] device is configured for ${node}`);
  }
  // It would be carried out when nobody thinks of it any more.
  if (view.snapshot().coordinator === null) {
    return refuse(
      `nobody coordinates here, so nobody would carry it out: switch ${node} off by hand, or ask ` +
        "where there is a quorum",
    );
  }
  return ok(askFence(view.settings, { node, action }, askerIn(view), seconds));
}

/** The word of somebody who has looked; of a node that is heard it cannot be true. */
export function acceptConfirmation(
  node: NodeName,
  view: FenceView,
  seconds: number,
): Result<Settings, string> {
  if (view.isHeard(node)) return refuse(`${node} is not off: it is heard at this moment`);
  const generation = view.generationOf(node);
  return ok(confirmOff(view.settings, { node, generation }, askerIn(view), seconds));
}

const askerIn = ({ self, generation }: FenceView): Asker => ({ node: self, generation });
