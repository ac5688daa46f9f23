/** systemd's watchdog: it restarts a daemon that it has not heard of for WatchdogSec. */
import type { Millis } from "../model/mod.ts";
import { notify } from "./notify.ts";

/** Tells systemd of every round in which `isAlive`; nothing where it does not watch this process. */
export function feedSystemdWatchdog(isAlive: () => boolean): void {
  const interval = watchInterval(Deno.env.get("WATCHDOG_USEC"), Deno.env.get("WATCHDOG_PID"));
  if (interval === null) return;
  setInterval(() => {
    if (isAlive()) notify("WATCHDOG");
  }, interval);
}

/** A third of what systemd waits, for it advises at most half. Source: sd_watchdog_enabled(3). */
function watchInterval(micros: string | undefined, pid: string | undefined): Millis | null {
  const isMine = pid === undefined || Number(pid) === Deno.pid;
  return isMine && Number(micros) > 0 ? Number(micros) / 3000 : null;
}
