/**
 * Keepalives that leave on time while the host is busy: the engine's thread goes before ordinary
 * ones, its code stays in memory, and the kernel's out-of-memory killer looks elsewhere first.
 *
 * Never mlockall: V8 gives pages back in a way that locked memory refuses, and aborts (measured; a
 * trial of some idle minutes misleads). What is mapped from files, the heap of C and the stack can
 * be locked; V8's own heap cannot, so the systemd unit forbids swapping it (MemorySwapMax=0).
 */
import { cInt, cString, lastRefusal, libc, O_CLOEXEC, O_WRONLY } from "./libc.ts";

/** Policies, as sched(7) names them: ordinary, and round robin before all that is ordinary. */
const SCHED_OTHER = 0;
const SCHED_RR = 2;
/** What is forked is ordinary again. */
const SCHED_RESET_ON_FORK = 0x40000000;

export const REALTIME_UNTIL_FORK = SCHED_RR | SCHED_RESET_ON_FORK;

/** Above that of a child until its exec, so that it never waits for one. */
const PRIORITY = 2;
export const CHILD_PRIORITY = 1;

/** Lock a page when it is first used instead of reading all of the file now. */
const MLOCK_ONFAULT = 1;

/** As good as the killer's exemption, but it leaves the kernel a way out (-1000 would not). */
const OOM_SCORE = -900;

let isRealtime = false;

/**
 * Null: the engine's thread goes before ordinary ones; else a sentence that says why not, which is not
 * fatal. Until `endStart` the runtime's threads are begun with the same priority: they read and
 * write the files without which nothing is said, and a busy host would let each wait its turn.
 */
export function becomeRealtime(): string | null {
  isRealtime = libc().sched_setscheduler(0, SCHED_RR, cInt(PRIORITY)) === 0;
  if (isRealtime) return null;
  return `Cannot raise the priority to real time: ${lastRefusal().text}; a busy host may delay ` +
    "keepalives (needs root, CAP_SYS_NICE or LimitRTPRIO=1 in the unit)";
}

/** Does what is permitted. Returns a sentence for each refusal; none of them is fatal. */
export const stayInMemory = (): string[] =>
  [lockImage(), shieldFromOomKiller()].filter((said) => said !== null);

/** The first word has been said: what is begun from now on is ordinary. */
export function endStart(): void {
  if (isRealtime) libc().sched_setscheduler(0, REALTIME_UNTIL_FORK, cInt(PRIORITY));
}

/**
 * Calls `fork`, whose child begins at this thread's real-time priority; false: it does not, because
 * this thread has none, or may not hand it on (that takes CAP_SYS_NICE).
 */
export function lendPriority<Value>(fork: (isLent: boolean) => Value): Value {
  const isLent = isRealtime && libc().sched_setscheduler(0, SCHED_RR, cInt(PRIORITY)) === 0;
  try {
    return fork(isLent);
  } finally {
    if (isLent) endStart();
  }
}

/** Makes a child ordinary. */
export function takePriority(pid: number): void {
  if (isRealtime) libc().sched_setscheduler(pid, SCHED_OTHER, cInt(0));
}

function lockImage(): string | null {
  let refused = 0;
  let why = "";
  for (const [start, end] of lockableRanges(Deno.readTextFileSync("/proc/self/maps"))) {
    if (libc().mlock2(start, end - start, MLOCK_ONFAULT) === 0) continue;
    refused++;
    why = lastRefusal().text;
  }
  if (refused === 0) return null;
  return `Cannot keep ${refused} parts of the program in memory: ${why}; a host short of memory ` +
    "may delay keepalives (needs root, CAP_IPC_LOCK or LimitMEMLOCK=infinity in the unit)";
}

/** Of /proc/PID/maps (proc(5)): readable ranges that are a file, C's heap, or the stack. */
export function lockableRanges(maps: string): (readonly [bigint, bigint])[] {
  return maps.split("\n").flatMap((line) => {
    const [, start, end, readable, name] =
      /^([0-9a-f]+)-([0-9a-f]+) (.)\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
    if (start === undefined || end === undefined || readable !== "r") return [];
    const isLockable = name?.startsWith("/") || name === "[heap]" || name === "[stack]";
    return isLockable ? [[BigInt(`0x${start}`), BigInt(`0x${end}`)] as const] : [];
  });
}

/** Not by Deno: where it is refused, as in many containers, its exception alone takes 30 ms. */
function shieldFromOomKiller(): string | null {
  const file = "/proc/self/oom_score_adj";
  if (Number(Deno.readTextFileSync(file)) <= OOM_SCORE) return null;
  const score = cString(String(OOM_SCORE));
  const fd = libc().open(cString(file), O_WRONLY | O_CLOEXEC, 0);
  const written = fd < 0 ? -1n : libc().write(fd, score, BigInt(score.length - 1));
  const { text } = lastRefusal();
  if (fd >= 0) libc().close(fd);
  if (written >= 0n) return null;
  return `Cannot shield this process from the out-of-memory killer: ${text} (needs root, or ` +
    "OOMScoreAdjust=-900 in the unit)";
}
