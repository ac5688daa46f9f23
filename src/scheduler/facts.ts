/** What is known of one resource on one node, in the few words that a decision needs. */
import type { NodeName, ResourceConfig, ResourceId, ResourceReport } from "../model/mod.ts";

/** A node as the scheduler sees it. */
export interface ScheduleNode {
  readonly name: NodeName;
  readonly standing: NodeStanding;
  /** Whether it works by the same configuration as the coordinator. */
  readonly sameConfig: boolean;
  /** What it last reported; null: nothing that could be trusted. Empty for a node that is off. */
  readonly resources: Readonly<Record<ResourceId, ResourceReport>> | null;
  /** Resources for which an order to it is under way. */
  readonly ordered: ReadonlySet<ResourceId>;
}

/**
 * online: a member that may run anything. standby, leaving: a member that is to run nothing.
 * pending: alive, but takes no orders (yet). offline: off, or by policy taken for off.
 */
export type NodeStanding = "online" | "standby" | "leaving" | "pending" | "offline";

export interface Fact {
  readonly state: "off" | "on" | "failed" | "stopFailed" | "unknown";
  /** An operation or an order is under way: nothing else may be begun. */
  readonly busy: boolean;
}

export const isMember = (node: ScheduleNode): boolean =>
  node.standing !== "pending" && node.standing !== "offline";

export function factOf(node: ScheduleNode, resource: ResourceConfig): Fact {
  if (node.standing === "offline") return { state: "off", busy: false };
  if (node.resources === null) return { state: "unknown", busy: false };
  const report = node.resources[resource.id];
  const ordered = node.ordered.has(resource.id);
  if (report === undefined) {
    // A node with another configuration may not know the resource: then it does not run there.
    return { state: node.sameConfig ? "unknown" : "off", busy: ordered };
  }
  return { state: stateOf(report), busy: ordered || report.busy !== null };
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
