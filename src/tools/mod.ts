/**
 * The tools of Pacemaker that resource agents call, answered by this node's daemon.
 *
 *     an agent ─► /run/hb/bin/crm_attribute ─► hb tool crm_attribute … ─► runTool ─► control socket
 *
 * Invariants: options, output and exit statuses are those of Pacemaker 2.1, as far as agents use
 * them; what is not known is refused, never guessed; when a tool that changes something returns 0,
 * the daemon has it.
 *
 * Why tools of our own: agents know no other way to say how well an instance would do promoted, and
 * Pacemaker's need its daemons.
 */
export { runTool, TOOL_NAMES } from "./run_tool.ts";
export type { ToolWorld } from "./tool.ts";
