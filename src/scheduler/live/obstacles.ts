/**
 * What stands in the way of starts and promotions in a running cluster: things under way, and nodes
 * of which it is not known what they have. This is where "one holder" is kept: what may be active
 * elsewhere is not started, whatever the scores say.
 */
import { baseOf } from "../../agent/mod.ts";
import type { NodeName, ResourceId, ResourceReport } from "../../model/mod.ts";
import type { Obstacle, Reason } from "../input.ts";
import { type Fact, factOf } from "./fact.ts";
import { type Fencing, uncleanOn } from "./fencing.ts";
import type { Instance } from "./limits.ts";
import { lastHolderOf } from "./migrations.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export function obstaclesOf(
  { resource, limit }: Instance,
  input: ScheduleInput,
  { isAwaited }: Fencing,
): readonly Obstacle[] {
  const { id } = resource;
  return input.nodes.flatMap((node): readonly Obstacle[] => {
    if (node.standing === "unclean") {
      if (!isAwaited(id, node)) return [];
      const tasks = limit.promoted > 0 ? ["start", "promote"] : ["start"];
      return tasks.map((task) => ({ resource: id, task, node: null, ...uncleanOn(node) }));
    }
    const fact = factOf(node, resource);
    const found: Obstacle[] = [];
    if (limit.active !== Infinity) {
      const why = whyNowhere(id, fact, fact.changing, node, input);
      if (why !== null) found.push({ resource: id, task: "start", node: null, ...why });
    }
    if (limit.promoted > 0) {
      const why = whyNowhere(id, fact, fact.changing && fact.promoted, node, input);
      if (why !== null) found.push({ resource: id, task: "promote", node: null, ...why });
    }
    // Whatever it is, its state on the very node must be known, and that of its like, which may be too many.
    const unknown = fact.state === "unknown" ? id : unknownLike(id, node);
    if (unknown === null) return found;
    return [...found, {
      resource: id,
      task: "start",
      node: node.name,
      ...unknownOn(unknown, node.name),
    }];
  });
}

/** Another instance of a unique clone that may run on the node; null: there is none. */
function unknownLike(id: ResourceId, { resources }: ScheduleNode): ResourceId | null {
  const base = baseOf(id);
  if (base === id) return null;
  const others = Object.entries(resources ?? {}) as [ResourceId, ResourceReport][];
  const like = others.find(([other, { state }]) => state === "unknown" && baseOf(other) === base);
  return like?.[0] ?? null;
}

function whyNowhere(
  id: ResourceId,
  { state }: Fact,
  changing: boolean,
  node: ScheduleNode,
  input: ScheduleInput,
): Reason | null {
  if (state === "unknown") {
    const holder = lastHolderOf(id, input) ?? node.name;
    return node.name === holder ? unknownOn(id, node.name) : null;
  }
  if (!changing) return null;
  return operationOn(id, node.name);
}

export const operationOn = (id: ResourceId, node: NodeName): Reason => ({
  why: `waits for an operation of ${id} on ${node}`,
  passing: true,
});

export const unknownOn = (id: ResourceId, node: NodeName): Reason => ({
  why: `it is not known yet whether ${id} runs on ${node}`,
  passing: true,
});
