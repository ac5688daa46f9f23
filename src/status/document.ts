/** What every view is made from: a node's snapshot, and when and by whom it was taken. */
import type { FaultPromise } from "../config/mod.ts";
import type { Millis, NodeName, WallTime } from "../model/mod.ts";
import type { Event, Snapshot } from "../node/mod.ts";

export interface StatusDocument {
  readonly madeAt: WallTime;
  readonly madeBy: NodeName;
  /** Of hb on the node that made it. */
  readonly version: string;
  readonly snapshot: Snapshot;
  /** Recent ones, oldest first, bounded. */
  readonly events: readonly RecordedEvent[];
  /** How long ago the main loop last came round. */
  readonly loopTurnedAgo: Millis;
  /** As configured: the measure of `loopTurnedAgo` and of every peer's silence. */
  readonly deadtime: Millis;
  /** What the configuration in force promises under each fault. */
  readonly promises: readonly FaultPromise[];
}

export interface RecordedEvent {
  readonly wall: WallTime;
  readonly event: Event;
}
