/** What is forgotten of a peer that is gone, or comes back as one of which nothing is known. */
import type { Reports } from "../coordinator/mod.ts";
import type { Event } from "../model/mod.ts";
import type { Attributes } from "./attributes.ts";
import type { Leadership } from "./leadership.ts";

export interface Rememberers {
  readonly reports: Reports;
  readonly leadership: Leadership;
  readonly attributes: Attributes;
}

/** @returns the events that it was told, to be told on. */
export function partFrom(
  events: readonly Event[],
  { reports, leadership, attributes }: Rememberers,
): readonly Event[] {
  for (const event of events) {
    if (event.kind !== "peerDead" && event.kind !== "peerAlive" && event.kind !== "peerLeft") {
      continue;
    }
    // Of one that has left the last report is true for good.
    if (event.kind !== "peerLeft") reports.forget(event.node);
    leadership.lead?.drop(event.node);
    attributes.drop(event.node);
  }
  return events;
}
