/** What the nodes' reports say, as the scheduler takes it. */
import { baseOf } from "../../agent/mod.ts";
import {
  type AgentAction,
  INFINITY,
  type OnFail,
  type ResourceConfig,
  type ResourceId,
  type ResourceReport,
  type Role,
} from "../../model/mod.ts";
import type { FailureInput, NodeInput, Reaction, ResourceFact } from "../input.ts";
import { agentName } from "./definitions.ts";
import type { LimitOf } from "./limits.ts";
import { migratingFrom } from "./migrations.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export const nodeInputOf = (node: ScheduleNode, { config }: ScheduleInput): NodeInput => {
  const configured = config.nodes.find(({ name }) => name === node.name);
  return {
    id: node.name,
    name: node.name,
    kind: "member",
    online: node.standing !== "offline",
    unclean: null,
    pending: node.standing === "pending",
    standby: node.standing === "standby",
    maintenance: node.standing === "maintenance",
    shutdown: node.standing === "leaving",
    seen: true,
    dc: false,
    score: 0,
    attributes: new Map(Object.entries(node.attributes)),
    utilization: new Map(Object.entries(configured?.utilization ?? {})),
    probes: true,
  };
};

/** Whether other parts of what a resource belongs to are active on a node. */
export type Besides = (id: string, node: ScheduleNode) => boolean;

export function factsOf(
  node: ScheduleNode,
  byId: ReadonlyMap<string, ResourceConfig>,
  limitOf: LimitOf,
  besides: Besides,
  { definitions, nodes }: Pick<ScheduleInput, "definitions" | "nodes">,
): readonly ResourceFact[] {
  if (node.standing === "offline") return [];
  return Object.entries(node.resources ?? {}).flatMap(([id, report]): readonly ResourceFact[] => {
    const config = byId.get(baseOf(id as ResourceId));
    const active = report.state !== "stopped" && report.state !== "unknown";
    const pending = pendingOf(node.ordered.get(id as ResourceId) ?? null, report);
    const migrating = migratingFrom(node, id as ResourceId, report, { nodes });
    // Of what is not configured any more only what runs matters; what is not probed is not known.
    if (config === undefined && !active && migrating === null) return [];
    const reaction = active ? reactionTo(report, config) : null;
    const unknown = report.state === "unknown" && pending !== "start";
    if (unknown && !besides(id, node)) return [];
    return [{
      ...NOTHING,
      resource: id,
      node: node.name,
      agent: config === undefined ? REMOVED : agentName(config.agent),
      // What is not known yet is taken for running beside the rest of its unit, until it is.
      role: unknown
        ? "started"
        : migrating?.role ?? roleOf(report, pending, limitOf(id as ResourceId).promoted > 0),
      failureIgnored: reaction === "ignore",
      reaction,
      definition: active
        ? definitionOf(node, baseOf(id as ResourceId), report, definitions)
        : "same",
      pending,
      ...migrating === null ? {} : { migrating: migrating.fact },
    }];
  });
}

const NOTHING = {
  nextRole: null,
  bans: [],
  recurring: [],
} as const;

/** What is under way, or ordered and not yet taken. */
function pendingOf(ordered: AgentAction | null, { busy }: ResourceReport): string | null {
  const action = busy ?? ordered;
  return action === "probe" || action === "announce" || action === "notify" ? null : action;
}

/** What is on its way up counts as there, and what is on its way down as there still. */
function roleOf(
  { state, promoted }: ResourceReport,
  pending: string | null,
  promotable: boolean,
): Role {
  const up = promotable ? "unpromoted" : "started";
  if (promoted || pending === "promote") return "promoted";
  if (state !== "stopped" && state !== "unknown") return up;
  return pending === "start" || pending === "migrate_from" ? up : "stopped";
}

/** Source: Pacemaker Explained, `on-fail` and its defaults (without fencing: a failed stop blocks). */
function reactionTo(
  { state, lastFailure }: ResourceReport,
  config: ResourceConfig | undefined,
): Reaction | null {
  if (state === "stopFailed") return config?.onFail.stop === "ignore" ? "ignore" : "block";
  if (state !== "failed") return null;
  const told = lastFailure === null || config === undefined
    ? undefined
    : onFailOf(config, lastFailure);
  return told === undefined || told === "restart" ? "recover" : told;
}

function onFailOf(
  config: ResourceConfig,
  { action, interval, role }: NonNullable<ResourceReport["lastFailure"]>,
): OnFail | undefined {
  switch (action) {
    case "probe":
    case "announce":
      return undefined;
    case "monitor": {
      const monitor = config.monitors.find((one) =>
        one.interval === interval && (role === null || one.role === role)
      );
      return monitor?.onFail ?? config.onFail.monitor;
    }
    case "demote": {
      const promoted = config.monitors.find((one) => one.role === "promoted");
      return config.onFail.demote ?? promoted?.onFail;
    }
    case "start":
    case "stop":
    case "promote":
    case "notify":
    case "reload":
    case "migrate_to":
    case "migrate_from":
      return config.onFail[action];
  }
}

function definitionOf(
  { sameConfig }: ScheduleNode,
  id: ResourceId,
  { definition, reloadsTo }: ResourceReport,
  definitions: ReadonlyMap<ResourceId, string>,
): ResourceFact["definition"] {
  const wanted = definitions.get(id);
  if (!sameConfig || definition === null || wanted === undefined || wanted === definition) {
    return "same";
  }
  return reloadsTo === wanted ? "reload" : "restart";
}

const REMOVED: ResourceFact["agent"] = { class: "ocf", provider: null, type: "removed" };

/** A node forgets failures itself, when they are old enough; what it reports still counts. */
export const failuresOf = (node: ScheduleNode): readonly FailureInput[] =>
  Object.entries(node.resources ?? {}).flatMap(([resource, { failcount }]) =>
    failcount === 0 ? [] : [{
      resource,
      node: node.name,
      operation: null,
      count: Math.min(INFINITY, failcount),
      last: null,
    }]
  );
