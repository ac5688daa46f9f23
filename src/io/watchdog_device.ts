/**
 * A watchdog device as the kernel gives it: once opened it resets the host unless it is fed.
 * Source: Documentation/watchdog/watchdog-api.rst of the kernel, linux/watchdog.h.
 */
import { ok, refuse, type Result } from "../model/mod.ts";
import {
  type Bytes,
  cInt,
  cString,
  EBUSY,
  EINTR,
  ENOTTY,
  ENXIO,
  lastRefusal,
  libc,
  O_CLOEXEC,
  O_WRONLY,
  type Refusal,
} from "./libc.ts";

export interface WatchdogDevice {
  /** `Software Watchdog` */
  readonly identity: string;
  /** Whether it goes on when its file is closed without the magic word, as when hb dies. */
  readonly survivesClose: boolean;
  /** Whether nothing can stop it, the magic word included. */
  readonly nowayout: boolean;
  /** Seconds, as the device took them, which may be others. */
  setTimeout(seconds: number): Result<number, Refusal>;
  /** Seconds. */
  timeout(): Result<number, Refusal>;
  /** Null: it waits anew. */
  feed(): Refusal | null;
  /** Stops it, where that can be, and closes it. */
  disarm(): void;
}

/** It runs from now on. The problem is why not, for after a colon. */
export type OpenWatchdog = (path: string) => Result<WatchdogDevice, string>;

const O_NONBLOCK = 0o4000;

const WDIOC_GETSUPPORT = 0x80285700n;
const WDIOC_SETTIMEOUT = 0xc0045706n;
const WDIOC_GETTIMEOUT = 0x80045707n;

const WDIOF_MAGICCLOSE = 0x0100;

const FOOD: Bytes = new Uint8Array(1);
const MAGIC: Bytes = Uint8Array.of("V".charCodeAt(0));

export const openWatchdogDevice: OpenWatchdog = (path) => {
  // A device does not care for O_NONBLOCK; a fifo named by mistake would wait for a reader.
  const fd = libc().open(cString(path), O_WRONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0) return refuse(whyNotOpened(path, lastRefusal()));
  // struct watchdog_info
  const support = new Uint8Array(40);
  if (libc().ioctl(fd, WDIOC_GETSUPPORT, support) === 0) return ok(deviceOf(fd, path, support));
  const refusal = lastRefusal();
  libc().close(fd);
  return refuse(refusal.errno === ENOTTY ? "it is no watchdog device" : refusal.text);
};

function deviceOf(fd: number, path: string, support: Bytes): WatchdogDevice {
  const options = new DataView(support.buffer).getUint32(0, true);
  return {
    identity: new TextDecoder().decode(support.subarray(8)).replace(/\0.*$/s, ""),
    survivesClose: (options & WDIOF_MAGICCLOSE) !== 0,
    nowayout: readNowayout(path),
    setTimeout: (seconds) => exchange(fd, WDIOC_SETTIMEOUT, seconds),
    timeout: () => exchange(fd, WDIOC_GETTIMEOUT, 0),
    feed: () => write(fd, FOOD),
    disarm: () => {
      write(fd, MAGIC);
      libc().close(fd);
    },
  };
}

function whyNotOpened(path: string, { errno, text }: Refusal): string {
  if (errno === ENXIO) return "it is no watchdog device";
  if (errno !== EBUSY) return text;
  return `another program has it, such as systemd (RuntimeWatchdogSec) or sbd; see: fuser -v ${path}`;
}

/** An ioctl(2) that takes an int and gives one. */
function exchange(fd: number, request: bigint, value: number): Result<number, Refusal> {
  const lent = cInt(value);
  const answer = libc().ioctl(fd, request, lent);
  return answer === 0 ? ok(new DataView(lent.buffer).getInt32(0, true)) : refuse(lastRefusal());
}

function write(fd: number, bytes: Bytes): Refusal | null {
  for (;;) {
    if (libc().write(fd, bytes, BigInt(bytes.length)) >= 0n) return null;
    const refusal = lastRefusal();
    if (refusal.errno !== EINTR) return refusal;
  }
}

/** No ioctl tells it; `/dev/watchdog` is the first device's other name. */
function readNowayout(path: string): boolean {
  const name = path.replace(/^.*\//, "").replace(/^watchdog$/, "watchdog0");
  try {
    return Deno.readTextFileSync(`/sys/class/watchdog/${name}/nowayout`).trim() === "1";
  } catch {
    return false;
  }
}
