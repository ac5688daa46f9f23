/**
 * Starts programs, and says when each has ended.
 *
 * Not by Deno.Command: its spawn() holds the calling thread until the child has called exec, and the
 * child waits for that at ordinary priority. Held, on two processors with 20 busy processes: median
 * 11.5 ms, at most 30 ms, for each; forty starts stopped the beat for half a second.
 *
 *     engine's thread   posix_spawn ──── held ────┐ gives the child its ordinary priority
 *     child             real time, until exec ────┘──► /bin/sh ─► agent
 *
 * So the child runs at real-time priority until exec, below the engine's own: held 1.1 ms, at most
 * 5 ms, on the same host. One is started in a turn of the event loop, and never two at once.
 *
 * Tried and left: posix_spawn on a thread of its own. Those threads have ordinary priority, so a
 * start took 60 ms on that host; and at real-time priority the children ran before the engine.
 *
 * No child keeps that priority: the kernel takes it from all that the child starts
 * (SCHED_RESET_ON_FORK), and from the child itself it is taken as soon as it runs its program.
 * Sources: posix_spawn(3), sched(7), vfork(2), wait(2).
 */
import { ok, refuse, type Result } from "../model/mod.ts";
import { type Bytes, cInt, cString, libc, O_WRONLY, type Refusal, refusalOf } from "./libc.ts";
import { CHILD_PRIORITY, lendPriority, REALTIME_UNTIL_FORK, takePriority } from "./realtime.ts";

export interface Start {
  readonly program: string;
  /** The whole of argv, the program's own name first. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Paths that are opened for its standard input, output and error output. */
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  /** It leads a session and a process group of its own. */
  readonly pid: number;
  /** Its exit status; of one that a signal has ended, 128 more than the signal's number. */
  readonly ended: Promise<number>;
}

/** Starts that wait for their turn. */
const queue: (() => void)[] = [];
let isTaken = false;

/** Starts a program, once its turn has come. The problem is why the kernel refused. */
export async function startChild(start: Start): Promise<Result<Child, Refusal>> {
  await turn();
  try {
    return spawn(start);
  } finally {
    // Datagrams, and keepalives that are due, go before the next start.
    setTimeout(passOn, 0);
  }
}

function turn(): Promise<void> {
  if (isTaken) return new Promise((resolve) => queue.push(resolve));
  isTaken = true;
  return Promise.resolve();
}

function passOn(): void {
  const next = queue.shift();
  if (next === undefined) isTaken = false;
  else next();
}

function spawn(start: Start): Result<Child, Refusal> {
  const argv = pointerTable(start.argv);
  const envp = pointerTable(Object.entries(start.env).map(([name, value]) => `${name}=${value}`));
  const actions = fileActions(start);
  const pid = cInt(0);
  // Before the child may end, or its end would not be noticed.
  reaper.listen();
  const errno = lendPriority((isLent) =>
    libc().posix_spawn(
      pid,
      cString(start.program),
      actions,
      isLent ? attributes().realtime : attributes().ordinary,
      argv,
      envp,
    )
  );
  libc().posix_spawn_file_actions_destroy(actions);
  if (errno !== 0) {
    reaper.rest();
    return refuse(refusalOf(errno));
  }
  const id = new DataView(pid.buffer).getInt32(0, true);
  takePriority(id);
  return ok({ pid: id, ended: reaper.awaitEnd(id) });
}

/** Sources: fcntl.h, spawn.h of glibc. */
const O_RDONLY = 0;
const O_APPEND = 0o2000;
const SIZE_OF_FILE_ACTIONS = 80;

function fileActions({ stdin, stdout, stderr }: Start): Bytes {
  const actions = new Uint8Array(SIZE_OF_FILE_ACTIONS);
  libc().posix_spawn_file_actions_init(actions);
  const open = (fd: number, path: string, flags: number) =>
    libc().posix_spawn_file_actions_addopen(actions, fd, cString(path), flags, 0);
  open(0, stdin, O_RDONLY);
  open(1, stdout, O_WRONLY | O_APPEND);
  if (stderr === stdout) libc().posix_spawn_file_actions_adddup2(actions, 1, 2);
  else open(2, stderr, O_WRONLY | O_APPEND);
  return actions;
}

