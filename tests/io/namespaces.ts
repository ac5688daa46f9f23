/**
 * Network namespaces for one test, inside an outer one, so that nothing of the host is touched.
 * All of it lives as long as one holder process: even after a crash nothing is left behind.
 */

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const isRoot = Deno.uid() === 0;
const UNSHARE = ["unshare", ...(isRoot ? [] : ["--user", "--map-root-user"]), "--net", "--mount"];

/** Null where tests can have namespaces; else why they are left out. */
export const whyNoNamespaces: string | null = (() => {
  try {
    const [command, ...args] = [...UNSHARE, "ip", "link", "set", "lo", "up"];
    const tried = new Deno.Command(command!, { args }).outputSync();
    return tried.success ? null : decode(tried.stderr).trim();
  } catch {
    return "unshare and ip (util-linux, iproute2) are not both installed";
  }
})();

/** A test that needs namespaces; says so where it is left out. */
export function namespaceTest(name: string, run: () => Promise<void>): void {
  if (whyNoNamespaces !== null) console.log(`left out: ${name}, because ${whyNoNamespaces}`);
  Deno.test({ name, ignore: whyNoNamespaces !== null, fn: run });
}

/** Something that does not hold within this time will not hold. */
const PATIENCE_MS = 20_000;

/** Waits until `holds`. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!await holds()) {
    if (Date.now() > deadline) throw new Error(`does not hold after ${PATIENCE_MS} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export class Namespaces implements AsyncDisposable {
  readonly #holder: Deno.ChildProcess;

  private constructor(holder: Deno.ChildProcess) {
    this.#holder = holder;
  }

  /** One namespace for each name, and the commands of `setup` run beside them. */
  static async open(names: readonly string[], setup: string): Promise<Namespaces> {
    const script = "mount -t tmpfs tmpfs /run && mkdir /run/netns && echo ready && exec cat";
    const holder = new Deno.Command(UNSHARE[0]!, {
      args: [...UNSHARE.slice(1), "sh", "-c", script],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    if (value === undefined) throw new Error("the namespaces' holder did not start");
    const made = new Namespaces(holder);
    await made.sh(names.map((name) => `ip netns add ${name}; ip -n ${name} link set lo up`));
    await made.sh([setup]);
    return made;
  }

  /** Runs shell lines where `ip -n NAME …` reaches every namespace. Returns what they print. */
  async sh(lines: readonly string[]): Promise<string> {
    const [command, ...args] = this.#entering(["sh", "-ec", lines.join("\n")]);
    const { success, stdout, stderr } = await new Deno.Command(command!, { args }).output();
    if (!success) throw new Error(`${lines.join("; ")}: ${decode(stderr)}`);
    return decode(stdout);
  }

  /** Starts a program in one namespace. */
  spawn(name: string, argv: readonly string[]): Deno.ChildProcess {
    const inside = ["nsenter", `--net=/run/netns/${name}`, ...argv];
    const [command, ...args] = this.#entering(inside);
    return new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stdin.close();
    await this.#holder.stdout.cancel();
    await this.#holder.status;
  }

  #entering(argv: readonly string[]): readonly string[] {
    const user = isRoot ? [] : ["--user", "--preserve-credentials"];
    return ["nsenter", "-t", String(this.#holder.pid), ...user, "--net", "--mount", ...argv];
  }
}
