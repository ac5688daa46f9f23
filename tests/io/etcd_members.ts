/** Real etcd on this host's loopback for a test: one member or more, each a process of its own. */
import type { ArbiterConfig, Millis } from "../../src/model/mod.ts";

export const HAS_ETCD = await Deno.stat("/usr/bin/etcd").then(() => true, () => false);
if (!HAS_ETCD) console.log("left out: tests of etcd, because the package etcd-server is not there");

interface Member {
  readonly name: string;
  readonly client: string;
  readonly peer: string;
  process: Deno.ChildProcess | null;
}

export interface Tls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export class EtcdMembers implements AsyncDisposable {
  readonly #room: string;
  readonly #members: readonly Member[];
  readonly #tls: Tls | null;

  private constructor(room: string, members: readonly Member[], tls: Tls | null) {
    this.#room = room;
    this.#members = members;
    this.#tls = tls;
  }

  /** Members that answer. With `tls`: https, and only for clients with a certificate of that CA. */
  static async start(count: number, tls: Tls | null = null): Promise<EtcdMembers> {
    const room = await Deno.makeTempDir();
    const members = Array.from({ length: count }, (_, index): Member => ({
      name: `m${index + 1}`,
      client: `${tls === null ? "http" : "https"}://127.0.0.1:${freePort()}`,
      peer: `http://127.0.0.1:${freePort()}`,
      process: null,
    }));
    const all = new EtcdMembers(room, members, tls);
    members.forEach((_, index) => all.revive(index));
    await eventually("etcd answers", () => all.isHealthy());
    return all;
  }

  get endpoints(): readonly string[] {
    return this.#members.map(({ client }) => client);
  }

  /** Runs it anew, with what is on its disk. */
  revive(index: number): void {
    const { name, client, peer } = this.#members[index]!;
    const cluster = this.#members.map((each) => `${each.name}=${each.peer}`).join();
    const tls = this.#tls === null ? [] : [
      `--trusted-ca-file=${this.#tls.ca}`,
      `--cert-file=${this.#tls.cert}`,
      `--key-file=${this.#tls.key}`,
      "--client-cert-auth",
    ];
    const args = [
      `--name=${name}`,
      `--data-dir=${this.#room}/${name}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${cluster}`,
      // A busy machine's disk is no reason to keep a test waiting.
      "--unsafe-no-fsync",
      "--log-level=error",
      ...tls,
    ];
    const io = { stdin: "null", stdout: "null", stderr: "null" } as const;
    this.#members[index]!.process = new Deno.Command("etcd", { args, ...io }).spawn();
  }

  async kill(index: number): Promise<void> {
    const { process } = this.#members[index]!;
    this.#members[index]!.process = null;
    process?.kill("SIGCONT");
    process?.kill("SIGKILL");
    await process?.status;
  }

  pause(index: number): void {
    this.#members[index]!.process?.kill("SIGSTOP");
  }

  resume(index: number): void {
    this.#members[index]!.process?.kill("SIGCONT");
  }

  /** Which of them leads now. */
  async leader(): Promise<number> {
    let found = -1;
    await eventually("a leader", async () => {
      const output = await this.ctl(["endpoint", "status", "--write-out=fields"]);
      const ids = [...output.matchAll(/"MemberID" : (\d+)\n[\s\S]*?"Leader" : (\d+)\n/g)];
      found = ids.findIndex(([, id, leader]) => id === leader);
      return found >= 0;
    });
    return found;
  }

  /** What etcdctl prints. */
  async ctl(args: readonly string[], endpoints = this.endpoints): Promise<string> {
    const tls = this.#tls === null
      ? []
      : [`--cacert=${this.#tls.ca}`, `--cert=${this.#tls.cert}`, `--key=${this.#tls.key}`];
    const { stdout } = await new Deno.Command("etcdctl", {
      args: [`--endpoints=${endpoints.join()}`, "--command-timeout=2s", ...tls, ...args],
      env: { ETCDCTL_API: "3" },
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map((_, index) => this.kill(index)));
    await Deno.remove(this.#room, { recursive: true });
  }

  async isHealthy(): Promise<boolean> {
    return (await this.ctl(["put", "/ready", "yes"])).includes("OK");
  }
}

export const arbiterConfig = (
  endpoints: readonly string[],
  more: Partial<ArbiterConfig> = {},
): ArbiterConfig => ({
  kind: "etcd",
  endpoints,
  key: "/hb/test",
  ttl: 4000,
  timeout: 1000,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
  ...more,
});

/** Waits for a condition, half a minute at most. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  within: Millis = 30_000,
): Promise<void> {
  const end = performance.now() + within;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
