/**
 * Actions: what a plan may hold. Most turn out optional; `order/` finds out which are needed.
 *
 *     before anything has a place:   clearPastFailures · applyConfigChanges
 *     of each primitive (in order/): createPrimitiveActions  role by role from what is to what is to be,
 *                                                            recurring monitors, migration
 *     of each node:                  scheduleProbes · scheduleFencingAndShutdowns
 *     at last:                       clearFailcounts         of what is no longer configured
 *
 * Invariants: of one task, interval and node a resource has one action only, so that whoever asks for
 * one again gets that one (`newAction`), and to ask for it as required makes it so for all; the order in
 * which actions are made decides ties later, and is Pacemaker's.
 */
export { applyConfigChanges } from "./config_change.ts";
export { clearFailcounts, clearPastFailures } from "./failcount.ts";
export { scheduleFencingAndShutdowns } from "./node_down.ts";
export { scheduleProbes } from "./probe.ts";
