/** Agents at work on the hosts: how long they take, what they leave behind when they are killed. */
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import { later, type NodeName } from "../../src/model/mod.ts";
import type { Cluster, Daemon } from "./cluster.ts";

export class AgentRuns {
  constructor(private readonly cluster: Cluster) {}

  run(name: NodeName, daemon: Daemon, operation: Operation): void {
    const { cluster } = this;
    const host = cluster.host(name);
    const { id } = operation.resource;
    const hangs = host.mishapOf(operation.action, id) === "hangs";
    // An agent left by an earlier life of the daemon is waited for.
    const begins = Math.max(cluster.now, host.busyUntil.get(id) ?? 0);
    const took = begins - cluster.now + (hangs ? operation.timeout : host.duration(operation));
    host.busyUntil.set(id, later(cluster.now, took));
    daemon.agents.set(operation.id, operation);
    cluster.onAgent(name, operation, null);
    cluster.onHost(name, took, () => {
      if (daemon.cancelled.has(operation.id)) return;
      if (hangs) host.interrupt(operation);
      const outcome: Outcome = hangs
        ? { kind: "timedOut", after: took, output: "" }
        : host.perform(operation);
      cluster.onAgent(name, operation, outcome);
      this.#score(name, daemon, operation, outcome);
      const end = outcome.kind === "exited" ? `exits ${outcome.status}` : "hangs and is killed";
      cluster.note(name, `${operation.action} ${id} ${end}`);
      this.#finish(name, daemon, operation.id, outcome, took);
    });
  }

  cancel(name: NodeName, daemon: Daemon, id: number): void {
    const operation = daemon.agents.get(id);
    if (operation === undefined) return;
    const host = this.cluster.host(name);
    daemon.cancelled.add(id);
    host.busyUntil.delete(operation.resource.id);
    host.interrupt(operation);
    this.#finish(name, daemon, id, { kind: "timedOut", after: 0, output: "" }, 0);
  }

  /** What the agent says of its node while it works. */
  #score(name: NodeName, daemon: Daemon, operation: Operation, outcome: Outcome): void {
    const { cluster } = this;
    const value = cluster.host(name).scoreAfter(operation, outcome);
    if (value === null) return;
    const attribute = `master-${operation.resource.id.replace(/:\d+$/, "")}`;
    cluster.give(name, daemon, {
      kind: "request",
      id: 0,
      request: { kind: "attribute", node: name, name: attribute, value, scope: "reboot" },
      wall: cluster.now,
    });
  }

  #finish(
    name: NodeName,
    daemon: Daemon,
    operation: number,
    outcome: Outcome,
    took: number,
  ): void {
    this.cluster.onHost(name, 0, () => {
      this.cluster.give(name, daemon, {
        kind: "agentFinished",
        operation,
        outcome,
        wall: 0,
        took,
      });
    });
  }
}
