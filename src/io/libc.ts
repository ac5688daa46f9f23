/** The calls into libc that Deno has nothing for, and why one of them was refused. */

/** Memory that may be lent to libc. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What libc gave as the reason. */
export interface Refusal {
  readonly errno: number;
  /** `ENODEV` where it has a name here, else `errno 93`. */
  readonly name: string;
  /** `No such device (ENODEV)` */
  readonly text: string;
}

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
/** On every socket made here, or agents would inherit it and hold it open for ever. */
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_TYPE = 3;
export const SO_RCVBUF = 8;
export const SO_PRIORITY = 12;
export const SO_PEERCRED = 17;
export const SO_RCVTIMEO = 20;
export const SO_BINDTODEVICE = 25;
export const SO_ATTACH_FILTER = 26;
export const SO_ACCEPTCONN = 30;
export const SO_RCVBUFFORCE = 33;
export const SO_MEMINFO = 55;
export const SO_COOKIE = 57;

/** open(2), memfd_create(2). */
export const O_WRONLY = 1;
export const O_CLOEXEC = 0o2000000;
export const MFD_CLOEXEC = 1;

export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;

export const POLLIN = 1;

export const EPERM = 1;
export const EINTR = 4;
export const ENXIO = 6;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EBUSY = 16;
export const EEXIST = 17;
export const ENODEV = 19;
export const ENFILE = 23;
export const EMFILE = 24;
export const ENOTTY = 25;
export const EMSGSIZE = 90;
export const EOPNOTSUPP = 95;
export const EADDRNOTAVAIL = 99;
export const ENETDOWN = 100;
export const ENETUNREACH = 101;
export const ENOBUFS = 105;

const NAMES: Readonly<Record<number, string>> = {
  [EPERM]: "EPERM",
  2: "ENOENT",
  [EINTR]: "EINTR",
  [ENXIO]: "ENXIO",
  [EAGAIN]: "EAGAIN",
  [ENOMEM]: "ENOMEM",
  [EACCES]: "EACCES",
  [EBUSY]: "EBUSY",
  [EEXIST]: "EEXIST",
  [ENODEV]: "ENODEV",
  22: "EINVAL",
  [ENFILE]: "ENFILE",
  [EMFILE]: "EMFILE",
  [ENOTTY]: "ENOTTY",
  [EMSGSIZE]: "EMSGSIZE",
  [EOPNOTSUPP]: "EOPNOTSUPP",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  [EADDRNOTAVAIL]: "EADDRNOTAVAIL",
  [ENETDOWN]: "ENETDOWN",
  [ENETUNREACH]: "ENETUNREACH",
  [ENOBUFS]: "ENOBUFS",
  111: "ECONNREFUSED",
  113: "EHOSTUNREACH",
};

/** The host has no descriptor, process or memory left: what was to be done was not begun. */
export const isScarcity = (name: string): boolean => SCARCITY.has(name);

const SCARCITY: ReadonlySet<string> = new Set(
  [EAGAIN, ENOMEM, ENFILE, EMFILE].flatMap((errno) => NAMES[errno] ?? []),
);

const open = () =>
  Deno.dlopen(
    "libc.so.6",
    {
      socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
      bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
      /** For what takes long to close. */
      closeBeside: { name: "close", parameters: ["i32"], result: "i32", nonblocking: true },
      open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
      ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
      fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
      memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
      sendto: {
        parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"],
        result: "isize",
      },
      recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
      getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
      getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
      setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
      inet_pton: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
      inet_ntop: { parameters: ["i32", "buffer", "buffer", "u32"], result: "pointer" },
      if_nametoindex: { parameters: ["buffer"], result: "u32" },
      eventfd: { parameters: ["u32", "i32"], result: "i32" },
      write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
      /** Waits on another thread; its errno stays there. */
      pollBeside: {
        name: "poll",
        parameters: ["buffer", "u64", "i32"],
        result: "i32",
        nonblocking: true,
      },
      clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
      sched_setscheduler: { parameters: ["i32", "i32", "buffer"], result: "i32" },
      posix_spawn: {
        parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
        result: "i32",
      },
      posix_spawnattr_init: { parameters: ["buffer"], result: "i32" },
      posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: "i32" },
      posix_spawnattr_setsigmask: { parameters: ["buffer", "buffer"], result: "i32" },
      posix_spawnattr_setsigdefault: { parameters: ["buffer", "buffer"], result: "i32" },
      posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
      posix_spawn_file_actions_addopen: {
        parameters: ["buffer", "i32", "buffer", "i32", "u32"],
        result: "i32",
      },
      posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: "i32" },
      posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
      waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
      mlock2: { parameters: ["u64", "usize", "u32"], result: "i32" },
      /** Not to be called but by panic.ts. */
      reboot: { parameters: ["i32"], result: "i32" },
      flock: { parameters: ["i32", "i32"], result: "i32" },
      strerror: { parameters: ["i32"], result: "pointer" },
      __errno_location: { parameters: [], result: "pointer" },
    } as const,
  ).symbols;

let opened: ReturnType<typeof open> | undefined;

/** libc itself, opened at the first use: a command that needs none of it does not pay for it. */
export function libc(): ReturnType<typeof open> {
  return opened ??= open();
}

/** Why the last call returned −1. To be read at once: the next call may overwrite it. */
export function lastRefusal(): Refusal {
  const location = libc().__errno_location();
  return refusalOf(location === null ? 0 : new Deno.UnsafePointerView(location).getInt32());
}

/** The same for an error number that came another way, e.g. in a netlink answer. */
export function refusalOf(errno: number): Refusal {
  const name = NAMES[errno] ?? `errno ${errno}`;
  const words = libc().strerror(errno);
  const text = words === null ? "error" : new Deno.UnsafePointerView(words).getCString();
  return { errno, name, text: `${text} (${name})` };
}

/** `text` as C wants it. */
export const cString = (text: string): Bytes =>
  new Uint8Array(new TextEncoder().encode(`${text}\0`));

/** A C int. */
export const cInt = (value: number): Bytes => new Uint8Array(new Int32Array([value]).buffer);
