/** What this node itself is doing: starting, taking part, letting go of all it runs, leaving. */
import { baseOf, type Ledger } from "../agent/mod.ts";
import { isPair, LEASE_PART, type Membership } from "../membership/mod.ts";
import {
  type ClusterConfig,
  type Event,
  type Instant,
  isQuorumBound,
  type NodeName,
  type ResourceId,
  since,
  type Unit,
} from "../model/mod.ts";
import type { SenderPhase } from "../wire/mod.ts";
import type { Effect } from "./effect.ts";
import type { Leadership } from "./leadership.ts";
import type { LeftAlone } from "./left_alone.ts";

/** A stop of all that runs here, by this node's own decision. */
interface LettingGo {
  readonly since: Instant;
  /** Nothing is said until it is done: the others may have taken over long ago. */
  readonly mute: boolean;
  /** What goes on all the same. */
  readonly spared: Spared;
}

type Spared = (id: ResourceId) => boolean;

export class Presence {
  #phase: Exclude<SenderPhase, "lettingGo"> = "starting";
  #lettingGo: LettingGo | null = null;
  #leaving = false;
  #panic: string | null = null;

  constructor(
    private readonly membership: Membership,
    private readonly ledger: Ledger,
    private readonly leadership: Leadership,
    private readonly leftAlone: LeftAlone,
  ) {}

  /** What the host is to do to itself, once. */
  drain(): readonly Effect[] {
    const why = this.#panic;
    this.#panic = null;
    return why === null ? [] : [{ kind: "panic", why }];
  }

  /** What the others are told. */
  get phase(): SenderPhase {
    return this.#lettingGo === null ? this.#phase : "lettingGo";
  }

