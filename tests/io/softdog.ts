/**
 * A watchdog device without a watchdog: a file system in user space with one file, which opens, takes
 * ioctls and bytes, and closes as the kernel's softdog does (drivers/watchdog/softdog.c,
 * watchdog_dev.c), and says when it would have reset the host.
 *
 * Run as a program it serves the file `DIR/watchdog`, and lives in a mount namespace of its own.
 */
import { cString } from "../../src/io/libc.ts";

const DEVICE = "watchdog";

/** One line of what it says. */
export type SoftdogEvent =
  | "serving"
  | "open"
  | "set"
  | "fed"
  | "magic"
  | "stopped"
  | "left"
  | "reset";

/** Null where this machine can have one; else why its tests are left out. */
export const whyNoSoftdog: string | null = await (async () => {
  if (Deno.uid() !== 0) return "mounting a file system needs root";
  const fuse = await Deno.open("/dev/fuse", { read: true, write: true }).catch(() => null);
  fuse?.close();
  return fuse === null ? "/dev/fuse is not there" : null;
})();

/** The test's side. */
export class Softdog implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #dir: string;
  readonly events: SoftdogEvent[] = [];
  #rest = "";

  private constructor(process: Deno.ChildProcess, dir: string) {
    this.#process = process;
    this.#dir = dir;
    this.#lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** `prefix`: what runs its process, in a mount namespace that ends with it or with a test. */
  static async open(prefix: readonly string[] = ["unshare", "--mount"]): Promise<Softdog> {
    const dir = await Deno.makeTempDir();
    const serve = [Deno.execPath(), "run", "--no-check", "-A", import.meta.filename!, dir];
    const [program = "", ...args] = [...prefix, ...serve];
    const command = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "piped",
    });
    const made = new Softdog(command.spawn(), dir);
    await made.until((events) => events.includes("serving"));
    return made;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get path(): string {
    return `${this.#dir}/${DEVICE}`;
  }

  /** What runs a program where the device is. */
  get prefix(): readonly string[] {
    return ["nsenter", `--mount=/proc/${this.#process.pid}/ns/mnt`];
  }

  /** Reads on until what it has said fits. */
  async until(fits: (events: readonly SoftdogEvent[]) => boolean): Promise<void> {
    while (!fits(this.events)) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`softdog ended; it said ${this.events.join(" ")}`);
      const lines = (this.#rest + value).split("\n");
      this.#rest = lines.pop() ?? "";
      this.events.push(...lines as SoftdogEvent[]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    await this.#lines.cancel();
    await Deno.remove(this.#dir, { recursive: true });
  }
}

const libc = () =>
  Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    mount: { parameters: ["buffer", "buffer", "buffer", "u64", "buffer"], result: "i32" },
  }).symbols;

/** Of linux/fuse.h. */
const LOOKUP = 1;
const FORGET = 2;
const GETATTR = 3;
const OPEN = 14;
const WRITE = 16;
const RELEASE = 18;
const INIT = 26;
const INTERRUPT = 36;
const IOCTL = 39;

const ENOENT = 2;
const EBUSY = 16;
const EINVAL = 22;
const ENOTTY = 25;
const ENOSYS = 38;

/** The program's side: the device's state, and the answers to the kernel's questions. */
class Device {
  #isOpen = false;
  #mayStop = false;
  #timeout = 60;
  #timer: ReturnType<typeof setTimeout> | undefined;

