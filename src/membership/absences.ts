/**
 * Which silent nodes have lost every lease that this coordinator's majority could have granted them,
 * so that what they ran may run elsewhere.
 *
 * What members say of their hearing is news of the past: one that heard nothing of node C when it last
 * spoke may have begun to hear it since, and so C may go on though nobody here knows it. So it is not
 * enough that no member is known to hear C; all must say so of a time that is long enough:
 *
 *                    T−deadtime               T−¼   T−⅛          T: nobody is known to hear C
 *     coordinator    ├── hears nothing of C ─────────────────────┤
 *     each member    ├── hears nothing of C ─────────┼─► and says so in what it sends later
 *
 * The leases that C had of what it sent before T−deadtime end at T−¼ deadtime; nothing that it sent
 * after that was heard in time to renew one. The eighth between is for clocks that differ, the eighth
 * after it, and what the takeover itself takes, for C to let go. What they hear later does not give
 * back what it has let go of.
 */
import { type Instant, later, type Millis, type NodeName, since } from "../model/mod.ts";
import type { Membership } from "./membership.ts";

export class Absences {
  #members: readonly NodeName[] = [];
  #hadArbiter = false;
  /** T of each node. */
  readonly #since = new Map<NodeName, Instant>();

  /** Lives as long as one epoch of its coordinator. */
  constructor(private readonly membership: Membership) {}

  /** What is known now does not count: this node's majority cannot be told by its members. */
  clear(): void {
    this.#members = [];
    this.#since.clear();
  }

  /** `members`: those that count for this node's majority, without itself. */
  settle(members: readonly NodeName[], now: Instant): void {
    const hasArbiter = this.membership.hasArbiter(now);
    const isNew = (name: NodeName) => !this.#members.includes(name);
    // What one that has just come knows goes less far back than what the others said before.
    if (members.some(isNew) || (hasArbiter && !this.#hadArbiter)) this.#since.clear();
    this.#members = members;
    this.#hadArbiter = hasArbiter;
    for (const name of this.membership.names) {
      if (!this.#seemsGone(name, now)) this.#since.delete(name);
      else if (!this.#since.has(name)) this.#since.set(name, now);
    }
  }

  /** Nobody here is known to hear it, or to have heard it within deadtime in an earlier life. */
  #seemsGone(name: NodeName, now: Instant): boolean {
    const { membership } = this;
    return membership.off(name) && !this.#members.some((member) => {
      const peer = membership.peer(member);
      if (peer.kind !== "alive" || member === name) return false;
      return since(peer.aliveSince, now) < membership.deadtime ||
        (peer.keepalive?.hears.some(({ node }) => node === name) ?? false);
    });
  }

  /** For how long that has been so, by what is known now; null: it is not. */
  sureFor(name: NodeName, now: Instant): Millis | null {
    const start = this.#since.get(name);
    return start === undefined || !this.isSure(name) ? null : since(start, now);
  }

  /** It surely has let go, if it lets go in time. */
  isSure(name: NodeName): boolean {
    const start = this.#since.get(name);
    if (start === undefined) return false;
    const { deadtime, lease } = this.membership;
    // The arbiter's vote may pass from one to the other in between, so there all must say it of T.
    const from = later(start, this.#hadArbiter ? 0 : (lease - deadtime) / 2);
    return this.#members.every((member) => {
      const peer = this.membership.peer(member);
      return peer.kind === "alive" && peer.heardUsAt !== null && peer.heardUsAt >= from;
    });
  }
}
