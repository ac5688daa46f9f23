/** The arbiter's store: one record with a lease on the store's own clock, one request after another. */
import type { ArbiterAnswer, ArbiterRecord, ArbiterRequest } from "../../src/arbiter/mod.ts";
import type { Instant, Millis, NodeName } from "../../src/model/mod.ts";

interface Lease {
  readonly ttl: Millis;
  /** In the simulation's time. */
  until: Instant;
}

export class ArbiterStore {
  readonly unreachedBy = new Set<NodeName>();
  isUp = true;
  #record: ArbiterRecord = { kind: "none", lastBy: null, revision: "0" };
  #lease: Lease | null = null;
  #changes = 0;

  /** `rate`: the store's milliseconds in one of the simulation. */
  constructor(private readonly rate: number = 1) {}

  mend(): void {
    this.isUp = true;
    this.unreachedBy.clear();
  }

  reachedBy(name: NodeName): boolean {
    return this.isUp && !this.unreachedBy.has(name);
  }

  /** Ends the lease before its time, as a store that was set back would. */
  forget(): void {
    if (this.#record.kind === "held") this.#expire(this.#record.by);
  }

  /** At the moment at which the store takes the request. */
  answer(request: ArbiterRequest, now: Instant): ArbiterAnswer {
    const record = this.#recordAt(now);
    const found: ArbiterAnswer = { kind: "found", record };
    switch (request.kind) {
      case "look":
        return found;
      case "acquire":
        return record.revision === request.after ? this.#give(request.by, request.ttl, now) : found;
      case "renew":
        return isSame(record, request) ? this.#renew(record, now) : found;
      case "release":
        if (!isSame(record, request)) return found;
        this.#record = { kind: "free", revision: this.#revise() };
        return { kind: "found", record: this.#record };
    }
  }

  #recordAt(now: Instant): ArbiterRecord {
    if (this.#record.kind === "held" && this.#lease !== null && now >= this.#lease.until) {
      this.#expire(this.#record.by);
    }
    return this.#record;
  }

  #expire(lastBy: string): void {
    this.#record = { kind: "none", lastBy, revision: this.#revise() };
  }

  #give(by: string, ttl: Millis, now: Instant): ArbiterAnswer {
    const revision = this.#revise();
    const lease = `lease ${revision}`;
    this.#lease = { ttl, until: this.#endOf(ttl, now) };
    this.#record = { kind: "held", by, lease, revision };
    return { kind: "held", lease, revision };
  }

  #renew({ lease, revision }: Held, now: Instant): ArbiterAnswer {
    if (this.#lease !== null) this.#lease.until = this.#endOf(this.#lease.ttl, now);
    return { kind: "held", lease, revision };
  }

  #endOf(ttl: Millis, now: Instant): Instant {
    return (now + ttl / this.rate) as Instant;
  }

  #revise(): string {
    this.#changes += 1;
    return String(this.#changes);
  }
}

type Held = ArbiterRecord & { kind: "held" };

const isSame = (
  record: ArbiterRecord,
  { lease, revision }: { readonly lease: string; readonly revision: string },
): record is Held =>
  record.kind === "held" && record.lease === lease && record.revision === revision;
