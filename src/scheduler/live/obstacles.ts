/**
 * What stands in the way of starts and promotions in a running cluster: things under way, and nodes
 * of which it is not known what they have. This is where "one holder" is kept: what may be active
 * elsewhere is not started, whatever the scores say.
 */
import type { NodeName, ResourceConfig, ResourceId } from "../../model/mod.ts";
import type { Obstacle } from "../input.ts";
import { type Fact, factOf } from "./fact.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** How many of a resource there may be. */
export type Kind = "one" | "clone" | "promotable";

export function obstaclesOf(
  resource: ResourceConfig,
  kind: Kind,
  input: ScheduleInput,
): readonly Obstacle[] {
  const task = kind === "promotable" ? "promote" : "start";
  return input.nodes.flatMap((node): readonly Obstacle[] => {
    const fact = factOf(node, resource);
    const here = whyNotHere(resource.id, fact, node.name);
    const anywhere = kind === "clone" ? null : whyNowhere(resource.id, kind, fact, node, input);
    return [
      ...anywhere === null ? [] : [{ resource: resource.id, task, node: null, ...anywhere }],
      // Whatever it is, its state on the very node must be known.
      ...here === null ? [] : [{ resource: resource.id, task: "start", node: node.name, ...here }],
    ];
  });
}

type Reason = Pick<Obstacle, "why" | "passing">;

function whyNotHere(id: ResourceId, { state }: Fact, node: NodeName): Reason | null {
  return state === "unknown" ? unknown(id, node) : null;
}

function whyNowhere(
  id: ResourceId,
  kind: Kind,
  { state, promoted, busy }: Fact,
  node: ScheduleNode,
  { lastHolders }: ScheduleInput,
): Reason | null {
  if (state === "unknown") {
    const holder = lastHolders.get(id) ?? node.name;
    return node.name === holder ? unknown(id, node.name) : null;
  }
  if (busy && (kind === "one" || promoted)) {
    return { why: `waits for an operation of ${id} on ${node.name}`, passing: true };
  }
  return null;
}

const unknown = (id: ResourceId, node: NodeName): Reason => ({
  why: `it is not known yet whether ${id} runs on ${node}`,
  passing: true,
});
