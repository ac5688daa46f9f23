/** What outlives the daemon: written whole or not at all by `io`, given back at the next start. */
import type { SavedResources } from "../agent/mod.ts";
import type { FenceAttempt, Settings } from "../model/mod.ts";

export interface SavedState {
  /** The kernel's boot id: instants of another boot mean nothing. */
  readonly boot: string;
  /** The life that has saved it. */
  readonly generation: number;
  /** The highest epoch counter seen. */
  readonly epoch: number;
  readonly settings: Settings;
  /** Settings of the kind `cleanup/…` that this node has carried out, by key: their counters. */
  readonly cleaned: Readonly<Record<string, number>>;
  readonly resources: SavedResources;
  /** This node's transient attributes, of the same boot. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The calls of fence devices that this node has made. */
  readonly fencing: readonly FenceAttempt[];
}
