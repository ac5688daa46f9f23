/** What the silences that were seen say of deadtime. */
import type { Millis } from "../model/mod.ts";
import type { NodeView } from "../node/mod.ts";
import { formatAge } from "./words.ts";

/**
 * The recipe of Heartbeat's users: twice the worst silence seen is a deadtime that raises no false
 * alarm. Null where the configured one is about right; and a shorter one is advised only after a day
 * with all that happens in one.
 */
export function adviceOnDeadtime(node: NodeView, deadtime: Millis): string | null {
  const worst = node.worstSilence;
  if (worst <= 0) return null;
  const step = worst < 1000 ? 100 : worst < 10_000 ? 500 : 1000;
  const fitting = Math.ceil((2 * worst) / step) * step;
  if (fitting > deadtime) return `deadtime ${formatAge(deadtime)} should be ${formatAge(fitting)}`;
  if (fitting * 2 > deadtime || (node.heardFor ?? 0) < A_DAY) return null;
  return `deadtime ${formatAge(deadtime)} could be ${formatAge(fitting)}`;
}

const A_DAY: Millis = 86_400_000;
