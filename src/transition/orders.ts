/** The orders of one epoch: given, repeated until they are seen to be taken, and seen to be done. */
import {
  compareEpochs,
  type Epoch,
  type Instant,
  type NodeName,
  type NodeReport,
  type OrderAction,
  type ResourceId,
} from "../model/mod.ts";
import type { Action, Transition } from "../scheduler/mod.ts";
import type { Order } from "../wire/mod.ts";

interface Given {
  readonly node: NodeName;
  readonly order: Order;
  /** The node has taken it; it need not be repeated. */
  taken: boolean;
  /** When it was last said to the node; null: not yet. */
  saidAt: Instant | null;
}

/** How many orders may be under way at once, in all and on one node. */
export interface Limits {
  readonly cluster: number;
  readonly node: number;
}

const NO_LIMITS: Limits = { cluster: Infinity, node: Infinity };

export class Orders {
  #serial = 0;
  #finished = 0;
  readonly #given = new Map<string, Given>();
  /** The serial of the last order for each resource on each node. */
  readonly #latest = new Map<string, number>();

  constructor(readonly epoch: Epoch) {}

  /** Rises whenever other orders are under way than before. */
  get version(): number {
    return this.#serial + this.#finished;
  }

  /**
   * Gives all that may start now: actions that wait for no other. Returns what is new. Where there are
   * limits, what had its turn last comes last, so that plans that never agree keep nothing else waiting.
   */
  release(transition: Transition, limits: Limits = NO_LIMITS): readonly Action[] {
    const ready = transition.actions.filter((action) =>
      action.after.length === 0 && !action.waits &&
      !this.#given.has(keyOf(action.node, action.resource))
    );
    const turn = ({ node, resource }: Action) => this.#latest.get(keyOf(node, resource)) ?? 0;
    const limited = limits.cluster < Infinity || limits.node < Infinity;
    const inTurn = limited ? ready.toSorted((one, other) => turn(one) - turn(other)) : ready;
    return inTurn.filter(({ node, resource, kind, meta }) => {
      if (this.#given.size >= limits.cluster || this.#load(node) >= limits.node) return false;
      this.#serial += 1;
      const order = { serial: this.#serial, resource, action: kind, meta };
      this.#given.set(keyOf(node, resource), { node, order, taken: false, saidAt: null });
      this.#latest.set(keyOf(node, resource), this.#serial);
      return true;
    });
  }

  #load(node: NodeName): number {
    return [...this.#given.values()].filter((given) => given.node === node).length;
  }

  /** Strikes off what a node's report of its resources shows to be done, or overtaken. */
  confirm(node: NodeName, resources: NodeReport["resources"]): void {
    for (const [key, given] of this.#given) {
      if (given.node !== node) continue;
      const seen = resources[given.order.resource]?.instruction ?? null;
      if (seen === null) continue;
      const epochs = compareEpochs(seen.epoch, this.epoch);
      if (epochs > 0 || (epochs === 0 && seen.serial > given.order.serial)) this.#end(key);
      if (epochs !== 0 || seen.serial !== given.order.serial) continue;
      if (seen.finished) this.#end(key);
      else given.taken = true;
    }
  }

  /** Orders to a node that is gone will not be carried out by it. */
  drop(node: NodeName): void {
    for (const [key, given] of this.#given) if (given.node === node) this.#end(key);
  }

  /** What is not taken by now has been said to this node at this moment. */
  noteSaid(node: NodeName, now: Instant): void {
    for (const given of this.#given.values()) {
      if (given.node === node && !given.taken) given.saidAt = now;
    }
  }

  /**
   * The node follows this coordinator no more, by its own word. What it has not taken by then, and was not
   * told since `before`, it will not carry out: so old an order is refused, should it still come.
   */
  giveUp(node: NodeName, before: Instant): void {
    for (const [key, given] of this.#given) {
      if (given.node === node && (given.saidAt ?? before) <= before) this.#end(key);
    }
  }

  #end(key: string): void {
    if (this.#given.delete(key)) this.#finished += 1;
  }

  /** Orders to this node that are under way, by resource. */
  underWay(node: NodeName): ReadonlyMap<ResourceId, OrderAction> {
    const given = [...this.#given.values()].filter((each) => each.node === node);
    return new Map(given.map(({ order }) => [order.resource, order.action]));
  }

  /** What must be said (again) to this node. */
  untaken(node: NodeName): readonly Order[] {
    return [...this.#given.values()]
      .filter((each) => each.node === node && !each.taken)
      .map(({ order }) => order);
  }
}

const keyOf = (node: NodeName, resource: ResourceId): string => `${node}\n${resource}`;
