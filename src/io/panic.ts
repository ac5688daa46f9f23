/**
 * Ends this host at once, without any orderly end: for a node that must run nothing any more and has
 * no other way to make sure of it.
 *
 * The kernel is asked by /proc/sysrq-trigger first, which waits for no disk and no process; root may
 * write there whatever kernel.sysrq says (that is about keyboards). Then by reboot(2), for kernels
 * and containers without it. No disks are synchronised: one that hangs would be waited for.
 * Sources: the kernel's admin-guide/sysrq.rst, reboot(2), Pacemaker's pcmk__panic.
 */
import type { PanicAction } from "../model/mod.ts";

/** The calls that end a host; each gives null, or why it could not. */
export interface HostPower {
  sysrq(key: SysrqKey): string | null;
  reboot(how: number): string | null;
  command(command: readonly string[]): Promise<string | null>;
}

/** b: reset. o: power off. */
export type SysrqKey = "b" | "o";

/** One thing to try; whoever lives on tries the next, whatever came of it. */
type PanicStep =
  | { readonly kind: "sysrq"; readonly key: SysrqKey }
  | { readonly kind: "reboot"; readonly how: number }
  | { readonly kind: "command"; readonly command: readonly string[] };

/** Returns only where the host lives on; `complain` is told what could not be done, in sentences. */
export function panic(
  action: PanicAction,
  power: HostPower,
  complain: (problem: string) => void,
): void {
  for (const step of panicSteps(action)) {
    const problem = take(step, power, complain);
    if (problem !== null) complain(problem);
  }
}

/** Source: linux/reboot.h. */
const RB_AUTOBOOT = 0x01234567;
const RB_POWER_OFF = 0x4321fedc;

function panicSteps(action: PanicAction): readonly PanicStep[] {
  if (action === "reboot") {
    return [{ kind: "sysrq", key: "b" }, { kind: "reboot", how: RB_AUTOBOOT }];
  }
  if (action === "off") {
    return [{ kind: "sysrq", key: "o" }, { kind: "reboot", how: RB_POWER_OFF }];
  }
  return [{ kind: "command", command: action }];
}

function take(
  step: PanicStep,
  power: HostPower,
  complain: (problem: string) => void,
): string | null {
  switch (step.kind) {
    case "sysrq":
      return power.sysrq(step.key);
    case "reboot":
      return power.reboot(step.how);
    case "command":
      power.command(step.command).then((problem) => problem === null || complain(problem));
      return null;
  }
}
