/** What fencing means in a running cluster: which failures ask for it, and which starts wait for it. */
import { baseOf } from "../../agent/mod.ts";
import {
  fencesNodes,
  metaOf,
  type NodeName,
  partsOf,
  type ResourceId,
  type ResourceMeta,
} from "../../model/mod.ts";
import type { Reason } from "../input.ts";
import { lastHolderOf } from "./migrations.ts";
import { isMember, type ScheduleInput, type ScheduleNode } from "./schedule_input.ts";

export interface Fencing {
  /** Whether a failure of the resource there may be answered by fencing the node. */
  readonly isAnswer: (id: ResourceId, node: ScheduleNode) => boolean;
  /** Whether the resource starts, or is promoted, anywhere only once the unclean node is off. */
  readonly isAwaited: (id: ResourceId, node: ScheduleNode) => boolean;
  /** What that makes of its `requires`. */
  readonly requirementOf: (id: ResourceId) => ResourceMeta["requires"];
}

/**
 * By default a start waits for every unclean node that may have the resource; of a clone, and with
 * requires = fencing, for every one, and with quorum or nothing for none (Pacemaker Explained, `requires`).
 */
export function fencingIn(input: ScheduleInput): Fencing {
  const { config, wishes, nodes } = input;
  const parts = partsOf(config);
  const metas = new Map(config.resources.map(({ id }) => {
    const part = parts.get(id);
    const cloned = part?.around.some(({ name }) => isClone(name, input)) ?? false;
    const meta = part === undefined ? {} : metaOf(part, config.defaults, wishes);
    return [id, { ...meta, cloned }] as const;
  }));
  const unclean = nodes.filter(({ standing }) => standing === "unclean");
  const maintenance = wishes.maintenance ?? config.options.maintenanceMode;
  const isAwaited = (id: ResourceId, node: ScheduleNode): boolean => {
    const { requires, cloned } = metas.get(baseOf(id)) ?? { cloned: false };
    if (requires === "nothing" || requires === "quorum") return false;
    return requires === "fencing" || cloned || (lastHolderOf(id, input) ?? node.name) === node.name;
  };
  return {
    isAwaited,
    isAnswer: (id, node) => {
      const { managed = true, maintenance: alone = maintenance } = metas.get(baseOf(id)) ?? {};
      return managed && !alone && node.standing !== "maintenance" &&
        isFenceable(input, node.name);
    },
    requirementOf: (id) => {
      const { requires } = metas.get(id) ?? {};
      if (requires !== undefined || unclean.length === 0) return requires;
      return unclean.some((node) => isAwaited(id, node)) ? undefined : "quorum";
    },
  };
}

const isClone = (name: string, { config }: ScheduleInput): boolean =>
  config.clones.some((clone) => clone.name as string === name);

const isFenceable = ({ config: { fencing } }: ScheduleInput, name: NodeName): boolean =>
  fencesNodes(fencing) && fencing.devices.some(({ targets }) => Object.hasOwn(targets, name));

/**
 * Whether the node is to be fenced because its partition has lost quorum, and no_quorum is "fence": each
 * of the own members is, the coordinator last. A partition that never had quorum stops what it has.
 */
export const isDoomed = (node: ScheduleNode, input: ScheduleInput): boolean =>
  !input.quorum && policyOf(input) === "fence" && node.standing !== "witness" && isMember(node);

/** `no_quorum`, where it can be done. */
export const policyOf = ({ config, hadQuorum = false }: ScheduleInput) =>
  config.noQuorum === "fence" && !(fencesNodes(config.fencing) && hadQuorum)
    ? "stop"
    : config.noQuorum;

/** Why what the node may have starts nowhere else yet. */
export const uncleanOn = (
  { name, unclean, fenceProblem = null }: ScheduleNode,
  because = unclean,
): Reason => ({
  why: `${name} is to be fenced first (${because ?? "it is unclean"})${
    fenceProblem === null ? "" : `, which has failed so far: ${fenceProblem}`
  }`,
  passing: fenceProblem === null,
});
