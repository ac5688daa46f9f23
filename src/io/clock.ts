/** The clocks. The engine never reads them: it is told the time with every input. */
import { type Instant, instant, type WallTime } from "../model/mod.ts";
import { libc } from "./libc.ts";

/** Source: linux/time.h. Unlike CLOCK_MONOTONIC it goes on while the host is suspended. */
const CLOCK_BOOTTIME = 7;

const timespec = new BigInt64Array(2);

/** Milliseconds since this host booted, with a fraction. */
export function bootNow(): Instant {
  libc().clock_gettime(CLOCK_BOOTTIME, timespec);
  const [seconds = 0n, nanoseconds = 0n] = timespec;
  return instant(Number(seconds) * 1000 + Number(nanoseconds) / 1e6);
}

export function wallNow(): WallTime {
  return Date.now();
}

/** Differs after every boot; empty where the kernel does not tell it. */
export function bootId(): string {
  try {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  } catch {
    return "";
  }
}
