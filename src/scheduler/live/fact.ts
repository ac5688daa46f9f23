/** What is known of one resource on one node, in the few words that the guards need. */
import type { AgentAction, ResourceConfig, ResourceId, ResourceReport } from "../../model/mod.ts";
import type { ScheduleNode } from "./schedule_input.ts";

export interface Fact {
  readonly state: "off" | "on" | "failed" | "stopFailed" | "unknown";
  /** Is, or may be, promoted. */
  readonly promoted: boolean;
  /** An operation or an order is under way: nothing else may be begun. */
  readonly busy: boolean;
  /** And that may change what runs there. */
  readonly changing: boolean;
  /** It has left by live migration, and is at most being stopped where it was. */
  readonly left: boolean;
}

/** What leaves a resource as it is. */
const HARMLESS: ReadonlySet<AgentAction> = new Set(["monitor", "notify", "announce", "reload"]);

export function factOf(node: ScheduleNode, resource: Pick<ResourceConfig, "id">): Fact {
  if (node.standing === "offline" || node.standing === "witness") return { state: "off", ...STILL };
  if (node.standing === "unclean" || node.resources === null) return { state: "unknown", ...STILL };
  const report = node.resources[resource.id];
  const ordered = node.ordered.get(resource.id) ?? null;
  if (report === undefined) {
    const instances = instancesOn(node, resource.id);
    if (instances.length > 0) return together(instances);
    // A node with another configuration may not know the resource: then it does not run there.
    const state = node.sameConfig ? "unknown" : "off";
    return { state, promoted: false, left: false, ...workOf([ordered]) };
  }
  const promoting = report.busy === "promote" || ordered === "promote";
  return {
    state: stateOf(report),
    promoted: report.promoted || promoting,
    left: report.migration?.kind === "to" && report.state === "stopped" &&
      [ordered, report.busy].every((action) => action === null || action === "stop"),
    ...workOf([ordered, report.busy]),
  };
}

const STILL = { promoted: false, busy: false, changing: false, left: false };

const workOf = (actions: readonly (AgentAction | null)[]): Pick<Fact, "busy" | "changing"> => ({
  busy: actions.some((action) => action !== null),
  changing: actions.some((action) => action !== null && !HARMLESS.has(action)),
});

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
  changing: facts.some(({ changing }) => changing),
  left: false,
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
  (fact.busy && fact.state !== "unknown" && !fact.left);
