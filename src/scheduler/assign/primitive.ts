/** Finds a primitive's place: constraints first, then the best node that is left. */
import { INFINITY } from "../../model/mod.ts";
import { activeNode } from "../state/active_node.ts";
import type { Node } from "../state/node.ts";
import { cloneOf, type Colocation, type Primitive, rank } from "../state/resource.ts";
import { addScoreEverywhere } from "../state/scores.ts";
import { ABSENT } from "../state/weights.ts";
import { applyColocation } from "./apply_colocation.ts";
import { assign } from "./assign.ts";
import { type Assignment, copyScores, isAnyFit, isFit, replaceScores } from "./assignment.ts";
import { addDependentScores } from "./colocated_scores.ts";
import { finishAssignment } from "./finish_assignment.ts";
import { intendedNode } from "./intended.ts";
import { bestNode, initialScore } from "./node_order.ts";
import { showScores } from "./score_lines.ts";
import { banWithoutRoom } from "./utilization.ts";

/** `preferred`: taken where no node is better. The node that it gets; null: none. */
export function assignPrimitive(
  a: Assignment,
  resource: Primitive,
  preferred: Node | null,
): Node | null {
  const { parent } = resource;
  if (parent !== null && !parent.assigning) assign(a, parent, preferred);
  if (!resource.unassigned) return resource.assignedTo;
  if (resource.assigning) return null;
  resource.assigning = true;
  for (const colocation of [...resource.thisWith]) applyThisWith(a, resource, colocation);
  for (const colocation of [...resource.withThis]) {
    addDependentScores(a, resource, colocation, false);
  }
  limitRole(a, resource);
  showScores(a, resource, "pcmk__primitive_assign");
  place(a, resource, preferred);
  resource.assigning = false;
  return resource.assignedTo;
}

/** What it depends on has its turn first. Where a wish leaves no node, it is forgotten. */
function applyThisWith(a: Assignment, resource: Primitive, colocation: Colocation): void {
  const { score, dependentRole, primary } = colocation;
  const revertible = dependentRole === "promoted" || (score < 0 && score > -INFINITY);
  const before = revertible ? copyScores(a, resource.allowed.scores) : null;
  assign(a, primary, null);
  applyColocation(a, resource, primary, colocation);
  if (before !== null && !isAnyFit(a, resource.allowed.scores)) replaceScores(resource, before);
}

function limitRole({ w }: Assignment, resource: Primitive): void {
  if (resource.nextRole === "stopped") {
    addScoreEverywhere(resource, w.nodes, -INFINITY, resource.nextRoleBecause ?? "target-role");
    return;
  }
  const frozen = !w.quorum && w.input.options.noQuorumPolicy === "freeze";
  if (frozen && rank(resource.nextRole) > rank(resource.role)) {
    resource.nextRole = resource.role;
    resource.nextRoleBecause = "no-quorum-policy = freeze";
  }
}

function place(a: Assignment, resource: Primitive, preferred: Node | null): void {
  const { w } = a;
  const { fencingEnabled, stopAllResources } = w.input.options;
  if (fencingEnabled && !w.fencingPossible) resource.managed = false;
  if (!resource.managed) {
    resource.nextRole = resource.role;
    resource.nextRoleBecause = "is not managed";
    const node = activeNode(resource);
    return finishAssignment(a, resource, node, true, node === null ? 0 : initialScore(node));
  }
  if (stopAllResources) return finishAssignment(a, resource, null, true);
  const roomiest = banWithoutRoom(a, resource);
  if (!resource.unassigned) return;
  const node = chooseNode(a, resource, preferred ?? roomiest);
  const score = node === null ? 0 : resource.allowed.scores[node.index] as number;
  finishAssignment(a, resource, node, false, score);
}

function chooseNode(a: Assignment, resource: Primitive, preferred: Node | null): Node | null {
  const { scores } = resource.allowed;
  const current = activeNode(resource);
  const best = bestNode(a.w, a.usable, scores, current);
  if (best === null) return null;
  const intended = intendedNode(a, resource, [preferred, current]);
  if (intended !== null) return intended;
  const highest = scores[best.index] as number;
  if (preferred !== null && scores[preferred.index] !== ABSENT) {
    const score = scores[preferred.index] as number;
    if (score >= highest && isFit(a, resource.allowed, preferred)) return preferred;
  }
  // Unique instances have been left where they are already, as far as that was to be.
  const unique = resource.parent?.kind === "clone" && cloneOf(resource)?.unique === true;
  if (unique || highest <= 0 || a.usable[best.index] === 0 || current === null) return best;
  const stays = a.usable[current.index] === 1 && scores[current.index] === highest;
  return stays ? current : best;
}
