/**
 * How a device that is a command is called: `COMMAND… off|on|reboot|status NODE`, NODE as the device
 * knows it; asked whether it works itself: `COMMAND… monitor`. Its parameters are in its environment.
 */
import type { FenceOperation } from "../fencing/mod.ts";
import { ok, refuse, type Result } from "../model/mod.ts";
import { commonEnv, type FenceCall, type FenceHost, plugOf, programsOf } from "./fence_call.ts";

/** The problem is why there is nothing to call. */
export function fenceCommandCall(
  [program, ...args]: readonly string[],
  operation: FenceOperation,
  host: FenceHost,
): Result<FenceCall, string> {
  if (program === undefined) return refuse("its command is empty");
  const { action, device, target } = operation;
  return ok({
    programs: programsOf(program, host),
    args: [...args, action, ...target === null ? [] : [plugOf(operation)]],
    env: { ...device.params, ...commonEnv(host) },
    input: null,
  });
}
