/**
 * Where an agent writes what it says: a file in memory.
 *
 * Not a pipe: a daemon that the agent leaves behind would hold it open, and die of SIGPIPE once this
 * end is closed. Not a file on a disk: that may be full, and would have to be tidied up. When the
 * agent has ended the file is emptied and sealed, so that a talkative daemon gets EPERM for what it
 * writes there from then on, and cannot fill the host's memory.
 */
import { cString, isScarcity, lastRefusal, libc, MFD_CLOEXEC } from "./libc.ts";

/** How much of what an operation said is kept. */
export const KEPT_BYTES = 4096;

/** While an agent runs its file never grows much beyond this. */
const LARGEST_BYTES = 1024 * 1024;

/** Sources: memfd_create(2), fcntl(2). */
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
const F_SEAL_ALL = 0xf;

export class AgentOutput {
  /** Any process of this user can append to it by this path; `/dev/null` where none could be made. */
  readonly path: string;
  /** The host has no descriptor or memory for it: what is said would be lost. */
  readonly isLacking: boolean;
  readonly #fd: number;
  readonly #file: Deno.FsFile | null;
  #removed: Uint8Array = new Uint8Array();
  #closed = false;

  constructor() {
    this.#fd = libc().memfd_create(cString("hb-agent"), MFD_CLOEXEC | MFD_ALLOW_SEALING);
    const refused = this.#fd < 0 ? lastRefusal().name : "EMFILE";
    this.#file = this.#fd < 0 ? null : reopen(this.#fd);
    this.isLacking = this.#file === null && isScarcity(refused);
    this.path = this.#file === null ? "/dev/null" : `/proc/${Deno.pid}/fd/${this.#fd}`;
  }

  /**
   * To be called now and then: takes the beginning away from what has grown too long.
   *
   * By a timer: Deno 2.4.2 runs a cleared timer once more where both it and what made it be cleared
   * (here, the end of the child) are due in the same turn of the event loop.
   */
  trim(): void {
    if (this.#closed || this.#file === null) return;
    if (this.#file.statSync().size < LARGEST_BYTES) return;
    this.#removed = this.#end(KEPT_BYTES);
    this.#file.truncateSync(0);
  }

  /** The last `limit` bytes of what was said, as text. */
  read(limit: number = KEPT_BYTES): string {
    const end = this.#end(limit);
    const before = this.#removed.subarray(Math.max(0, this.#removed.length + end.length - limit));
    return new TextDecoder().decode(before) + new TextDecoder().decode(end);
  }

  close(): void {
    if (this.#fd < 0 || this.#closed) return;
    this.#closed = true;
    this.#file?.truncateSync(0);
    this.#file?.close();
    libc().fcntl(this.#fd, F_ADD_SEALS, F_SEAL_ALL);
    libc().close(this.#fd);
  }

  #end(limit: number): Uint8Array {
    if (this.#file === null) return new Uint8Array();
    const { size } = this.#file.statSync();
    const bytes = new Uint8Array(Math.min(size, limit));
    this.#file.seekSync(size - bytes.length, Deno.SeekMode.Start);
    const count = this.#file.readSync(bytes) ?? 0;
    return bytes.subarray(0, count);
  }
}

function reopen(fd: number): Deno.FsFile | null {
  try {
    return Deno.openSync(`/proc/self/fd/${fd}`, { read: true, write: true });
  } catch {
    return null;
  }
}
