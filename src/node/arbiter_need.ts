/**
 * When this node asks for the arbiter's vote: when the nodes' own votes may soon not suffice. In peace
 * nobody has it, so it is free for whoever needs it first, and nobody who dies with it makes the
 * others wait for the end of a lease.
 *
 * Who has it lends it to those that it hears: of four votes, three nodes' and the arbiter's, two nodes
 * that are left need three, each of them. What was lent is not given back before they count on it no more.
 */
import { LENT_PART, type Membership, votesOf } from "../membership/mod.ts";
import {
  type ClusterConfig,
  type Instant,
  later,
  type Millis,
  NEVER,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { Leadership } from "./leadership.ts";

/** What must be left of a lease: the time in which the vote is had before it is needed. */
const MARGIN_PART = 1 / 3;

export interface ArbiterNeedView {
  readonly config: ClusterConfig;
  /** This node goes: it needs no vote any more. */
  readonly leaves: boolean;
  /** Whether anything runs here. */
  readonly runs: () => boolean;
}

export class ArbiterNeed {
  #wanted = false;
  /** Since when the nodes' own votes have sufficed; null: they do not. */
  #enoughSince: Instant | null = null;
  /** When it was last said that others may count it, too; null: never. */
  #lentAt: Instant | null = null;
  #lookAt: Instant = NEVER;

  constructor(
    private readonly membership: Membership,
    private readonly leadership: Leadership,
  ) {}

  /** Whether it is wanted now. It is given back once it has not been needed for deadtime. */
  settle(view: ArbiterNeedView, now: Instant): boolean {
    const { config } = view;
    this.#lookAt = config.arbiter === null ? NEVER : later(now, this.#margin / 2);
    if (!this.#areEnough(config, now)) this.#enoughSince = null;
    else this.#enoughSince ??= now;
    const enough = this.#enoughSince;
    const isOver = enough !== null && since(enough, now) >= config.deadtime;
    if (view.leaves || isOver || this.#isOthersToAsk(now)) {
      this.#wanted &&= this.#isLent(config, now);
    } else if (enough === null && this.#mayAsk(view)) this.#wanted = true;
    return this.#wanted;
  }

  /**
   * For how long others may count on the vote that this node has until then; null: they may not, or none
   * of them needs it.
   */
  lend(until: Instant | null, config: ClusterConfig, now: Instant): Millis | null {
    if (until === null || until <= now || !this.#wanted || this.#enoughSince !== null) return null;
    if (!this.#isNeededByOthers(config)) return null;
    this.#lentAt = now;
    return since(now, until) * LENT_PART;
  }

  /** Somebody may count on it yet. */
  #isLent({ deadtime }: ClusterConfig, now: Instant): boolean {
    return this.#lentAt !== null && since(this.#lentAt, now) < deadtime;
  }

  /** A node that is heard, and this one, are no majority by themselves. */
  #isNeededByOthers(config: ClusterConfig): boolean {
    const own = config.nodes.find(({ name }) => !this.membership.names.includes(name));
    return config.nodes.some(({ name, votes }) =>
      name !== own?.name && this.membership.mutual(name) &&
      (votes + (own?.votes ?? 0)) * 2 <= votesOf(config)
    );
  }

  /** When `settle` may say something else by time alone. */
  get deadline(): Instant {
    return this.#lookAt;
  }

  /** Whether this node surely counts, for a while yet, for enough nodes without the arbiter. */
  #areEnough(config: ClusterConfig, now: Instant): boolean {
    const sure = config.nodes.filter(({ name }) =>
      !this.membership.names.includes(name) || this.#countsOnThis(name, now)
    );
    return sure.reduce((sum, { votes }) => sum + votes, 0) * 2 > votesOf(config);
  }

  /** It surely counts on this node for a while yet, and has not left. */
  #countsOnThis(name: NodeName, now: Instant): boolean {
    return !this.membership.off(name) &&
      this.membership.holdsLease(name, later(now, this.#margin));
  }

  /** One asks for all that follow it: several would only take it from each other. */
  #isOthersToAsk(now: Instant): boolean {
    const { coordinator, lead } = this.leadership;
    return lead === null && coordinator !== null && this.#countsOnThis(coordinator, now);
  }

  /**
   * Who runs something asks first, so that it may go on. Who runs nothing asks when somebody is gone
   * whose part it would take.
   */
  #mayAsk({ runs }: ArbiterNeedView): boolean {
    if (runs()) return true;
    const { membership, leadership: { lead, lacksVote } } = this;
    return (lead !== null || lacksVote) && membership.names.some((name) => membership.off(name));
  }

  get #margin(): Millis {
    return this.membership.lease * MARGIN_PART;
  }
}
