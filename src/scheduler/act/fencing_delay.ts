/** A head start in a split with equal halves for the node that matters more (priority-fencing-delay). */
import type { Millis } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import type { Working } from "../state/working.ts";

/**
 * How long this partition has to wait before it fences the node: only where it has no majority, and the
 * node runs what has the highest priority. Source: Pacemaker Explained, "priority-fencing-delay".
 */
export function fencingDelay(w: Working, target: Node): Millis {
  const delay = w.input.options.priorityFencingDelay;
  if (delay <= 0 || target.online) return 0;
  const members = w.nodes.filter((node) => node.input.kind === "member");
  const online = members.filter((node) => node.online).length;
  if (online > Math.floor(members.length / 2)) return 0;
  const priorities = members.map(priorityOf);
  const top = Math.max(...priorities);
  if (top === Math.min(...priorities)) return 0;
  return priorityOf(target) < top ? 0 : delay;
}

/** Of all that runs there and has not failed; a promoted instance counts one more. */
const priorityOf = ({ running }: Node): number =>
  running.reduce((sum, { priority, role, failed }) => {
    if (priority === 0 || failed) return sum;
    return sum + priority + (role === "promoted" ? 1 : 0);
  }, 0);
