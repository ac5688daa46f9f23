/** N real nodes over a simulated world: one queue of events, one seed, a clock for each host. */
import {
  type ClusterConfig,
  type Instant,
  instant,
  later,
  type Millis,
  type NodeName,
  type Random,
} from "../../src/model/mod.ts";
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import type { Effect, Input } from "../../src/node/mod.ts";
import { AgentRuns } from "./agent_runs.ts";
import { HostClock } from "./clock.ts";
import { begin, type Daemon, KEYS, type Make, PLAIN } from "./daemon.ts";
import { Mail } from "./mail.ts";
import { Network, type Weather } from "./network.ts";
import { Outside } from "./outside.ts";
import { Queue } from "./queue.ts";
import type { Told } from "./told.ts";
import { reworded } from "./versions.ts";
import { Violation } from "./violation.ts";
import { type AgentTemper, Host, write } from "./world.ts";

export { type Daemon, KEYS, LINK, type Make, PLAIN, randomOf } from "./daemon.ts";
export { RELEASE } from "./versions.ts";

/** More at one moment is an engine that goes round in a circle. */
const BUSIEST = 2000;
/** In a second, for each two nodes; ten times what they usually say. */
const STORM = 100;

export class Cluster {
  now = instant(1000);
  events = 0;
  readonly hosts = new Map<NodeName, Host>();
  readonly daemons = new Map<NodeName, Daemon>();
  readonly names: readonly NodeName[];
  /** Further hosts that run as a node there is already, by their own names. */
  readonly clones = new Map<NodeName, NodeName>();
  readonly network: Network;
  readonly mail: Mail;
  readonly outside: Outside;
  /** What cluster.toml may come to be on a host; the first: what it is everywhere. None: as `config`. */
  readonly files: readonly ClusterConfig[];
  /** What happened; only as long as `telling`. */
  readonly log: Told[] = [];
  telling = true;
  /** Whether lives are recorded, so that a host can be put back to what it was. */
  recording = false;
  readonly #agents = new AgentRuns(this);
  readonly #queue = new Queue();
  /** How many events there were when this second of the simulation began. */
  #second = { until: instant(0), events: 0 };
  readonly #random: Random;
  /** Called after every step of a node. */
  afterStep: (name: NodeName, daemon: Daemon) => void = () => {};
  /** Called when an agent begins its work, and when it has ended. */
  onAgent: (name: NodeName, operation: Operation, outcome: Outcome | null) => void = () => {};
  /** Called with all that a node wants done, before it is. */
  onEffect: (name: NodeName, effect: Effect) => void = () => {};

  constructor(
    readonly config: ClusterConfig,
    random: Random,
    weather: Weather,
    temper: AgentTemper,
    private readonly make: Make = PLAIN,
    files: readonly ClusterConfig[] = [],
  ) {
    this.files = files;
    this.names = config.nodes.map(({ name }) => name);
    this.network = new Network(random.fork(), weather);
    this.mail = new Mail(this);
    for (const { name } of config.nodes) {
      const clock = new HostClock(make.rates[name]);
      const host = new Host(random.fork(), temper, clock);
      host.file = files[0] ?? null;
      this.hosts.set(name, host);
    }
    this.#random = random.fork();
    this.outside = new Outside(this, random.fork(), make);
    for (const host of this.hosts.values()) this.#setClock(host);
  }

  /** As which node a host runs. */
  selfOf(host: NodeName): NodeName {
    return this.clones.get(host) ?? host;
  }

  host(name: NodeName): Host {
    return this.hosts.get(name) as Host;
  }

  /** Each boot begins at another reading. */
  #setClock({ clock }: Host): void {
    if (clock.rate !== 1) clock.restart(this.#random.between(1000, 100_000), this.now);
  }

  /** Starts the daemon: a new life, with what the last one saved. */
  start(name: NodeName): void {
    const host = this.host(name);
    if (this.daemons.has(name) || !host.powered || host.isLost || host.frozen !== null) return;
    if (!this.#isNode(name)) return;
    host.disk.generation += 1;
    const daemon = begin(this.config, this.selfOf(name), host, this.now, {
      ...this.make,
      recorded: this.recording,
    });
    this.daemons.set(name, daemon);
    this.note(name, `daemon starts, generation ${host.disk.generation}`);
    this.give(name, daemon, { kind: "wake" });
    this.outside.start(name, daemon);
  }

  /** By the host's own cluster.toml: else hb refuses to start. */
  #isNode(name: NodeName): boolean {
    const { nodes } = this.host(name).file ?? this.config;
    return nodes.some((node) => node.name === this.selfOf(name));
  }

  /** A life of the daemon goes on here, with what it had asked for and not been told of yet. */
  goOn(name: NodeName, daemon: Daemon, asked: readonly Effect[]): void {
    this.daemons.set(name, daemon);
    this.outside.start(name, daemon);
    for (const effect of asked) this.#carryOut(name, daemon, effect);
    this.give(name, daemon, { kind: "wake" });
  }

