/** Notes that a resource is active on a node, and what follows where it should not be. */
import { INFINITY } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import { block, type Primitive, type Resource } from "../state/resource.ts";
import { needsFencing } from "../state/requirement.ts";
import { addScore } from "../state/scores.ts";
import type { Working } from "../state/working.ts";

export function addRunning(w: Working, resource: Resource, node: Node): void {
  if (resource.runningOn.includes(node)) return;
  resource.runningOn.push(node);
  if (resource.kind === "primitive") {
    node.running.push(resource);
    if (node.maintenance) resource.managed = false;
  }
  if (!resource.managed) {
    addScore(resource, node, INFINITY, "is not managed");
    if (!node.online) return;
    for (let one = resource.parent; one !== null; one = one.parent as typeof one) {
      one.runningOn.push(node);
    }
    return;
  }
  if (resource.kind === "primitive" && isMultiplyActive(resource)) settleSeveral(w, resource);
  if (resource.parent !== null) addRunning(w, resource.parent, node);
}

/** Only where it really can be: a node that is off, or will be fenced first, does not count. */
function isMultiplyActive(resource: Primitive): boolean {
  const fenced = needsFencing(resource);
  const counted = resource.runningOn.filter(({ online, unclean }) => unclean ? fenced : online);
  return counted.length > 1;
}

function settleSeveral(w: Working, resource: Primitive): void {
  switch (resource.meta.multipleActive) {
    case "stop_only":
      for (const node of w.nodes) resource.allowed.scores[node.index] = -INFINITY;
      return;
    case "block": {
      block(resource);
      const { parent } = resource;
      if (parent?.kind !== "group" || parent.meta.multipleActive !== "block") return;
      for (const member of parent.children) block(member);
      return;
    }
    case "stop_start":
    case "stop_unexpected":
      return;
  }
}
