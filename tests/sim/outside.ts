/** What hosts reach besides each other: fence devices, the arbiter's store, watchdogs, ping nodes. */
import type { ArbiterAnswer, ArbiterRequest } from "../../src/arbiter/mod.ts";
import type { FenceOperation, FenceOutcome } from "../../src/fencing/mod.ts";
import { later, type NodeName, type PingName, type Random } from "../../src/model/mod.ts";
import { ArbiterStore } from "./arbiter_store.ts";
import type { Cluster, Daemon } from "./cluster.ts";
import { Devices } from "./power.ts";

/** How quick it all is. */
export interface Pace {
  /** The longest that a fence device, and the way to the arbiter and back, takes. */
  readonly slowestDevice: number;
  readonly slowestArbiter: number;
  readonly arbiterRate: number;
}

const GONE: ArbiterAnswer = { kind: "failed", why: "the connection broke" };

export const PROMPT: Pace = { slowestDevice: 0, slowestArbiter: 0, arbiterRate: 1 };

export class Outside {
  readonly devices: Devices;
  readonly arbiter: ArbiterStore;
  /** Ping nodes that do not answer a host: `10.0.0.1<n1`. */
  readonly silentPings = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly random: Random,
    private readonly pace: Pace,
  ) {
    this.devices = new Devices(random.fork(), pace.slowestDevice);
    this.arbiter = new ArbiterStore(pace.arbiterRate);
  }

  mend(): void {
    this.devices.mend();
    this.arbiter.mend();
    this.silentPings.clear();
  }

  /** The daemon has just started: what it opens then. */
  start(name: NodeName, daemon: Daemon): void {
    const { watchdog, pings } = this.cluster.config;
    if (watchdog !== null) {
      this.#tellWatchdog(name, daemon, this.cluster.host(name).resetAt !== null);
    }
    for (const { name: ping, interval } of pings) this.#ping(name, daemon, ping, interval);
  }

  #ping(name: NodeName, daemon: Daemon, ping: PingName, interval: number): void {
    if (this.cluster.daemons.get(name) !== daemon) return;
    if (!this.silentPings.has(`${ping}<${name}`)) {
      this.cluster.give(name, daemon, { kind: "pingAnswered", ping });
    }
    this.cluster.onHost(name, interval, () => this.#ping(name, daemon, ping, interval));
  }

  #tellWatchdog(name: NodeName, daemon: Daemon, armed: boolean): void {
    const timeout = this.cluster.config.watchdog?.timeout ?? 0;
    const problem = armed ? null : "not fed yet";
    this.cluster.give(name, daemon, { kind: "watchdog", state: { armed, timeout, problem } });
  }

  /** The device is armed by its first feeding, and resets a host that does not feed it in time. */
  feed(name: NodeName, daemon: Daemon): void {
    const { watchdog } = this.cluster.config;
    if (watchdog === null) return;
    const host = this.cluster.host(name);
    const wasArmed = host.resetAt !== null;
    host.resetAt = later(this.cluster.now, watchdog.timeout);
    if (wasArmed) return;
    this.#watch(name, watchdog.timeout);
    this.cluster.onHost(name, 0, () => this.#tellWatchdog(name, daemon, true));
  }

  /** On the host's own time: a virtual machine's watchdog stands still with it. */
  #watch(name: NodeName, wait: number): void {
    this.cluster.onHost(name, wait, () => {
      const { resetAt } = this.cluster.host(name);
      if (resetAt === null) return;
      if (resetAt > this.cluster.now) return this.#watch(name, resetAt - this.cluster.now);
      this.cluster.reset(name, "its watchdog");
    });
  }

  runFence(name: NodeName, daemon: Daemon, operation: FenceOperation): void {
    const { id, device } = operation;
    const { actsAfter, endsAfter, answer } = this.devices.course(operation, name);
    let outcome: FenceOutcome = { kind: "failed", why: "the device did not act" };
    if (actsAfter !== null) {
      this.cluster.onHost(name, actsAfter, () => {
        outcome = this.#act(operation, `${device.name}, called by ${name}`);
      });
    }
    this.cluster.onHost(name, endsAfter, () => {
      const wall = this.cluster.now;
      this.cluster.give(name, daemon, {
        kind: "fenceFinished",
        operation: id,
        outcome: answer ?? outcome,
        wall,
        took: endsAfter,
      });
    });
  }

  #act({ action, target }: FenceOperation, by: string): FenceOutcome {
    if (target === null) return { kind: "done" };
    switch (action) {
      case "off":
        this.cluster.cutPower(target, by);
        return { kind: "done" };
      case "on":
        this.cluster.restorePower(target);
        return { kind: "done" };
      case "reboot":
        this.cluster.reset(target, by);
        return { kind: "done" };
      case "status":
        return { kind: this.cluster.host(target).powered ? "done" : "isOff" };
      case "monitor":
        return { kind: "done" };
    }
  }

  /** Done as soon as the request arrives; whether an answer does, and in time, is another matter. */
  askArbiter(name: NodeName, daemon: Daemon, request: ArbiterRequest): void {
    const { timeout = 0, key = "" } = daemon.working.arbiter ?? {};
    const [there, back] = [this.#delay(), this.#delay()];
    const tell = (after: number, answer: ArbiterAnswer) =>
      this.cluster.onHost(name, after, () => {
        this.cluster.give(name, daemon, { kind: "arbiterAnswered", request: request.id, answer });
      });
    const isTimely = this.arbiter.reachedBy(name) && !this.#isLost() && there + back < timeout;
    if (!isTimely) tell(timeout, { kind: "failed", why: `no answer within ${timeout} ms` });
    this.cluster.at(later(this.cluster.now, there), () => {
      if (!this.arbiter.reachedBy(name)) return isTimely ? tell(back, GONE) : undefined;
      const answer = this.arbiter.answer(key, request, this.cluster.now);
      if (isTimely) tell(back, answer);
    });
  }

  /** Now and then much longer than its time. */
  #delay(): number {
    const { slowestArbiter } = this.pace;
    if (slowestArbiter === 0) return 0;
    return slowestArbiter * this.random.next() * (this.random.chance(0.03) ? 20 : 1);
  }

  #isLost(): boolean {
    return this.pace.slowestArbiter > 0 && this.random.chance(0.02);
  }
}
