/** The arbiter's store: of each key a record with a lease on the store's own clock, one request after another. */
import type { ArbiterAnswer, ArbiterRecord, ArbiterRequest } from "../../src/arbiter/mod.ts";
import type { Instant, Millis, NodeName } from "../../src/model/mod.ts";

interface Lease {
  /** How long the store keeps it unrenewed, and how long the others wait then. */
  readonly keep: Millis;
  readonly ttl: Millis;
  /** In the simulation's time. */
  until: Instant;
}

export class ArbiterStore {
  readonly unreachedBy = new Set<NodeName>();
  /** Whatever is mended. */
  readonly neverReachedBy = new Set<NodeName>();
  isUp = true;
  readonly #votes = new Map<string, Vote>();

  /** `rate`: the store's milliseconds in one of the simulation. */
  constructor(private readonly rate: number = 1) {}

  mend(): void {
    this.isUp = true;
    this.unreachedBy.clear();
  }

  /** Who has the vote of the first key that is held; null: nobody. */
  get holder(): string | null {
    return [...this.#votes.values()].find(({ holder }) => holder !== null)?.holder ?? null;
  }

  reachedBy(name: NodeName): boolean {
    return this.isUp && !this.unreachedBy.has(name) && !this.neverReachedBy.has(name);
  }

  /** Ends the lease before its time, as a store that was set back would. */
  forget(): void {
    for (const vote of this.#votes.values()) vote.expire();
  }

  /** At the moment at which the store takes the request. */
  answer(key: string, request: ArbiterRequest, now: Instant): ArbiterAnswer {
    const vote = this.#votes.get(key) ?? new Vote(this.rate);
    this.#votes.set(key, vote);
    return vote.answer(request, now);
  }
}

class Vote {
  #record: ArbiterRecord = { kind: "none", last: null, revision: "0" };
  #lease: Lease | null = null;
  #changes = 0;

  constructor(private readonly rate: number) {}

  get holder(): string | null {
    return this.#record.kind === "held" ? this.#record.by : null;
  }

  answer(request: ArbiterRequest, now: Instant): ArbiterAnswer {
    const record = this.#recordAt(now);
    const found: ArbiterAnswer = { kind: "found", record };
    switch (request.kind) {
      case "look":
        return found;
      case "acquire":
        return record.revision === request.after ? this.#give(request, now) : found;
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
      this.expire();
    }
    return this.#record;
  }

  expire(): void {
    if (this.#record.kind !== "held") return;
    const last = { by: this.#record.by, ttl: this.#lease?.ttl ?? 0 };
    this.#record = { kind: "none", last, revision: this.#revise() };
  }

  #give({ by, keep, ttl }: Acquire, now: Instant): ArbiterAnswer {
    const revision = this.#revise();
    const lease = `lease ${revision}`;
    this.#lease = { keep, ttl, until: this.#endOf(keep, now) };
    this.#record = { kind: "held", by, lease, revision };
    return { kind: "held", lease, revision };
  }

  #renew({ lease, revision }: Held, now: Instant): ArbiterAnswer {
    if (this.#lease !== null) this.#lease.until = this.#endOf(this.#lease.keep, now);
    return { kind: "held", lease, revision };
  }

  #endOf(keep: Millis, now: Instant): Instant {
    return (now + keep / this.rate) as Instant;
  }

  #revise(): string {
    this.#changes += 1;
    return String(this.#changes);
  }
}

type Acquire = ArbiterRequest & { kind: "acquire" };
type Held = ArbiterRecord & { kind: "held" };

const isSame = (
  record: ArbiterRecord,
  { lease, revision }: { readonly lease: string; readonly revision: string },
): record is Held =>
  record.kind === "held" && record.lease === lease && record.revision === revision;
