/**
 * Who goes where: a node for each primitive, and a role for each instance of a promotable clone.
 *
 *     unpackPlacement     locations · health · colocations · tickets ─► on the resources they speak of
 *     applyNodeCriteria   locations, stickiness, failures ─► scores: each resource by itself
 *     assignAll           one after the other, by priority:
 *                           what it depends on goes first ─► colocations ─► the best node left
 *                           a group:  its first member's place, which the others follow
 *                           a clone:  instances one by one, those that may stay first; then roles
 *
 * Invariants: scores are by node index, and whatever changes one says by what name (`explain`); ABSENT
 * is no score but says that the node is not allowed, until a constraint names it; −INFINITY wins over INFINITY; a resource
 * with a place is counted on its node until the place is withdrawn; ties are decided by the count of
 * what is there, then by name.
 *
 * Why resources call each other here (`assign` from within `assignPrimitive`): what a colocation names
 * must have its place first, in whatever order the configuration has them. `assigning` ends circles.
 */
export { assignAll } from "./assign.ts";
export { applyNodeCriteria } from "./node_criteria.ts";
export { unpackPlacement } from "./placement.ts";
export { allocationScores } from "./score_lines.ts";
export { keepAlikeInPlace } from "./alike_instances.ts";
