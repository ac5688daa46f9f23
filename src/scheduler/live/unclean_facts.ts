/** What a node that is to be fenced may have, as it last reported it. */
import type { ResourceId, Role } from "../../model/mod.ts";
import type { ResourceFact } from "../input.ts";
import { agentName } from "./definitions.ts";
import { factOf, isActive } from "./fact.ts";
import type { Instance } from "./limits.ts";
import { type Known, NOTHING } from "./live_facts.ts";
import type { ScheduleNode } from "./schedule_input.ts";

/**
 * Its fencing stops all that ran there. What starts without waiting for that is taken for stopped; and
 * so is what runs elsewhere by now, for the scheduler would take it for being in two places.
 */
export const uncleanFacts = (
  node: ScheduleNode,
  instances: readonly Instance[],
  { limitOf, fencing }: Pick<Known, "limitOf" | "fencing">,
  nodes: readonly ScheduleNode[],
): readonly ResourceFact[] =>
  instances.flatMap(({ resource }): readonly ResourceFact[] => {
    const { id, agent } = resource;
    const elsewhere = limitOf(id).active < Infinity &&
      nodes.some((other) => isActive(factOf(other, resource)));
    const role = elsewhere || !fencing.isAwaited(id, node)
      ? "stopped"
      : lastRole(node, id, limitOf(id).promoted > 0);
    return role === null ? [] : [{
      ...NOTHING,
      resource: id,
      node: node.name,
      agent: agentName(agent),
      role,
      failureIgnored: false,
      reaction: null,
      pending: null,
      definition: "same",
    }];
  });

/** Null: not known. */
function lastRole(
  { resources }: ScheduleNode,
  id: ResourceId,
  promotable: boolean,
): Role | null {
  const report = resources?.[id];
  if (report === undefined || report.state === "unknown") return null;
  if (report.promoted) return "promoted";
  const active = report.state !== "stopped" || report.busy === "start";
  return !active ? null : promotable ? "unpromoted" : "started";
}
