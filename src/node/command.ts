/** The chain of command: the coordinator's orders to all members, and this node's obedience. */
import type { Ledger } from "../agent/mod.ts";
import type { Membership } from "../membership/mod.ts";
import { type ClusterConfig, compareEpochs, type Instant, type NodeName } from "../model/mod.ts";
import type { Action } from "../scheduler/mod.ts";
import type { Fence, Instruct, Order, Received } from "../wire/mod.ts";
import type { Effect } from "./effect.ts";
import type { Leadership } from "./leadership.ts";
import type { Presence } from "./presence.ts";
import type { Safeguards } from "./safeguards.ts";
import type { Speaker } from "./speaker.ts";
import type { WallClock } from "./wall_clock.ts";

export interface Neighbours {
  readonly self: NodeName;
  readonly membership: Membership;
  readonly leadership: Leadership;
  readonly ledger: Ledger;
  readonly safeguards: Safeguards;
  readonly presence: Presence;
  readonly speaker: Speaker;
  readonly wall: WallClock;
}

type Said = Pick<Received, "from" | "seq">;

/** The coordinator, and its keepalive by which this node knew itself counted on. */
interface Superior {
  readonly node: NodeName;
  readonly seq: number;
}

export class Command {
  /** Only what was said since then is obeyed; null: nothing. */
  #superior: Superior | null = null;

  constructor(private readonly near: Neighbours) {}

  /** Gives the orders of this epoch to this node itself, and says to the others what they have not taken. */
  give(begun: readonly Action[], now: Instant): readonly Effect[] {
    const { self, leadership: { lead, accepted: epoch }, safeguards, speaker, wall } = this.near;
    if (lead === null || epoch === null) return [];
    this.#carryOut(lead.untaken(self), { epoch });
    safeguards.order(lead.fencing.untaken(self), epoch, wall.at(now), now);
    const isDue = speaker.isDue(now);
    return this.near.leadership.audience().flatMap((to) => {
      const orders = lead.untaken(to);
      const isNews = isDue || begun.some(({ node }) => node === to);
      const fences = lead.fencing.toSay(to, isDue);
      if (isNews) lead.noteSaid(to, now);
      return [
        ...orders.length > 0 && isNews
          ? speaker.sendOrders({ kind: "instruct", epoch, orders }, to, now)
          : [],
        ...fences.length > 0
          ? speaker.sendOrders({ kind: "fence", epoch, orders: fences }, to, now)
          : [],
      ];
    });
  }

  /**
   * As long as nobody can have given this node up, its coordinator stands by all it has ordered; of
   * what it said before that, on its way for long, it may have told another one to do the same.
   */
  settle(config: ClusterConfig, now: Instant): void {
    const { leadership: { coordinator }, membership, presence } = this.near;
    const peer = coordinator === null ? null : membership.peer(coordinator);
    if (peer?.kind !== "alive" || !presence.isCountedOn(config, now)) this.#superior = null;
    else if (coordinator !== null && this.#superior?.node !== coordinator) {
      this.#superior = { node: coordinator, seq: peer.keepaliveSeq };
    }
  }

  /** From the coordinator that this node follows, in the epoch it has accepted. */
  obey({ from, seq }: Said, order: Instruct | Fence, config: ClusterConfig, now: Instant): void {
    if (this.#superior?.node !== from || seq < this.#superior.seq) return;
    const { leadership: { coordinator, accepted }, presence, safeguards, wall } = this.near;
    if (from !== coordinator || compareEpochs(order.epoch, accepted) !== 0) return;
    switch (order.kind) {
      case "instruct":
        if (presence.mayRun(config, now)) this.#carryOut(order.orders, order);
        return;
      // Whatever runs here itself, it can switch another one off.
      case "fence":
        return safeguards.order(order.orders, order.epoch, wall.at(now), now);
    }
  }

  #carryOut(orders: readonly Order[], { epoch }: Pick<Instruct, "epoch">): void {
    for (const { serial, resource, action, meta } of orders) {
      this.near.ledger.order(resource, action, { epoch, serial }, meta);
    }
  }
}
