/** What must be so after every event, and what must come to be once the faults are over. */
import { compareEpochs, type Epoch, type NodeName, unitsOf } from "../../src/model/mod.ts";
import { verify } from "../../src/scheduler/mod.ts";
import type { Cluster, Daemon } from "./cluster.ts";
import type { Scene } from "./scene.ts";

export class Violation extends Error {
  override name = "Violation";
}

/** Watches a cluster from outside. */
export class Watch {
  readonly #epochs = new Map<string, Epoch>();
  readonly #plans = new Map<NodeName, unknown>();

  constructor(private readonly scene: Scene) {}

  afterStep(name: NodeName, daemon: Daemon): void {
    // A snapshot costs more than a step does.
    if (this.scene.cluster.events % 20 === 0) this.#epochsNeverGoBack(name, daemon);
    this.#plansAreSound(name, daemon);
    if (this.scene.strict) this.oneHolder();
  }

  #epochsNeverGoBack(name: NodeName, { node }: Daemon): void {
    const { epoch, generation } = node.snapshot(this.scene.cluster.now);
    if (epoch === null) return;
    const life = `${name}/${generation}`;
    const before = this.#epochs.get(life) ?? null;
    if (compareEpochs(epoch, before) < 0) throw new Violation(`${name}: its epoch went back`);
    this.#epochs.set(life, epoch);
  }

  #plansAreSound(name: NodeName, { node }: Daemon): void {
    const plan = node.lastPlan;
    if (plan === null || plan === this.#plans.get(name)) return;
    this.#plans.set(name, plan);
    const wrong = verify(plan.transition, plan.input);
    if (wrong.length > 0) throw new Violation(`${name}: ${wrong.join("; ")}`);
  }

  /** No resource is active on two hosts. */
  oneHolder(): void {
    const { cluster, config } = this.scene;
    for (const { id } of config.resources) {
      const holders = cluster.names.filter((name) => cluster.host(name).running.has(id));
      if (holders.length > 1) throw new Violation(`${id} runs on ${holders.join(" and ")}`);
    }
  }

  /** All that can run runs, on one node, and nothing is left to do. */
  settled(): string | null {
    const { cluster, config } = this.scene;
    const leads = [...cluster.daemons.values()].filter(({ node }) => node.lastPlan !== null);
    if (leads.length !== 1) return `${leads.length} nodes coordinate`;
    const plan = leads[0]?.node.lastPlan;
    if (plan?.transition.actions.length !== 0) return `to do: ${JSON.stringify(plan?.transition)}`;
    if (plan.transition.blocked.length !== 0) return JSON.stringify(plan.transition.blocked);
    for (const unit of unitsOf(config)) {
      const holders = new Set(
        cluster.names.filter((name) =>
          unit.members.some(({ id }) => cluster.host(name).running.has(id))
        ),
      );
      const whole = cluster.names.filter((name) =>
        unit.members.every(({ id }) => cluster.host(name).running.has(id))
      );
      if (holders.size !== 1 || whole.length !== 1) {
        return `${unit.name} is on ${[...holders].join(" ")}, whole on ${whole.join(" ")}`;
      }
    }
    return null;
  }
}

/** Everything mended: power, daemons, network, operators' wishes. */
export function mend({ cluster }: Scene): void {
  cluster.network.heal();
  for (const name of cluster.names) {
    cluster.resume(name);
    cluster.start(name);
  }
}

export function forgive({ cluster, config }: Scene): void {
  const [name, daemon] = [...cluster.daemons][0] as [
    NodeName,
    Cluster["daemons"] extends Map<NodeName, infer D> ? D : never,
  ];
  for (const node of config.nodes) {
    const request = { kind: "standby", node: node.name, on: false } as const;
    cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
  }
  const request = { kind: "cleanup", resource: null, node: null } as const;
  cluster.give(name, daemon, { kind: "request", id: 0, request, wall: cluster.now });
}
