/** What must be so after every event, and what must come to be once the faults are over. */
import type { Operation, Outcome } from "../../src/agent/mod.ts";
import {
  compareEpochs,
  type Epoch,
  type Instant,
  type NodeName,
  unitsOf,
} from "../../src/model/mod.ts";
import type { Request } from "../../src/node/mod.ts";
import { verify } from "../../src/scheduler/mod.ts";
import type { Daemon } from "./cluster.ts";
import { NoticeWatch } from "./notices.ts";
import { Promises, Sequence } from "./promises.ts";
import type { Stage } from "./scene.ts";
import { isWholeOn, unsettled } from "./settled.ts";
import { Violation } from "./violation.ts";

export { Violation };

/** Watches a cluster from outside. */
export class Watch {
  readonly #epochs = new WeakMap<Daemon, Epoch>();
  readonly #plans = new Map<NodeName, unknown>();
  readonly #promises: Promises;
  readonly #sequence: Sequence;
  readonly #notices = new NoticeWatch();
  #calmSince: Instant | null = null;
  #still = false;

  constructor(private readonly scene: Stage) {
    this.#promises = new Promises(scene);
    this.#sequence = new Sequence(scene);
  }

  afterStep(name: NodeName, daemon: Daemon): void {
    // A snapshot costs more than a step does.
    if (this.scene.cluster.events % 20 === 0) this.#epochsNeverGoBack(name, daemon);
    this.#plansAreSound(name, daemon);
    this.#sequence.afterStep();
    if (this.scene.strict) this.#promises.check();
  }

  /** An agent begins its work (no outcome yet), or has ended it. */
  onAgent(name: NodeName, operation: Operation, outcome: Outcome | null): void {
    const { id } = operation.resource;
    if (operation.action === "start" && outcome === null && this.scene.strict) {
      this.#sequence.atStart(id, name);
      if (this.scene.load === "world") this.#promises.atStart(id, name);
    }
    this.#notices.onAgent(name, operation, outcome, this.scene.cluster.now);
  }

  #epochsNeverGoBack(name: NodeName, daemon: Daemon): void {
    const { epoch } = daemon.node.snapshot(this.scene.cluster.now);
    if (epoch === null) return;
    const before = this.#epochs.get(daemon) ?? null;
    if (compareEpochs(epoch, before) < 0) throw new Violation(`${name}: its epoch went back`);
    this.#epochs.set(daemon, epoch);
  }

  #plansAreSound(name: NodeName, { node }: Daemon): void {
    const plan = node.lastPlan;
    if (plan === null || plan === this.#plans.get(name)) return;
    this.#plans.set(name, plan);
    const wrong = verify(plan.transition, plan.input);
    if (wrong.length > 0) throw new Violation(`${name}: ${wrong.join("; ")}`);
    const [first] = plan.transition.actions;
    if (this.#still && first !== undefined) {
      throw new Violation(`not settled any more: ${first.id} because ${first.because}`);
    }
  }

  /** The faults are over. */
  calm(): void {
    for (const host of this.scene.cluster.hosts.values()) host.reliable = true;
    this.#calmSince = this.scene.cluster.now;
  }

  /** From now on nothing is to be done. */
  nothingMore(): void {
    this.#still = true;
  }

  /** Why not all that can run runs, as it is to, and nothing is left to do. null: so it is. */
  settled(): string | null {
    const problem = unsettled(this.scene);
    if (problem !== null || this.#calmSince === null) return problem;
    const [missing] = this.#notices.missing(
      this.#calmSince,
      (id, name) => isWholeOn(id, name, this.scene),
    );
    return missing === undefined ? null : `no notice after the ${missing}`;
  }
}

/** Everything mended: power, daemons, network, operators' wishes. */
export function mend({ cluster }: Stage): void {
  cluster.network.heal();
  cluster.network.clearUp();
  cluster.mail.mishandlings.clear();
  cluster.outside.mend();
  for (const name of cluster.names) {
    const host = cluster.host(name);
    // One whose name another host had is shut out, as an earlier life: hb there is started anew.
    if (host.hadTwin) cluster.kill(name);
    host.hadTwin = false;
    host.powered = true;
    host.disk.refuses = null;
    host.mishaps.clear();
    cluster.thaw(name);
    cluster.resume(name);
    cluster.start(name);
  }
}

/** As operators do it, at one of the nodes. */
export function forgive({ cluster, config, load, last }: Stage, at?: NodeName): void {
  const name = at ?? [...cluster.daemons.keys()][0];
  const daemon = name === undefined ? undefined : cluster.daemons.get(name);
  if (name === undefined || daemon === undefined) return;
  const ask = (request: Request) => {
    cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
  };
  const isWitness = (node: NodeName) =>
    last?.nodes.some(({ name, witness }) => name === node && witness) ?? false;
  for (const { name: node } of config.nodes) {
    // What is to be a witness must have let go of all.
    ask({ kind: "standby", node, on: isWitness(node) });
  }
  if (load !== "groups") {
    ask({ kind: "maintenance", node: null, on: false });
    for (const { name: node } of config.nodes) ask({ kind: "maintenance", node, on: false });
    for (const unit of unitsOf(config)) {
      ask({ kind: "manage", name: unit.name, on: true });
      for (const { id } of unit.members) ask({ kind: "manage", name: id, on: true });
    }
  }
  ask({ kind: "cleanup", resource: null, node: null });
}
