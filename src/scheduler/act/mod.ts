/**
 * Actions: what a plan may hold. Made here for each primitive, node and change of configuration, most of
 * them optional; `order/` then finds out which are needed and can be had.
 */
export { applyConfigChanges } from "./config_change.ts";
export { clearFailcounts, clearPastFailures, effectiveFailcount, failcount } from "./failcount.ts";
export { canFence, fenceAction, fenceNode } from "./fence_action.ts";
export { newAction, pseudoAction, resourcePseudo, setReason } from "./new_action.ts";
export { scheduleFencingAndShutdowns } from "./node_down.ts";
export { createPrimitiveActions } from "./primitive.ts";
export { scheduleProbes } from "./probe.ts";
