/** One node of the lab: a host as hb sees it, and the switches of its power and cables. */
import { request } from "../io/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import type { Cable } from "./cable.ts";
import { type Ended, LabProblem, must, run } from "./command.ts";
import type { Namespace } from "./namespace.ts";
import { powerLost } from "./own_files.ts";
import { type HbCommand, promptly } from "./part.ts";
import { labNow, until } from "./until.ts";

/** What the daemon may not inherit from whoever runs the lab. */
const NOT_INHERITED = ["NOTIFY_SOCKET", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "HB_SOCKET"]
  .flatMap((name) => ["-u", name]);

/**
 * A node that ends its host at once must not end the machine that the lab is on: without
 * CAP_SYS_BOOT reboot(2) is refused, and /proc/sysrq-trigger is covered (own_files.ts).
 */
const POWERLESS = ["setpriv", "--bounding-set=-sys_boot", "--inh-caps=-sys_boot"];

export class LabNode {
  readonly name: string;
  /** Its files: cluster.toml, state, socket, logs. */
  readonly room: string;
  readonly space: Namespace;
  /** eth0 (the service's), eth1 … */
  readonly cables: readonly Cable[];
  /** Processes in its namespaces that belong to the lab, not to the node. */
  readonly spared = new Set<number>();
  /** What starts next, and what an administrator types: another version, where a test upgrades. */
  executable: HbCommand;
  #daemon: Deno.ChildProcess | null = null;

  constructor(
    parts: {
      readonly name: string;
      readonly room: string;
      readonly space: Namespace;
      readonly cables: readonly Cable[];
      readonly hb: HbCommand;
    },
  ) {
    this.name = parts.name;
    this.room = parts.room;
    this.space = parts.space;
    this.cables = parts.cables;
    this.executable = parts.hb;
    this.spared.add(parts.space.pid);
  }

  get socket(): string {
    return `${this.room}/hb.sock`;
  }

  get logFile(): string {
    return `${this.room}/hb.log`;
  }

  /** The daemon's process. @throws {LabProblem} where none was started. */
  get daemon(): Deno.ChildProcess {
    if (this.#daemon === null) {
      throw new LabProblem(`Cannot find ${this.name}'s daemon: not started`);
    }
    return this.#daemon;
  }

  /** Starts the daemon; does not wait for anything. */
  start(env: Readonly<Record<string, string>> = {}): void {
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const [program = "", ...args] = this.space.enter(promptly([
      "env",
      ...NOT_INHERITED,
      ...set,
      ...POWERLESS,
      "sh",
      "-c",
      'exec "$@" >>"$0" 2>&1 </dev/null',
      this.logFile,
      ...this.executable,
      "run",
      "--config",
      `${this.room}/cluster.toml`,
      "--state",
      `${this.room}/state`,
      "--socket",
      this.socket,
    ]));
    this.#daemon = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
      detached: true,
    }).spawn();
  }

  /** SIGTERM: it hands over and ends. @returns its exit code. */
  async stop(): Promise<number> {
    this.daemon.kill("SIGTERM");
    return await this.exited();
  }

  async exited(): Promise<number> {
    return (await this.daemon.status).code;
  }

  signal(signal: Deno.Signal): void {
    this.daemon.kill(signal);
  }

  /** SIGKILL for the daemon alone; what it ran goes on. */
  async killDaemon(): Promise<void> {
    this.daemon.kill("SIGKILL");
    await this.daemon.status;
  }

  /**
   * Power off: every process killed, every cable cut, in the same moment; then what was in memory
   * is gone, all addresses but its own too. @returns when.
   */
  async crash(): Promise<number> {
    const victims = this.processes();
    const at = labNow();
    const cut = Promise.all(this.cables.map((cable) => cable.cutSilently()));
    for (let left = victims; left.length > 0; left = this.processes()) left.forEach(killHard);
    await cut;
    await this.#daemon?.status;
    await this.shell(powerLost(this.room));
    for (const cable of this.cables) await cable.forgetAddresses();
    return at;
  }

  /** Power on after a crash: cables in. */
  async powerOn(): Promise<void> {
    await this.mendSilently();
    this.start();
  }

  async cutSilently(): Promise<void> {
    await Promise.all(this.cables.map((cable) => cable.cutSilently()));
  }

  async mendSilently(): Promise<void> {
    await Promise.all(this.cables.map((cable) => cable.mendSilently()));
  }

  /** All processes of this node, whoever started them; `program` chooses those of one. */
  processes(program?: string): readonly number[] {
    const pids: number[] = [];
    for (const { name } of Deno.readDirSync("/proc")) {
      const pid = Number(name);
      if (!Number.isInteger(pid) || this.spared.has(pid)) continue;
      try {
        if (Deno.readLinkSync(`/proc/${name}/ns/net`) !== this.space.net) continue;
        if (program !== undefined && !isOf(program, name)) continue;
        pids.push(pid);
      } catch {
        // It ended while it was looked at, or is another user's.
      }
    }
    return pids;
  }

  /** kill -9 for the web server, all of it; the daemon is left alone. */
  killService(service: string): void {
    const pidFile = `${this.room}/web.pid`;
    if (service === "nginx") this.killAll("nginx");
    else killHard(Number(Deno.readTextFileSync(pidFile)));
  }

  /** kill -9 for every process of one program. @returns how many there were. */
  killAll(program: string): number {
    const pids = this.processes(program);
    pids.forEach(killHard);
    return pids.length;
  }

  /** A command as an administrator types it on this node. */
  async hb(...args: readonly string[]): Promise<Ended> {
    const command = [
      "env",
      ...NOT_INHERITED,
      `HB_SOCKET=${this.socket}`,
      ...this.executable,
      ...args,
    ];
    return await run(this.space.enter(command));
  }

  /** Any command on this node. @throws {LabProblem} where it fails. */
  async shell(script: string): Promise<string> {
    return await must(this.space.enter(["sh", "-c", script]));
  }

  /** A GET on the daemon's own socket; null: no daemon answers. */
  async get(path: string): Promise<{ readonly status: number; readonly body: string } | null> {
    const answer = await request(this.socket, "GET", path);
    return answer.ok ? answer.value : null;
  }

  /** All that the daemon knows; null: no daemon answers. */
  async status(): Promise<StatusDocument | null> {
    const answer = await this.get("/api/v1/status");
    return answer === null ? null : JSON.parse(answer.body);
  }

  /** Waits until this node's daemon says that `unit` runs on `holder` (null: nowhere). */
  async sees(unit: string, holder: string | null, bound: number): Promise<void> {
    await until(
      `${this.name} sees ${unit} on ${holder ?? "no node"}`,
      bound,
      async () => {
        const document = await this.status();
        const view = document?.snapshot.units.find(({ name }) => name === unit);
        return view !== undefined && view.holder === holder;
      },
      () => this.lastWords(),
    );
  }

  /** The end of its log and how it sees the cluster, for whoever looks at a failure. */
  async lastWords(): Promise<string> {
    const log = await Deno.readTextFile(this.logFile).catch(() => "(no log)");
    const units = (await this.status())?.snapshot.units
      .map(({ name, holder, blocked }) => `${name} on ${holder}${blocked ? ` (${blocked})` : ""}`);
    return `\n${this.name}: ${units?.join(", ") ?? "no daemon answers"}\n` +
      log.split("\n").slice(-25).map((line) => `  ${this.name}| ${line}`).join("\n");
  }
}

/** By its executable: an init script of the same name is another program. */
const isOf = (program: string, pid: string): boolean =>
  Deno.readLinkSync(`/proc/${pid}/exe`).endsWith(`/${program}`);

function killHard(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