  /** It lets go for longer than the others wait for that, or could not stop what it had to. */
  overdue(config: ClusterConfig, now: Instant): boolean {
    if (this.#lettingGo !== null) {
      return since(this.#lettingGo.since, now) > config.deadtime * (1 - LEASE_PART);
    }
    return this.ledger.stuck().length > 0 && !this.mayRun(config, now);
  }

  get mute(): boolean {
    return this.#lettingGo?.mute ?? false;
  }

  /** To be settled into a good-bye once all is handed over. */
  leave(): readonly Event[] {
    if (this.#leaving) return [];
    this.#leaving = true;
    return [{ kind: "leaving" }];
  }

  /** As after a start, because nothing is known of the others any more. */
  startOver(why: string, now: Instant): readonly Event[] {
    this.#phase = "starting";
    this.membership.startOver(now);
    const events = this.leadership.standDown(now);
    return this.#mine().length > 0
      ? [...events, ...this.#letGo(why, true, this.leftAlone.byAll, now)]
      : events;
  }

  settle(config: ClusterConfig, units: readonly Unit[], now: Instant): readonly Event[] {
    const events = [...this.#noticeUnheard(config, units, now)];
    if (this.#lettingGo !== null) events.push(...this.#goOn(units, now));
    if (this.#lettingGo !== null) return events;
    if (this.#phase === "starting" && this.#knowsItsPeers(now)) this.#phase = "ready";
    return this.#leaving && this.#phase !== "left"
      ? [...events, ...this.#handOver(units, now)]
      : events;
  }

  /** Whether this node may start anything, or go on with what it runs. */
  mayRun(config: ClusterConfig, now: Instant): boolean {
    return this.#lettingGo === null && this.isCountedOn(config, now);
  }

  /** Nobody else can have been told to do what this node does, or the policy does not mind. */
  isCountedOn(config: ClusterConfig, now: Instant): boolean {
    return !isQuorumBound(config) || this.membership.mayHold(now);
  }

  /** Nobody hears this node, so somebody may take over what it runs: it lets go before that. */
  #noticeUnheard(config: ClusterConfig, units: readonly Unit[], now: Instant): readonly Event[] {
    if (this.#lettingGo !== null || this.mayRun(config, now)) return [];
    const spared = config.noQuorum === "demote" ? this.#copiesAmong(units) : this.leftAlone.byAll;
    if (this.#mine(spared).length === 0) return [];
    const why = isPair(config)
      ? "the other node does not hear this one and is about to take over"
      : "too few nodes hear this one for a quorum";
    // Pacemaker: no-quorum-policy suicide. What follows is for a panic that spares the host.
    if (config.noQuorum === "fence") this.#panic = why;
    return this.#letGo(why, false, spared, now);
  }

  /** What is left alone, and of what runs in two roles all that is well and not promoted. */
  #copiesAmong(units: readonly Unit[]): Spared {
    const promotable = new Set(
      units.filter(({ clone }) => clone?.meta.promotable === true)
        .flatMap(({ members }) => members.map(({ id }) => id)),
    );
    return (id) =>
      this.leftAlone.byAll(id) || (promotable.has(baseOf(id)) && this.ledger.isCopy(id));
  }

  /** What runs here, is this node's own to stop, and has not shown that it cannot be. */
  #mine(spared: Spared = this.leftAlone.byAll): readonly ResourceId[] {
    const stuck = this.ledger.stuck();
    return this.ledger.active().filter((id) => !spared(id) && !stuck.includes(id));
  }

  #letGo(why: string, mute: boolean, spared: Spared, now: Instant): readonly Event[] {
    this.#lettingGo = { since: now, mute, spared };
    const resources = this.#mine(spared);
    const stoodDown = this.leadership.lead === null ? [] : this.leadership.standDown(now);
    return [{ kind: "lettingGo", why, resources }, ...stoodDown];
  }

  #goOn(units: readonly Unit[], now: Instant): readonly Event[] {
    const sequences = units.map((unit) => unit.members.map(({ id }) => id));
    if (this.#lettingGo === null || !this.ledger.letGo(sequences, this.#lettingGo.spared)) {
      return [];
    }
    const { since: start, mute } = this.#lettingGo;
    const took = since(start, now);
    this.#lettingGo = null;
    // It heard nothing meanwhile: the time to wait for the others begins only now.
    if (mute) this.membership.startOver(now);
    return [{ kind: "letGo", took }];
  }

  /**
   * All are heard and hear this node, or are off; or a coordinator is there; or initdead is over. One
   * that is to wait for all goes on waiting, so that nobody coordinates who has not.
   */
  #knowsItsPeers(now: Instant): boolean {
    const { membership } = this;
    if (membership.waitsFor.length > 0) return false;
    const heard = (name: NodeName) =>
      membership.off(name) || membership.peer(name).kind === "alive";
    return this.leadership.mutualPeers().some(({ keepalive }) => keepalive.leads !== null) ||
      membership.names.every((name) => membership.mutual(name) || membership.off(name)) ||
      (membership.waitedLongEnough(now) && membership.names.every(heard));
  }

  /**
   * The coordinator moves what runs here; without one this node stops it. Then it has left. What is
   * left alone goes on without hb.
   */
  #handOver(units: readonly Unit[], now: Instant): readonly Event[] {
    this.#phase = "leaving";
    if (this.#isHandedOver(units)) {
      this.#phase = "left";
      return [{ kind: "left" }];
    }
    if (this.leadership.coordinator !== null) return [];
    const why = "this node leaves and nobody coordinates";
    return this.#letGo(why, false, this.leftAlone.byAll, now);
  }

  /** What is left alone stays, and under it what it needs of its group; so does what could not be stopped. */
  #isHandedOver(units: readonly Unit[]): boolean {
    const active = this.ledger.active();
    const stuck = new Set(this.ledger.stuck());
    const { here } = this.leftAlone;
    const kept = new Set(active.filter(here).map(baseOf));
    const needed = new Set(units.flatMap(({ members }) => {
      const last = members.findLastIndex(({ id }) => kept.has(id));
      return members.slice(0, last + 1).map(({ id }) => id);
    }));
    return active.every((id) => stuck.has(id) || here(id) || needed.has(baseOf(id)));
  }
}