  /** kill -9 of the daemon alone: what it runs goes on. */
  kill(name: NodeName): void {
    if (this.daemons.delete(name)) this.note(name, "daemon killed");
  }

  crash(name: NodeName): void {
    this.note(name, "host crashes");
    this.#end(name);
  }

  /** It ends, and never comes back. */
  lose(name: NodeName): void {
    this.note(name, "host is lost");
    this.#end(name);
    this.host(name).isLost = true;
  }

  #end(name: NodeName): void {
    this.daemons.delete(name);
    this.host(name).crash();
    this.#setClock(this.host(name));
  }

  /** Off and on again. */
  reset(name: NodeName, by: string): void {
    this.note("power", `${name} is reset by ${by}`);
    this.#end(name);
    this.restorePower(name);
  }

  cutPower(name: NodeName, by: string): void {
    this.note("power", `${name} is switched off by ${by}`);
    this.#end(name);
    this.host(name).powered = false;
  }

  restorePower(name: NodeName): void {
    this.host(name).powered = true;
    this.onHost(name, this.make.boot, () => this.start(name));
  }

  pause(name: NodeName): void {
    const daemon = this.daemons.get(name);
    if (daemon === undefined) return;
    daemon.paused = true;
    this.note(name, "daemon paused");
  }

  resume(name: NodeName): void {
    const daemon = this.daemons.get(name);
    if (daemon === undefined || !daemon.paused) return;
    daemon.paused = false;
    this.note(name, "daemon goes on");
    const waiting = daemon.waiting.splice(0);
    const heard = waiting.filter((input) => input.kind === "datagram");
    this.give(name, daemon, { kind: "wake", heard });
    for (const input of waiting) if (input.kind !== "datagram") this.give(name, daemon, input);
  }

  /** A virtual machine is paused (its clock stands), or the host is suspended (its clock goes on). */
  freeze(name: NodeName, clock: "stands" | "goes on"): void {
    const host = this.host(name);
    if (host.frozen !== null || !host.powered) return;
    host.frozen = { since: this.now, clock, work: [], mail: [] };
    this.note(name, `host stands still, its clock ${clock}`);
  }

  /** Wakes the engine before anything that waited, as io does. */
  thaw(name: NodeName): void {
    const host = this.host(name);
    if (host.frozen === null) return;
    const { since: from, clock, work, mail } = host.frozen;
    host.frozen = null;
    if (clock === "stands") host.clock.stand(this.now - from);
    this.note(name, "host goes on");
    this.#wakeIfLate(name);
    for (const { after, run } of work) this.onHost(name, after, run);
    for (const run of mail) run();
  }

  jumpClock(name: NodeName, by: Millis): void {
    this.host(name).clock.jump(by);
    this.note(name, `its clock jumps by ${by} ms`);
    if (this.host(name).frozen === null) this.#wakeIfLate(name);
  }

  #wakeIfLate(name: NodeName): void {
    const daemon = this.daemons.get(name);
    if (daemon === undefined || daemon.paused) return;
    const deadline = daemon.node.deadline();
    if (deadline <= this.host(name).clock.at(this.now)) this.give(name, daemon, { kind: "wake" });
    else this.#queueWake(name, daemon, deadline);
  }

  give(name: NodeName, daemon: Daemon, input: Input): void {
    if (this.daemons.get(name) !== daemon) return;
    if (daemon.paused) {
      daemon.waiting.push(input);
      return;
    }
    this.#step(name, daemon, input, this.host(name).clock.at(this.now));
  }

  #step(name: NodeName, daemon: Daemon, input: Input, now: Instant): void {
    this.events += 1;
    daemon.life?.push({ input, now });
    for (const effect of daemon.node.step(input, now)) {
      this.onEffect(name, effect);
      this.#carryOut(name, daemon, effect);
    }
    const deadline = daemon.node.deadline();
    if (deadline <= now) {
      throw new Error(`${name} asks to be woken at ${deadline}, now is ${now}`);
    }
    if (deadline !== daemon.wakeAt && deadline !== Infinity) {
      this.#queueWake(name, daemon, deadline);
    }
    this.afterStep(name, daemon);
  }

  #queueWake(name: NodeName, daemon: Daemon, deadline: Instant): void {
    const host = this.host(name);
    daemon.wakeAt = deadline;
    this.at(host.clock.momentOf(deadline), () => {
      if (daemon.wakeAt !== deadline || this.daemons.get(name) !== daemon) return;
      if (host.frozen !== null || daemon.paused) {
        daemon.wakeAt = instant(-1);
        return;
      }
      const now = host.clock.at(this.now);
      // The clock has stood meanwhile; less is what reckoning there and back loses.
      if (deadline - now > 0.001) return this.#queueWake(name, daemon, deadline);
      daemon.wakeAt = instant(-1);
      this.#step(name, daemon, { kind: "wake" }, Math.max(now, deadline) as Instant);
    });
  }

  #carryOut(name: NodeName, daemon: Daemon, effect: Effect): void {
    switch (effect.kind) {
      case "send":
        return this.mail.send(name, effect.to, this.#worded(effect.datagram));
      case "runAgent":
        return this.#agents.run(name, daemon, effect.operation);
      case "cancelAgent":
        return this.#agents.cancel(name, daemon, effect.operation);
      case "runFence":
        return this.outside.runFence(name, daemon, effect.operation);
      case "askArbiter":
        return this.outside.askArbiter(name, daemon, effect.request);
      case "feedWatchdog":
        return this.outside.feed(name, daemon);
      case "panic":
        return this.#panic(name, effect.why);
      case "persist":
        return this.#persist(name, daemon, effect);
      case "config":
        return this.#keepConfig(name, daemon, effect);
      case "lease":
        this.host(name).runtime.lease = effect.left;
        return;
      case "report":
        return this.note(name, effect.event);
      case "reply":
        if (effect.problem !== null) this.note(name, `refused: ${effect.problem}`);
        return;
      case "exit":
        this.daemons.delete(name);
        this.host(name).resetAt = null;
        return this.note(name, `daemon exits ${effect.code}`);
    }
  }

  #worded(bytes: Uint8Array): Uint8Array {
    const { versions } = this.make;
    return versions === undefined ? bytes : reworded(versions, this.config, KEYS, bytes);
  }

  /** As the configuration says; a command of the administrator's own does nothing here. */
  #panic(name: NodeName, why: string): void {
    this.note(name, `panics: ${why}`);
    const { panic } = this.config.fencing;
    if (panic === "reboot") this.reset(name, "itself");
    if (panic === "off") this.cutPower(name, "itself");
  }

  /** Written whole when the disk is done with it; who dies before that leaves the old state. */
  #persist(name: NodeName, daemon: Daemon, { state }: Effect & { kind: "persist" }): void {
    const { disk } = this.host(name);
    const { slowestWrite } = this.make;
    if (slowestWrite === 0) write(disk, state);
    const took = slowestWrite === 0 ? 0 : this.#random.next() * slowestWrite;
    disk.busyUntil = later(Math.max(this.now, disk.busyUntil) as Instant, took);
    this.onHost(name, disk.busyUntil - this.now, () => {
      if (this.daemons.get(name) !== daemon) return;
      if (took > 0) write(disk, state);
      this.give(name, daemon, { kind: "persisted", problem: disk.refuses });
    });
  }

  #keepConfig(name: NodeName, daemon: Daemon, effect: Effect & { kind: "config" }): void {
    const { inForce, number, next, serial, working } = effect;
    const { disk } = this.host(name);
    daemon.working = working;
    const keep = () => {
      if (disk.refuses === null) disk.config = { inForce, number, next };
    };
    const { slowestWrite } = this.make;
    if (slowestWrite === 0) keep();
    disk.busyUntil = later(Math.max(this.now, disk.busyUntil) as Instant, slowestWrite / 2);
    this.onHost(name, disk.busyUntil - this.now, () => {
      if (this.daemons.get(name) !== daemon) return;
      if (slowestWrite > 0) keep();
      this.give(name, daemon, { kind: "configKept", serial, problem: disk.refuses });
    });
  }

  /** cluster.toml is changed on the host, and read by hb where that runs; where hb is new it is started. */
  reload(name: NodeName, file: ClusterConfig): void {
    const isNew = !this.#isNode(name);
    this.host(name).file = file;
    if (isNew) return this.start(name);
    const daemon = this.daemons.get(name);
    if (daemon === undefined || !this.#isNode(name)) return;
    this.give(name, daemon, { kind: "reconfigure", config: file, keys: KEYS, agents: new Map() });
  }

  /** On a host: later, if it stands still by then; never, if it has lost power. */
  onHost(name: NodeName, delay: Millis, run: () => void): void {
    const host = this.hosts.get(name);
    // A clone that is gone does nothing any more.
    if (host === undefined) return;
    const { boots } = host;
    this.at(later(this.now, delay), () => {
      if (host.boots !== boots) return;
      if (host.frozen === null) return run();
      host.frozen.work.push({ after: this.now - host.frozen.since, run });
    });
  }

  at(moment: Instant, run: () => void): void {
    this.#queue.add(moment, run);
  }

  /** Lets `millis` pass. */
  run(millis: number): void {
    const end = later(this.now, millis);
    let busy = 0;
    while (this.#queue.nextAt <= end) {
      const { at, run } = this.#queue.take();
      this.#noStorm(at);
      busy = at > this.now ? 0 : busy + 1;
      if (busy > BUSIEST) throw new Violation(`no end of events at ${this.now.toFixed(0)}`);
      this.now = Math.max(this.now, at) as Instant;
      run();
    }
    this.now = end;
  }

  /** Nodes that answer each other again and again without an end. */
  #noStorm(at: Instant): void {
    if (at >= this.#second.until) {
      this.#second = { until: later(at, 1000), events: this.events };
    } else if (this.events - this.#second.events > STORM * (2 + this.hosts.size) ** 2) {
      throw new Violation(`a storm of messages at ${this.now.toFixed(0)}`);
    }
  }

  note(who: string, what: Told["what"]): void {
    if (this.telling) this.log.push({ at: this.now, who, what });
  }
}
