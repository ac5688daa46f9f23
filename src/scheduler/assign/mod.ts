/** Who goes where: what the other stages use of it. */
export { assignAll } from "./assign.ts";
export { applyNodeCriteria } from "./node_criteria.ts";
export { unpackPlacement } from "./placement.ts";
export { allocationScores } from "./score_lines.ts";