  open(): number {
    if (this.#isOpen) return -EBUSY;
    this.#isOpen = true;
    say("open");
    this.#wait();
    return 0;
  }

  write(bytes: Uint8Array): void {
    this.#mayStop = bytes.includes("V".charCodeAt(0));
    say(this.#mayStop ? "magic" : "fed");
    this.#wait();
  }

  /** The error, or the int to give back. */
  ioctl(request: number, value: number): Uint8Array | number {
    switch (request) {
      case 0x80285700: {
        const support = new Uint8Array(40);
        new DataView(support.buffer).setUint32(0, 0x8180, true);
        support.set(new TextEncoder().encode("Software Watchdog"), 8);
        return support;
      }
      case 0xc0045706:
        if (value < 1 || value > 65535) return -EINVAL;
        this.#timeout = value;
        say("set");
        this.#wait();
        break;
      case 0x80045707:
        break;
      default:
        return -ENOTTY;
    }
    return new Uint8Array(new Uint32Array([this.#timeout]).buffer);
  }

  release(): void {
    this.#isOpen = false;
    if (this.#mayStop) clearTimeout(this.#timer);
    else this.#wait();
    say(this.#mayStop ? "stopped" : "left");
    this.#mayStop = false;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => say("reset"), this.#timeout * 1000);
  }
}

const say = (event: SoftdogEvent) => console.log(event);

/** struct fuse_attr: 1 is the directory, 2 the device. */
function attributes(node: bigint): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(88));
  bytes.setBigUint64(0, node, true);
  bytes.setUint32(60, node === 1n ? 0o40755 : 0o100600, true);
  bytes.setUint32(64, 1, true);
  return new Uint8Array(bytes.buffer);
}

const joined = (...parts: readonly Uint8Array[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** What to answer, an error below 0, or null for no answer at all. */
function answer(device: Device, request: DataView<ArrayBuffer>): Uint8Array | number | null {
  const opcode = request.getUint32(4, true);
  const node = request.getBigUint64(16, true);
  const body = new Uint8Array(request.buffer, request.byteOffset + 40, request.byteLength - 40);
  switch (opcode) {
    case INIT: {
      const bytes = new DataView(new ArrayBuffer(64));
      bytes.setUint32(0, 7, true);
      bytes.setUint32(4, 31, true);
      bytes.setUint32(20, 4096, true);
      return new Uint8Array(bytes.buffer);
    }
    case LOOKUP: {
      if (new TextDecoder().decode(body).replace(/\0.*$/s, "") !== DEVICE) return -ENOENT;
      const entry = new Uint8Array(40);
      entry[0] = 2;
      return joined(entry, attributes(2n));
    }
    case GETATTR:
      return joined(new Uint8Array(16), attributes(node));
    case OPEN: {
      const refused = device.open();
      // FOPEN_DIRECT_IO
      return refused < 0 ? refused : Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    }
    case WRITE:
      device.write(body.subarray(40));
      return new Uint8Array(new Uint32Array([body.length - 40, 0]).buffer);
    case IOCTL: {
      const value = body.length >= 36 ? request.getInt32(72, true) : 0;
      const result = device.ioctl(request.getUint32(52, true), value);
      return typeof result === "number" ? result : joined(new Uint8Array(16), result);
    }
    case RELEASE:
      device.release();
      return new Uint8Array();
    case FORGET:
    case INTERRUPT:
      return null;
  }
  return -ENOSYS;
}

async function serve(dir: string): Promise<void> {
  const c = libc();
  const fd = c.open(cString("/dev/fuse"), 2 | 0o2000000);
  const options = `fd=${fd},rootmode=40000,user_id=0,group_id=0`;
  if (c.mount(cString("softdog"), cString(dir), cString("fuse"), 0n, cString(options)) !== 0) {
    throw new Error(`cannot mount a file system on ${dir}`);
  }
  say("serving");
  const device = new Device();
  const buffer = new Uint8Array(16384);
  for (;;) {
    const length = Number(await c.read(fd, buffer, BigInt(buffer.length)));
    if (length < 0) return;
    const request = new DataView(buffer.slice(0, length).buffer);
    const given = answer(device, request);
    if (given === null) continue;
    const body = typeof given === "number" ? new Uint8Array() : given;
    const reply = new DataView(new ArrayBuffer(16 + body.length));
    reply.setUint32(0, reply.byteLength, true);
    reply.setInt32(4, typeof given === "number" ? given : 0, true);
    reply.setBigUint64(8, request.getBigUint64(8, true), true);
    new Uint8Array(reply.buffer).set(body, 16);
    c.write(fd, new Uint8Array(reply.buffer), BigInt(reply.byteLength));
  }
}

if (import.meta.main) await serve(Deno.args[0]!);
