/**
 * A Pacemaker CIB, read as Pacemaker's scheduler would: the configuration, and of its status section
 * what runs where.
 *
 *     XML ─► elements ─► options, nodes, resources, constraints ─┐
 *                        histories ─► one fact a resource and node ─┴─► SchedulerInput
 *
 * Invariants: nothing is decided here of what is to be done; the same text and time give the same
 * input; what cannot be read is refused with all problems, or ignored with a warning where
 * Pacemaker ignores it too. Names, defaults and leniencies are Pacemaker 2.1's, for all schemas
 * since 1.0: what has been renamed since is renamed before anything looks at it.
 */
export { readTime } from "./iso_time.ts";
export { type CibInput, readCib } from "./read_cib.ts";
export type { CibProblem } from "./reading.ts";
