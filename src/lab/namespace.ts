/**
 * Namespaces of the kernel, each held open by one process, and the words that run a command in
 * them. Root makes them as they are; anyone else inside a user namespace of its own.
 */
import { LabProblem, run } from "./command.ts";

export class Namespace {
  readonly #holder: Deno.ChildProcess;
  readonly #asUser: boolean;
  /** As `/proc/PID/ns/net` names it; a process with the same is in here. */
  readonly net: string;

  private constructor(holder: Deno.ChildProcess, asUser: boolean) {
    this.#holder = holder;
    this.#asUser = asUser;
    this.net = Deno.readLinkSync(`/proc/${holder.pid}/ns/net`);
  }

  get pid(): number {
    return this.#holder.pid;
  }

  /**
   * The lab's own: nothing that is done in it reaches the host. Its holder runs `farewell` (a shell
   * script, its arguments in $1…) as soon as this process closes it or ends in any way.
   */
  static async outermost(farewell: string, args: readonly string[]): Promise<Namespace> {
    const asUser = !(await mayUnshare([]));
    return await Namespace.#open(
      ["unshare", ...(asUser ? AS_USER : []), ...FLAGS, "sh", "-c"],
      `echo ready; read -r nothing; ${farewell}`,
      args,
      asUser,
    );
  }

  /** One inside this one, after `script` was run in it as root. */
  async inner(script: string, args: readonly string[]): Promise<Namespace> {
    return await Namespace.#open(
      [...this.enter(["unshare", ...FLAGS, "sh", "-c"])],
      `set -e; ${script}\necho ready; read -r nothing`,
      args,
      this.#asUser,
    );
  }

  /** `argv` as it runs in here. The process's pid stays the one of what is spawned. */
  enter(argv: readonly string[]): readonly string[] {
    const user = this.#asUser ? ["--user", "--preserve-credentials"] : [];
    return ["nsenter", "-t", String(this.pid), ...user, "-n", "-m", "-u", "--", ...argv];
  }

  /** Lets go of it and waits for its holder, and so for its farewell. */
  async close(): Promise<void> {
    await this.#holder.stdin.close().catch(() => {});
    await this.#holder.status;
  }

  static async #open(
    unshare: readonly string[],
    script: string,
    args: readonly string[],
    asUser: boolean,
  ): Promise<Namespace> {
    const [program = "", ...rest] = unshare;
    const holder = new Deno.Command(program, {
      args: [...rest, script, "holder", ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      // Ctrl-C at the terminal must not reach it: it is what cleans up.
      detached: true,
    }).spawn();
    const reader = holder.stdout.getReader();
    const first = await reader.read();
    await reader.cancel();
    if (first.done) throw new LabProblem("Cannot make a namespace: its holder ended at once");
    return new Namespace(holder, asUser);
  }
}

const FLAGS = ["--net", "--mount", "--uts", "--propagation", "private"];
const AS_USER = ["--user", "--map-root-user"];

const mayUnshare = async (user: readonly string[]): Promise<boolean> =>
  (await run(["unshare", ...user, ...FLAGS, "true"])).code === 0;

/** Why no lab can be made on this machine; null: it can. */
export async function labProblem(): Promise<string | null> {
  for (const program of ["unshare", "nsenter", "ip"]) {
    if (
      (await run([program, "--version"])).code === 127 && (await run([program, "-V"])).code !== 0
    ) {
      return `the program ${program} is not installed (packages util-linux, iproute2)`;
    }
  }
  const user = await mayUnshare([]) ? [] : AS_USER;
  const bridge = "ip link add name sw type bridge && ip link add name a type veth peer name b";
  const { code, output } = await run(["unshare", ...user, ...FLAGS, "sh", "-c", bridge]);
  if (code === 0) return null;
  return `network namespaces cannot be made here (${output.trim().split("\n")[0]}); ` +
    "run it as root, or allow unprivileged user namespaces";
}
