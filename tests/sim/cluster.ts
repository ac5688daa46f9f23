/** N real nodes over a simulated world: one queue of events, one clock, one seed. */
import {
  type ClusterConfig,
  type Instant,
  instant,
  type Keys,
  linkName,
  type NodeName,
  type Random,
  type ResourceId,
} from "../../src/model/mod.ts";
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import { type Effect, type Event, type Input, Node } from "../../src/node/mod.ts";
import { type AgentTemper, Host } from "./world.ts";
import { Network, type Weather } from "./network.ts";

export interface Daemon {
  readonly node: Node;
  /** Stopped by a signal: inputs wait. */
  paused: boolean;
  readonly waiting: Input[];
  readonly cancelled: Set<number>;
  /** Which resource each operation is for. */
  readonly agents: Map<number, ResourceId>;
  wakeAt: Instant;
}

interface Queued {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

export const KEYS: Keys = [{ id: "sim", secret: new Uint8Array(32).fill(7) }];
export const LINK = linkName("bcast:eth0");

export class Cluster {
  now = instant(1000);
  events = 0;
  readonly hosts = new Map<NodeName, Host>();
  readonly daemons = new Map<NodeName, Daemon>();
  readonly network: Network;
  readonly log: string[] = [];
  #queue: Queued[] = [];
  #order = 0;
  /** Called after every step of a node. */
  afterStep: (name: NodeName, daemon: Daemon) => void = () => {};
  /** Called when an agent begins its work, and when it has ended. */
  onAgent: (name: NodeName, operation: Operation, outcome: Outcome | null) => void = () => {};

  constructor(
    readonly config: ClusterConfig,
    readonly random: Random,
    weather: Weather,
    temper: AgentTemper,
  ) {
    this.network = new Network(random.fork(), weather);
    for (const { name } of config.nodes) this.hosts.set(name, new Host(random.fork(), temper));
  }

  get names(): readonly NodeName[] {
    return this.config.nodes.map(({ name }) => name);
  }

  host(name: NodeName): Host {
    return this.hosts.get(name) as Host;
  }

  /** Starts the daemon: a new life, with what the last one saved. */
  start(name: NodeName): void {
    if (this.daemons.has(name)) return;
    const host = this.host(name);
    host.disk.generation += 1;
    const node = new Node({
      config: this.config,
      self: name,
      generation: host.disk.generation,
      keys: KEYS,
      saved: host.disk.saved,
      lease: host.runtime.lease,
      boot: host.boot,
      agents: new Map(),
      now: this.now,
    });
    const daemon: Daemon = {
      node,
      paused: false,
      waiting: [],
      cancelled: new Set(),
      agents: new Map(),
      wakeAt: this.now,
    };
    this.daemons.set(name, daemon);
    this.note(name, `daemon starts, generation ${host.disk.generation}`);
    this.give(name, daemon, { kind: "wake" });
  }

  /** kill -9 of the daemon alone: what it runs goes on. */
  kill(name: NodeName): void {
    if (this.daemons.delete(name)) this.note(name, "daemon killed");
  }

  crash(name: NodeName): void {
    this.daemons.delete(name);
    this.host(name).crash();
    this.note(name, "host crashes");
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
    for (const input of [{ kind: "wake" } as const, ...daemon.waiting.splice(0)]) {
      this.give(name, daemon, input);
    }
  }

  give(name: NodeName, daemon: Daemon, input: Input): void {
    if (this.daemons.get(name) !== daemon) return;
    if (daemon.paused) {
      daemon.waiting.push(input);
      return;
    }
    this.events += 1;
    for (const effect of daemon.node.step(input, this.now)) this.#carryOut(name, daemon, effect);
    this.#arm(name, daemon);
    this.afterStep(name, daemon);
  }

  #arm(name: NodeName, daemon: Daemon): void {
    const deadline = daemon.node.deadline();
    if (deadline <= this.now) {
      throw new Error(`${name} asks to be woken at ${deadline}, now is ${this.now}`);
    }
    if (deadline === daemon.wakeAt || deadline === Infinity) return;
    daemon.wakeAt = deadline;
    this.at(deadline, () => {
      if (daemon.wakeAt !== deadline) return;
      daemon.wakeAt = instant(-1);
      if (!daemon.paused) this.give(name, daemon, { kind: "wake" });
    });
  }

