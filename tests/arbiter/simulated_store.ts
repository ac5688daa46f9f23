/** A linearizable store as etcd is one, on a clock of its own, and with etcd's known faults. */
import type { ArbiterAnswer, ArbiterRecord, ArbiterRequest } from "../../src/arbiter/mod.ts";
import type { Millis } from "../../src/model/mod.ts";

/** What a store must never do, to see that it would be noticed. */
export type StoreFault =
  /** A lease that has ended looks as if it had been given back. */
  | "endsAreReleases"
  /** A release is done whatever it comes after. */
  | "releasesAnything";

type Acquire = Extract<ArbiterRequest, { readonly kind: "acquire" }>;
type Release = Extract<ArbiterRequest, { readonly kind: "release" }>;

export class SimulatedStore {
  readonly #leases = new Map<string, { readonly keep: Millis; endsAt: Millis }>();
  #held: { readonly by: string; readonly lease: string } | null = null;
  #last: { readonly by: string; readonly ttl: Millis } | null = null;
  #given = false;
  #revision = 0;
  #grants = 0;

  constructor(private readonly fault: StoreFault | null) {}

  /**
   * A request's two halves, either of which may be done late: the lease, then the record. What the
   * first returns is for the second. `isDeposed`: the leader that renews the lease is one no more.
   */
  beginWith(request: ArbiterRequest, now: Millis, isDeposed: boolean): string {
    this.#endLeases(now);
    if (request.kind === "acquire") return this.#grant(request.keep, now);
    const lease = request.kind === "renew" ? this.#leases.get(request.lease) : undefined;
    if (lease !== undefined && !isDeposed) lease.endsAt = now + lease.keep;
    return "";
  }

  endWith(request: ArbiterRequest, granted: string, now: Millis): ArbiterAnswer {
    this.#endLeases(now);
    switch (request.kind) {
      case "look":
        return { kind: "found", record: this.#record };
      case "acquire":
        return this.#acquire(request, granted);
      case "renew": {
        const { lease, revision } = request;
        const isSame = this.#held?.lease === lease && revision === String(this.#revision);
        return isSame ? { kind: "held", lease, revision } : { kind: "found", record: this.#record };
      }
      case "release":
        return this.#release(request);
    }
  }

  /** As a leader does that stood still and has not noticed yet that it was deposed. */
  endLeaseTooEarly(): void {
    this.#held = null;
  }

  #grant(keep: Millis, now: Millis): string {
    const lease = String(++this.#grants);
    this.#leases.set(lease, { keep, endsAt: now + keep });
    return lease;
  }

  #acquire({ by, ttl, after }: Acquire, lease: string): ArbiterAnswer {
    if (!this.#leases.has(lease)) return { kind: "failed", why: "requested lease not found" };
    if (after !== String(this.#revision)) return { kind: "found", record: this.#record };
    this.#held = { by, lease };
    this.#last = { by, ttl };
    this.#given = false;
    return { kind: "held", lease, revision: String(++this.#revision) };
  }

  #release({ revision }: Release): ArbiterAnswer {
    if (revision === String(this.#revision) || this.fault === "releasesAnything") {
      this.#held = null;
      this.#given = true;
      this.#revision += 1;
    }
    return { kind: "found", record: this.#record };
  }

  get #record(): ArbiterRecord {
    const revision = String(this.#revision);
    if (this.#held !== null) return { kind: "held", ...this.#held, revision };
    if (this.#given || this.fault === "endsAreReleases") return { kind: "free", revision };
    return { kind: "none", last: this.#last, revision };
  }

  #endLeases(now: Millis): void {
    for (const [lease, { endsAt }] of this.#leases) {
      if (endsAt > now) continue;
      this.#leases.delete(lease);
      if (this.#held?.lease === lease) this.#held = null;
    }
  }
}
