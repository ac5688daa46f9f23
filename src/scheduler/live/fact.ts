/** What is known of one resource on one node, in the few words that the guards need. */
import type { ResourceConfig, ResourceId, ResourceReport } from "../../model/mod.ts";
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
    const instances = instancesOn(node, resource.id);
    if (instances.length > 0) return together(instances);
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

/** Of a clone whose instances differ: the facts of each, as they are reported. */
function instancesOn(node: ScheduleNode, base: ResourceId): readonly Fact[] {
  const ids = Object.keys(node.resources ?? {}).filter((id) => id.startsWith(`${base}:`));
  return ids.map((id) => factOf(node, { id: id as ResourceId }));
}

const BY_WEIGHT = ["stopFailed", "failed", "on", "unknown", "off"] as const;

const together = (facts: readonly Fact[]): Fact => ({
  state: BY_WEIGHT.find((state) => facts.some((fact) => fact.state === state)) ?? "off",
  promoted: facts.some(({ promoted }) => promoted),
  busy: facts.some(({ busy }) => busy),
});

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