  #carryOut(name: NodeName, daemon: Daemon, effect: Effect): void {
    switch (effect.kind) {
      case "send": {
        const targets = effect.to === null ? this.names : [effect.to];
        for (const to of targets) if (to !== name) this.#deliver(name, to, effect.datagram);
        return;
      }
      case "runAgent":
        return this.#runAgent(name, daemon, effect);
      case "cancelAgent":
        daemon.cancelled.add(effect.operation);
        this.host(name).busyUntil.delete(daemon.agents.get(effect.operation) as ResourceId);
        return this.#finish(name, daemon, effect.operation, {
          kind: "timedOut",
          after: 0,
          output: "",
        }, 0);
      // Power, watchdogs and arbiters are not simulated yet.
      case "runFence":
      case "askArbiter":
      case "feedWatchdog":
      case "panic":
        return;
      case "persist":
        this.host(name).disk.saved = effect.state;
        return this.at(
          this.now,
          () => this.give(name, daemon, { kind: "persisted", problem: null }),
        );
      case "lease":
        this.host(name).runtime.lease = effect.until;
        return;
      case "report":
        return this.note(name, tell(effect.event));
      case "reply":
        if (effect.problem !== null) this.note(name, `refused: ${effect.problem}`);
        return;
      case "exit":
        this.daemons.delete(name);
        return this.note(name, `daemon exits ${effect.code}`);
    }
  }

  #runAgent(name: NodeName, daemon: Daemon, { operation }: Effect & { kind: "runAgent" }): void {
    const host = this.host(name);
    const { boots } = host;
    const { id } = operation.resource;
    // An agent left by an earlier life of the daemon is waited for.
    const begins = Math.max(this.now, host.busyUntil.get(id) ?? 0);
    const took = begins - this.now + host.duration(operation);
    const ends = (this.now + took) as Instant;
    host.busyUntil.set(id, ends);
    daemon.agents.set(operation.id, id);
    this.onAgent(name, operation, null);
    this.at(ends, () => {
      if (host.boots !== boots || daemon.cancelled.has(operation.id)) return;
      const outcome = host.perform(operation);
      this.onAgent(name, operation, outcome);
      this.#score(name, daemon, operation, outcome);
      this.note(name, `${operation.action} ${id}: ${JSON.stringify(outcome)}`);
      this.#finish(name, daemon, operation.id, outcome, took);
    });
  }

  /** What the agent says of its node while it works. */
  #score(name: NodeName, daemon: Daemon, operation: Operation, outcome: Outcome): void {
    const value = this.host(name).scoreAfter(operation, outcome);
    if (value === null) return;
    const attribute = `master-${operation.resource.id.replace(/:\d+$/, "")}`;
    this.give(name, daemon, {
      kind: "request",
      id: 0,
      request: { kind: "attribute", node: name, name: attribute, value, scope: "reboot" },
      wall: this.now,
    });
  }

  #finish(
    name: NodeName,
    daemon: Daemon,
    operation: number,
    outcome: Extract<Input, { kind: "agentFinished" }>["outcome"],
    took: number,
  ): void {
    this.at(
      this.now,
      () => this.give(name, daemon, { kind: "agentFinished", operation, outcome, wall: 0, took }),
    );
  }

  #deliver(from: NodeName, to: NodeName, bytes: Uint8Array): void {
    for (const delay of this.network.carry(from, to)) {
      this.at((this.now + delay) as Instant, () => {
        const daemon = this.daemons.get(to);
        if (daemon !== undefined) this.give(to, daemon, { kind: "datagram", link: LINK, bytes });
      });
    }
  }

  at(at: Instant, run: () => void): void {
    this.#order += 1;
    const queued = { at, order: this.#order, run };
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle] as Queued).at <= at) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, queued);
  }

  /** Lets `millis` pass. */
  run(millis: number): void {
    const end = (this.now + millis) as Instant;
    for (let next = this.#queue[0]; next !== undefined && next.at <= end; next = this.#queue[0]) {
      this.#queue.shift();
      this.now = Math.max(this.now, next.at) as Instant;
      next.run();
    }
    this.now = end;
  }

  note(name: string, text: string): void {
    this.log.push(`${this.now.toFixed(2).padStart(12)}  ${name.padEnd(4)} ${text}`);
  }
}

const tell = (event: Event): string => JSON.stringify(event);
