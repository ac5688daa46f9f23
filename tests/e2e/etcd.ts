/** etcd of one member on a node of the lab, which is no node of the cluster then. */
import type { LabNode } from "../../src/lab/mod.ts";

/** Programs without which a test of it is left out. */
export const ETCD = { etcd: "etcd-server", etcdctl: "etcd-client" };

export class Etcd {
  readonly url: string;
  readonly #host: LabNode;
  #process: Deno.ChildProcess | null = null;

  /** Reached by the last of the host's networks. */
  constructor(host: LabNode) {
    this.#host = host;
    this.url = `http://${host.cables.at(-1)?.address}:2379`;
  }

  start(): void {
    const [program = "", ...args] = this.#host.space.enter([
      "etcd",
      `--data-dir=${this.#host.room}/etcd`,
      `--listen-client-urls=${this.url}`,
      `--advertise-client-urls=${this.url}`,
      "--unsafe-no-fsync",
      "--log-level=error",
    ]);
    const io = { stdin: "null", stdout: "null", stderr: "null" } as const;
    this.#process = new Deno.Command(program, { args, ...io }).spawn();
  }

  async kill(): Promise<void> {
    this.#host.killAll("etcd");
    await this.#process?.status;
  }

  signal(signal: Deno.Signal): void {
    for (const pid of this.#host.processes("etcd")) Deno.kill(pid, signal);
  }

  /** What stands in the key. */
  async valueOf(key: string): Promise<string> {
    const get = `ETCDCTL_API=3 etcdctl --endpoints=${this.url} get ${key} --print-value-only`;
    return (await this.#host.shell(get)).trim();
  }
}
