/** Fencing by doing nothing: the target's own watchdog resets it once it is silent. */
import type { Millis } from "../model/mod.ts";

export type SelfReset =
  | { readonly kind: "done" }
  | { readonly kind: "waits"; readonly rest: Millis }
  | { readonly kind: "never"; readonly why: string };

/** Its clock and this node's may differ, and devices count whole seconds. */
const MARGIN = 1.25;

/**
 * Whether a node's watchdog has reset it.
 * @param silent for how long it should have let go; null: it need not.
 * @param after the time after that in which it does; null: it may not.
 */
export function selfReset(silent: Millis | null, after: Millis | null): SelfReset {
  if (after === null) {
    return { kind: "never", why: "by its last word its watchdog would not reset it" };
  }
  if (silent === null) return { kind: "never", why: "a watchdog resets only what nobody hears" };
  const rest = Math.ceil(after * MARGIN - silent);
  return rest <= 0 ? { kind: "done" } : { kind: "waits", rest };
}
