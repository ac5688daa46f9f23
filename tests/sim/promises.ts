/** What may never be so on the hosts together, whatever the daemons believe. */
import { baseOf, instancesOf } from "../../src/agent/mod.ts";
import type { NodeName, OrderConstraint, ResourceId, Unit } from "../../src/model/mod.ts";
import { unitsOf } from "../../src/model/mod.ts";
import type { Stage } from "./scene.ts";
import { Violation } from "./violation.ts";

interface Limit {
  readonly id: ResourceId;
  /** Hosts that may have it at once, in any role; promoted. */
  readonly hosts: number;
  readonly promoted: number;
}

export class Promises {
  readonly #limits: readonly Limit[];
  readonly #nodeMax: ReadonlyMap<ResourceId, number>;

  constructor(private readonly scene: Stage) {
    const instances = instancesOf(scene.config);
    this.#limits = instances.map(([{ id }, clone]) => ({
      id,
      hosts: clone === null || clone.unique ? 1 : Infinity,
      promoted: clone?.promoted?.max ?? 0,
    }));
    this.#nodeMax = new Map(
      instances.flatMap(([{ id }, clone]) =>
        clone?.unique ? [[baseOf(id), clone.nodeMax] as const] : []
      ),
    );
  }

  check(): void {
    for (const { id, hosts, promoted } of this.#limits) {
      const running = this.#where((name) => this.#holds(name, id));
      if (running.length > hosts) throw new Violation(`${id} runs on ${running.join(" and ")}`);
      const high = this.#where((name) =>
        this.#holds(name, id) && this.#host(name).promoted.has(id)
      );
      if (high.length > promoted) throw new Violation(`${id} is promoted on ${high.join(" and ")}`);
    }
    for (const [base, most] of this.#nodeMax) {
      const crowded = this.#where((name) =>
        [...this.#host(name).running].filter((id) => baseOf(id) === base).length > most
      );
      if (crowded.length > 0) throw new Violation(`there are too many of ${base} on ${crowded}`);
    }
  }

  /** Nothing is begun while another host has it; a live migration has it let go of first. */
  atStart(id: ResourceId, at: NodeName): void {
    const limit = this.#limits.find((each) => each.id === id)?.hosts ?? Infinity;
    const others = this.#where((name) => name !== at && this.#holds(name, id));
    if (others.length < limit) return;
    throw new Violation(`${id} is started on ${at} and still runs on ${others.join(" and ")}`);
  }

  /** What an agent has lied about is not held against anyone. */
  #holds(name: NodeName, id: ResourceId): boolean {
    const { running, ghosts } = this.#host(name);
    return running.has(id) && !ghosts.has(id);
  }

  #host(name: NodeName) {
    return this.scene.cluster.host(name);
  }

  #where(holds: (name: NodeName) => boolean): readonly NodeName[] {
    return [...this.scene.cluster.hosts.keys()].filter(holds);
  }
}

/** Orders between starts, seen by what really runs. */
export class Sequence {
  readonly #orders: readonly Watched[];

  constructor(private readonly scene: Stage) {
    const units = unitsOf(scene.config);
    const named = (name: string) => units.find((unit) => unit.name as string === name);
    this.#orders = scene.config.orders.flatMap((order) => {
      const [first, then] = [named(order.first), named(order.then)];
      const { kind, firstAction, thenAction } = order;
      const plain = kind === "mandatory" && thenAction === "start" &&
        (firstAction === "start" || firstAction === "promote");
      return plain && first !== undefined && then !== undefined
        ? [{ order, first, then, upAt: -Infinity }]
        : [];
    });
  }

  afterStep(): void {
    for (const watched of this.#orders) {
      if (this.#isUp(watched)) watched.upAt = this.scene.cluster.now;
    }
  }

  /** What operators have left alone is taken for being as it should. */
  #isLeftAlone({ name, clone, members }: Unit): boolean {
    const names = [name, clone?.of, ...members.map(({ id }) => id)];
    return [...this.scene.cluster.daemons.values()].some(({ node }) => {
      const wishes = node.lastPlan?.input.wishes;
      return wishes !== undefined &&
        (wishes.maintenance !== null || names.some((one) => wishes.managed[one ?? ""] === false));
    });
  }

  /** What comes first may have gone since the order was given, as far as nobody could know. */
  atStart(id: ResourceId, name: NodeName): void {
    const { cluster, config } = this.scene;
    this.afterStep();
    for (const { order, then, first, upAt } of this.#orders) {
      if (!then.members.some((member) => member.id === baseOf(id))) continue;
      if (cluster.now - upAt <= 3 * config.deadtime || this.#isLeftAlone(first)) continue;
      throw new Violation(
        `${id} starts on ${name}, but ${first.name} (${order.id}) was last up at ${upAt}`,
      );
    }
  }

  #isUp({ order, first }: Watched): boolean {
    return this.scene.cluster.names.some((name) => {
      const { running, promoted } = this.scene.cluster.host(name);
      const up = order.firstAction === "promote" ? promoted : running;
      return first.members.every(({ id }) =>
        up.has(id) || [...up].some((instance) => baseOf(instance) === id)
      );
    });
  }
}

interface Watched {
  readonly order: OrderConstraint;
  readonly first: Unit;
  readonly then: Unit;
  upAt: number;
}
