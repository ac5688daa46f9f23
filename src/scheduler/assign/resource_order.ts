/** Which resource has its turn first, where room is short. */
import { INFINITY } from "../../model/mod.ts";
import { activeNode } from "../state/active_node.ts";
import type { Node } from "../state/node.ts";
import type { Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import type { Assignment } from "./assignment.ts";
import { ownColocatedScores } from "./colocated_scores.ts";
import { initialOrder } from "./node_order.ts";

interface Turn {
  readonly resource: Resource;
  readonly current: number;
  readonly scores: Int32Array;
}

/** By priority, then by how strongly it is bound to where it runs, then to the nodes, the best first. */
export function sortForAssignment(a: Assignment): void {
  const { w } = a;
  const nodes = initialOrder(w);
  const turns = w.resources.map((resource): Turn => {
    const scores = ownColocatedScores(a, resource);
    const active = resource.runningOn.length === 0 ? lastNode(w, resource) : activeNode(resource);
    return { resource, scores, current: active === null ? -INFINITY : scoreOf(scores, active) };
  });
  turns.sort((one, other) =>
    other.resource.priority - one.resource.priority || other.current - one.current ||
    compareScores(one, other, nodes)
  );
  turns.forEach(({ resource }, index) => w.resources[index] = resource);
}

function lastNode({ nodes, input: { ranOn } }: Working, { id }: Resource): Node | null {
  const name = ranOn?.get(id);
  return name === undefined ? null : nodes.find((node) => node.name === name) ?? null;
}

const scoreOf = (scores: Int32Array, node: Node): number => {
  const score = scores[node.index] as number;
  return score === ABSENT ? -INFINITY : score;
};

function compareScores(one: Turn, other: Turn, nodes: readonly Node[]): number {
  for (const node of nodes) {
    const difference = scoreOf(other.scores, node) - scoreOf(one.scores, node);
    if (difference !== 0) return difference;
  }
  return 0;
}
