/**
 * The levels of a target's devices, and what each device is to do. Source: Pacemaker Explained,
 * Fencing Topologies and Remapping Reboots.
 */
import type { FenceAction, FenceDeviceConfig, FencingConfig, NodeName } from "../model/mod.ts";

export interface FenceStep {
  readonly device: FenceDeviceConfig;
  readonly action: FenceAction;
  /** Whether the device must say afterwards that the target is off. */
  readonly verify: boolean;
}

/** Steps are taken one after the other. */
export interface FenceLevel {
  /** Once they have all succeeded, so has the level. */
  readonly proving: readonly FenceStep[];
  /** Whatever comes of these. */
  readonly after: readonly FenceStep[];
}

/** In the order in which they are tried; none where no device is for the target. */
export function levelsOf(
  { devices }: FencingConfig,
  target: NodeName,
  action: FenceAction,
): readonly FenceLevel[] {
  const own = devices.filter(({ targets }) => Object.hasOwn(targets, target));
  const usable = action === "on" ? own.filter(isCallable) : own;
  const numbers = [...new Set(usable.map(({ level }) => level))].sort((one, other) => one - other);
  return numbers.map((number) => levelOf(usable.filter(({ level }) => level === number), action));
}

/**
 * One device does as it is asked. Of several a reboot is all off and then all on, for a node with two
 * supplies would not notice that one after the other was switched off and on again.
 */
function levelOf(devices: readonly FenceDeviceConfig[], action: FenceAction): FenceLevel {
  const asked = devices.map((device) => ({ device, action: actionOf(device, action) }));
  if (devices.length < 2) return { proving: asked.map(stepOf), after: [] };
  const rebooted = asked.filter((each) => each.action === "reboot" && isCallable(each.device));
  return {
    proving: asked.map(({ device, action }) =>
      stepOf({ device, action: action === "reboot" ? "off" : action })
    ),
    after: rebooted.map(({ device }) => stepOf({ device, action: "on" })),
  };
}

const actionOf = (device: FenceDeviceConfig, action: FenceAction): FenceAction =>
  action === "on" ? action : device.action ?? action;

const stepOf = ({ device, action }: Omit<FenceStep, "verify">): FenceStep => ({
  device,
  action,
  verify: action === "off" && device.verify && isCallable(device),
});

/** Whether it has an agent that can be told what to do. */
export function isCallable({ agent }: FenceDeviceConfig): boolean {
  switch (agent.kind) {
    case "fence":
    case "stonith":
    case "command":
      return true;
    case "manual":
    case "watchdog":
      return false;
  }
}
