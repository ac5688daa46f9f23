/** One daemon a state directory. */
import { ok, refuse, type Result } from "../model/mod.ts";
import { cString, EAGAIN, lastRefusal, libc, O_CLOEXEC } from "./libc.ts";

/** Sources: open(2), flock(2). */
const O_DIRECTORY = 0o200000;
const LOCK_EX = 2;
const LOCK_NB = 4;

/**
 * Locks the directory itself: there is no file to make on a full disk, and the kernel lets go when
 * the process ends, however it ends, so that nothing stale can be left. The value gives it back.
 */
export function lockDirectory(path: string): Result<() => void, string> {
  const fd = libc().open(cString(path), O_DIRECTORY | O_CLOEXEC, 0);
  if (fd < 0) return refuse(`Cannot open state directory ${path}: ${lastRefusal().text}`);
  if (libc().flock(fd, LOCK_EX | LOCK_NB) === 0) return ok(() => void libc().close(fd));
  const refusal = lastRefusal();
  libc().close(fd);
  return refuse(
    refusal.errno === EAGAIN
      ? `Cannot start: another hb runs with state directory ${path}; stop it, or give this one a directory of its own with --state`
      : `Cannot lock state directory ${path}: ${refusal.text}`,
  );
}
