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
  sameDigest,
} from "../../model/mod.ts";
import type { FailureInput, NodeInput, Reaction, ResourceFact } from "../input.ts";
import { agentName } from "./definitions.ts";
import { type Fencing, isDoomed } from "./fencing.ts";
import type { LimitOf } from "./limits.ts";
import { migratingFrom } from "./migrations.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** Whatever it does, it is given nothing to run. */
export const isWitness = ({ name, standing }: ScheduleNode, { config }: ScheduleInput): boolean =>
  standing === "witness" || config.nodes.some((one) => one.name === name && one.witness);

export const nodeInputOf = (node: ScheduleNode, input: ScheduleInput): NodeInput => {
  const configured = input.config.nodes.find(({ name }) => name === node.name);
  const silent = node.standing === "unclean";
  const doomed = isDoomed(node, input) ? WITHOUT_QUORUM : null;
  return {
    id: node.name,
    name: node.name,
    kind: "member",
    online: node.standing !== "offline" && !silent,
    unclean: silent ? node.unclean ?? "it is unclean" : doomed,
    pending: node.standing === "pending",
    standby: node.standing === "standby",
    maintenance: node.standing === "maintenance",
    shutdown: node.standing === "leaving",
    seen: true,
    dc: node.name === input.self,
    score: 0,
    attributes: new Map(Object.entries(node.attributes)),
    utilization: new Map(Object.entries(configured?.utilization ?? {})),
    probes: true,
  };
};

const WITHOUT_QUORUM = 'this partition has lost quorum (no_quorum = "fence")';

export interface Known {
  readonly byId: ReadonlyMap<string, ResourceConfig>;
  readonly limitOf: LimitOf;
  readonly fencing: Fencing;
  /** Whether other parts of what a resource belongs to are active on a node. */
  readonly isBeside: (id: string, node: ScheduleNode) => boolean;
}

export function factsOf(
  node: ScheduleNode,
  { byId, limitOf, fencing, isBeside }: Known,
  { definitions, nodes }: Pick<ScheduleInput, "definitions" | "nodes">,
): readonly ResourceFact[] {
  if (node.standing === "offline" || node.standing === "witness") return [];
  return Object.entries(node.resources ?? {}).flatMap(([id, report]): readonly ResourceFact[] => {
    const config = byId.get(baseOf(id as ResourceId));
    const active = report.state !== "stopped" && report.state !== "unknown";
    const pending = pendingOf(node.ordered.get(id as ResourceId) ?? null, report);
    const migrating = migratingFrom(node, id as ResourceId, report, { nodes });
    // Of what is not configured any more only what runs matters; what is not probed is not known.
    if (config === undefined && !active && migrating === null) return [];
    const fences = fencing.isAnswer(id as ResourceId, node);
    const reaction = active ? reactionTo(report, config, fences) : null;
    const unknown = report.state === "unknown" && pending !== "start";
    if (unknown && !isBeside(id, node)) return [];
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

export const NOTHING = {
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

/**
 * Source: Pacemaker Explained, `on-fail` and its defaults. Where nodes cannot be fenced a failed stop
 * blocks, and what else asks for fencing stops.
 */
function reactionTo(
  { state, lastFailure }: ResourceReport,
  config: ResourceConfig | undefined,
  fences: boolean,
): Reaction | null {
  if (state === "stopFailed") {
    const asked = config?.onFail.stop;
    if (asked === "ignore" || asked === "block") return asked;
    return fences ? "fence" : "block";
  }
  if (state !== "failed") return null;
  const told = lastFailure === null || config === undefined
    ? undefined
    : onFailOf(config, lastFailure);
  if (told === "fence" && !fences) return "stop";
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
  if (
    !sameConfig || definition === null || wanted === undefined ||
    sameDigest(wanted, definition)
  ) {
    return "same";
  }
  return reloadsTo !== null && sameDigest(reloadsTo, wanted) ? "reload" : "restart";
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
