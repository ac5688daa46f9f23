/** Whether one call shows by itself that its target is off, so that the node that made it knows. */
import type { FenceAttempt, FencingConfig } from "../model/mod.ts";

/**
 * So a node that fences its coordinator for that coordinator need not do it again once it coordinates
 * itself: the target may be starting by then.
 */
export function provesAlone(
  { devices }: FencingConfig,
  { state, action, device: name, target }: FenceAttempt,
): boolean {
  const device = devices.find((each) => each.name === name);
  if (state !== "done" || action === "on" || device === undefined) return false;
  const level = devices.filter((each) =>
    each.level === device.level && Object.hasOwn(each.targets, target)
  );
  return level.length === 1 && (action !== "off" || !device.verify);
}
