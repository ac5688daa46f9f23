/** What is known of one resource on one node, in the few words that the guards need. */
import type { ResourceConfig, ResourceReport } from "../../model/mod.ts";
import type { ScheduleNode } from "./schedule_input.ts";

export interface Fact {
  readonly state: "off" | "on" | "failed" | "stopFailed" | "unknown";
  /** Is, or may be, promoted. */
  readonly promoted: boolean;
  /** An operation or an order is under way: nothing else may be begun. */
  readonly busy: boolean;
}

export function factOf(node: ScheduleNode, resource: Pick<ResourceConfig, "id">): Fact {
  if (node.standing === "offline") return { state: "off", promoted: false, busy: false };
  if (node.resources === null) return { state: "unknown", promoted: false, busy: false };
  const report = node.resources[resource.id];
  const ordered = node.ordered.has(resource.id);
  if (report === undefined) {
    // A node with another configuration may not know the resource: then it does not run there.
    return { state: node.sameConfig ? "unknown" : "off", promoted: false, busy: ordered };
  }
  const promoting = report.busy === "promote" || node.ordered.get(resource.id) === "promote";
  return {
    state: stateOf(report),
    promoted: report.promoted || promoting,
    busy: ordered || report.busy !== null,
  };
}

function stateOf(report: ResourceReport): Fact["state"] {
  switch (report.state) {
    case "unknown":
      return "unknown";
    case "stopped":
      return "off";
    case "started":
      return "on";
    case "failed":
      return "failed";
    case "stopFailed":
      return "stopFailed";
  }
}

/** Runs, may run, or is on its way up or down. */
export const isActive = (fact: Fact): boolean =>
  fact.state === "on" || fact.state === "failed" || fact.state === "stopFailed" ||
  (fact.busy && fact.state !== "unknown");
