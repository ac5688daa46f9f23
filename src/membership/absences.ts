/**
 * Which silent nodes have lost every lease that could make a majority for them, so that what they ran
 * may run elsewhere. It takes so many votes of nodes that do not hear a node that all others together
 * are no majority: what those few may still hear keeps nobody alive.
 *
 * What members say of their hearing is news of the past: one that heard nothing of node C when it last
 * spoke may have begun to hear it since, and so C may go on though nobody here knows it. So it is not
 * enough that they are not known to hear C; all of them must say so of a time that is long enough:
 *
 *                    T−deadtime               T−¼   T−⅛          T: none of them is known to hear C
 *     coordinator    ├── hears nothing of C ─────────────────────┤
 *     each of them   ├── hears nothing of C ─────────┼─► and says so in what it sends later
 *
 * The leases that C had of what it sent before T−deadtime end at T−¼ deadtime; nothing that it sent
 * after that was heard in time to renew one. The eighth between is for clocks that differ, the eighth
 * after it, and what the takeover itself takes, for C to let go. What they hear later does not give
 * back what it has let go of. A member that has listened for less than deadtime may have forgotten
 * what it heard: its word counts when it has listened for longer, by its own clock.
 */
import { type Instant, later, type Millis, type NodeName, since } from "../model/mod.ts";
import type { Membership } from "./membership.ts";
import { aliveIn, lastWord } from "./peer.ts";

export class Absences {
  #members: readonly NodeName[] = [];
  #hadArbiter = false;
  #settledAt: Instant | null = null;
  /** Of each silent node: since when it has been so here. */
  readonly #offSince = new Map<NodeName, Instant>();
  /** And since when each member is known not to hear it. */
  readonly #deafSince = new Map<NodeName, Map<NodeName, Instant>>();

  /** Lives as long as one epoch of its coordinator. */
  constructor(private readonly membership: Membership) {}

  /** What is known now does not count: this node's majority cannot be told by its members. */
  clear(): void {
    this.#members = [];
    this.#offSince.clear();
    this.#deafSince.clear();
  }

  /** `members`: those that count for this node's majority, without itself. */
  settle(members: readonly NodeName[], now: Instant): void {
    const hasArbiter = this.membership.hasArbiter(now);
    // Until now another node may have had its vote.
    if (hasArbiter && !this.#hadArbiter) this.clear();
    this.#members = members;
    this.#hadArbiter = hasArbiter;
    this.#settledAt = now;
    for (const name of this.membership.names) {
      if (this.membership.off(name)) this.#settleOff(name, now);
      else {
        this.#offSince.delete(name);
        this.#deafSince.delete(name);
      }
    }
  }

  #settleOff(name: NodeName, now: Instant): void {
    if (!this.#offSince.has(name)) this.#offSince.set(name, now);
    const before = this.#deafSince.get(name);
    const deaf = this.#members.filter((member) => member !== name && this.#isDeafTo(member, name));
    this.#deafSince.set(name, new Map(deaf.map((member) => [member, before?.get(member) ?? now])));
  }

  /** By its last word, which goes back for long enough. */
  #isDeafTo(member: NodeName, name: NodeName): boolean {
    const said = lastWord(this.membership.peer(member));
    return said !== null && said.listening >= this.membership.deadtime &&
      aliveIn(said, name) === undefined;
  }

  /** For how long it has surely been gone, by what is known now; null: it is not. */
  sureFor(name: NodeName, now: Instant): Millis | null {
    const start = this.#sureSince(name);
    return start === null ? null : since(start, now);
  }

  /** It surely has let go, if it lets go in time. */
  isSure(name: NodeName): boolean {
    return this.#sureSince(name) !== null;
  }

  /** T; null: too few are known not to hear it, or have not said so since. */
  #sureSince(name: NodeName): Instant | null {
    const off = this.#offSince.get(name);
    const deaf = this.#deafSince.get(name);
    if (off === undefined || deaf === undefined) return null;
    const starts = [off, ...[...deaf.values()].filter((start) => start > off)];
    return starts.toSorted((one, other) => one - other).find((start) =>
      this.#areEnough(
        [...deaf].filter(([, from]) => from <= start).map(([member]) => member),
        start,
      )
    ) ?? null;
  }

  /** Whether those of `deaf` that have said so since leave no majority to all the others. */
  #areEnough(deaf: readonly NodeName[], start: Instant): boolean {
    const { deadtime, lease } = this.membership;
    // The arbiter's vote may pass from one to the other in between, so there all must say it of T.
    const from = later(start, this.#hadArbiter ? 0 : (lease - deadtime) / 2);
    const saying = deaf.filter((member) => {
      const peer = this.membership.peer(member);
      return peer.kind === "alive" && peer.heardUsAt !== null && peer.heardUsAt >= from;
    });
    const { here, of } = this.membership.votes(saying, this.#settledAt ?? start);
    return here * 2 >= of;
  }
}