/** POSIX_SPAWN_SETSIGDEF, _SETSIGMASK, _SETSCHEDULER, _SETSID (spawn.h). */
const SETSIGDEF = 0x04;
const SETSIGMASK = 0x08;
const SETSCHEDULER = 0x20;
const SETSID = 0x80;
const SIZE_OF_ATTRIBUTES = 336;
/** glibc's setter refuses a policy with a flag in it; the structure itself is part of its ABI. */
const PRIORITY_AT = 264;
const POLICY_AT = 268;

interface Attributes {
  readonly realtime: Bytes;
  readonly ordinary: Bytes;
}

let made: Attributes | undefined;

const attributes = (): Attributes =>
  made ??= { realtime: newAttributes(true), ordinary: newAttributes(false) };

/** A session of its own, no signal blocked or ignored. */
function newAttributes(isRealtime: boolean): Bytes {
  const bytes = new Uint8Array(SIZE_OF_ATTRIBUTES);
  const [none, all] = [new Uint8Array(128), new Uint8Array(128).fill(0xff)];
  libc().posix_spawnattr_init(bytes);
  libc().posix_spawnattr_setsigmask(bytes, none);
  libc().posix_spawnattr_setsigdefault(bytes, all);
  const flags = SETSID | SETSIGMASK | SETSIGDEF;
  libc().posix_spawnattr_setflags(bytes, isRealtime ? flags | SETSCHEDULER : flags);
  const view = new DataView(bytes.buffer);
  view.setInt32(PRIORITY_AT, CHILD_PRIORITY, true);
  view.setInt32(POLICY_AT, REALTIME_UNTIL_FORK, true);
  return bytes;
}

/**
 * Pointers to C strings, ended by a null one, as execve(2) wants them; all in one piece of memory,
 * which is outside of the engine's heap and so never moved.
 */
function pointerTable(texts: readonly string[]): Bytes {
  const strings = new TextEncoder().encode(texts.map((text) => `${text}\0`).join(""));
  const start = (texts.length + 1) * 8;
  const memory = new ArrayBuffer(start + strings.length);
  const bytes = new Uint8Array(memory);
  bytes.set(strings, start);
  const pointers = new BigUint64Array(memory, 0, texts.length + 1);
  let at = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)) + BigInt(start);
  texts.forEach((text, index) => {
    pointers[index] = at;
    at += BigInt(new TextEncoder().encode(text).length + 1);
  });
  return bytes;
}

/** What waitpid(2) is asked: whether it has ended, without waiting. */
const WNOHANG = 1;

/** SIGCHLD tells of an end; a look now and then makes up for one that was not told. */
const LOOK_EVERY_MS = 1000;

/** Waits for children. It listens only while there is one, and keeps no test or command alive. */
class Reaper {
  readonly #waiting = new Map<number, (status: number) => void>();
  readonly #look = () => this.#lookAtAll();
  #timer: ReturnType<typeof setInterval> | undefined;

  listen(): void {
    if (this.#timer !== undefined) return;
    Deno.addSignalListener("SIGCHLD", this.#look);
    this.#timer = setInterval(this.#look, LOOK_EVERY_MS);
  }

  /** Nothing more to listen for, if no child is left. */
  rest(): void {
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    Deno.removeSignalListener("SIGCHLD", this.#look);
  }

  awaitEnd(pid: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(pid, resolve);
    this.#lookAt(pid);
    return promise;
  }

  #lookAtAll(): void {
    for (const pid of [...this.#waiting.keys()]) this.#lookAt(pid);
  }

  #lookAt(pid: number): void {
    const status = cInt(0);
    const found = libc().waitpid(pid, status, WNOHANG);
    if (found === 0) return;
    const resolve = this.#waiting.get(pid);
    this.#waiting.delete(pid);
    // Nobody else waits for it; were its status lost all the same, nothing is known of how it ended.
    resolve?.(found === pid ? exitStatusOf(new DataView(status.buffer).getInt32(0, true)) : 255);
    this.rest();
  }
}

const reaper = new Reaper();

/** Source: wait(2): WIFEXITED, WEXITSTATUS, WTERMSIG. */
const exitStatusOf = (status: number): number =>
  (status & 0x7f) === 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
