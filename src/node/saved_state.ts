/** What outlives the daemon: written whole or not at all by `io`, given back at the next start. */
import type { HistoryEntry, Instant, ResourceConfig, ResourceId, Settings } from "../model/mod.ts";

export interface SavedState {
  /** The kernel's boot id: instants of another boot mean nothing. */
  readonly boot: string;
  /** The highest epoch counter seen. */
  readonly epoch: number;
  readonly settings: Settings;
  /** Settings of the kind `cleanup/…` that this node has carried out, by key: their counters. */
  readonly cleaned: Readonly<Record<string, number>>;
  readonly resources: Readonly<Record<ResourceId, ResourceSaved>>;
}

export interface ResourceSaved {
  readonly failcount: number;
  readonly failedAt: Instant | null;
  readonly lastFailure: HistoryEntry | null;
  /** The definition it runs with, so that it is stopped as it was started. */
  readonly running: ResourceConfig | null;
  readonly startedAt: Instant | null;
}
