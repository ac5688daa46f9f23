/** The arbiter's vote as one node has it: when to ask for it, and until when it counts. */
import {
  type ArbiterConfig,
  earliest,
  type Event,
  type Instant,
  later,
  type Millis,
  NEVER,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { ArbiterAnswer, ArbiterRecord, ArbiterRequest } from "./arbiter_request.ts";

/**
 * The vote counts for this part of `ttl` from when a request was sent that found it held. The others
 * wait a whole `ttl` from when they see it gone, which is later: the last quarter is for letting go.
 * Clocks that differ by a thousandth, more than any that work, take 1/250 of that quarter.
 */
const COUNTED_PART = 0.75;

/** So soon that a renewal may take its whole `timeout` and the next one is still in time. */
const RENEW_PART = 0.2;

/**
 * The store may end the lease before it ends here: whoever had it keeps counting on it, and is the
 * first who may have it again. So this part only says how soon the others begin to wait.
 */
const KEPT_PART = 0.5;

/** Who does not want the vote looks this often, to know whether the arbiter is there at all. */
const LOOK_PART = 0.5;

/** Who wants it and cannot have it yet looks this often, and tries again so soon what failed. */
const RETRY_EVERY: Millis = 250;

/** `io` ends what takes longer than `timeout`; its answer is given up for lost a moment later. */
const GIVEN_UP_PART = 2;

/** One lost answer is no news. */
const FAILURES_TOLD = 2;

/** Acquired by this life, as an answer has said; never what it has begun to release. */
interface OwnRecord {
  readonly lease: string;
  readonly revision: string;
  readonly ttl: Millis;
}

export interface ArbiterView {
  readonly kind: ArbiterConfig["kind"];
  readonly key: string;
  /** Whether this node has its vote. */
  readonly held: boolean;
  /** For how long yet by this node's own clock; null: it has it not. */
  readonly leaseFor: Millis | null;
  /** Who has it, as the store last said; null: nobody, or not known. */
  readonly holder: string | null;
  /** Why the last request to it failed; null: it did not. */
  readonly problem: string | null;
}

export class ArbiterLease {
  readonly #out: ArbiterRequest[] = [];
  #config: ArbiterConfig;
  #wanted = false;
  #own: OwnRecord | null = null;
  #until: Instant | null = null;
  /** What the store said last, and since when it has said so; null: nothing yet. */
  #seen: { readonly record: ArbiterRecord; readonly since: Instant } | null = null;
  #pending: { readonly request: ArbiterRequest; readonly sentAt: Instant } | null = null;
  #askAt: Instant;
  #requests = 0;
  #problem: string | null = null;
  #failures = 0;
  #toldHeld = false;

  /** @param left until when the last life of this node may have counted on the vote; null: it did not. */
  constructor(
    config: ArbiterConfig,
    private readonly self: NodeName,
    private readonly left: Instant | null,
    now: Instant,
  ) {
    this.#config = config;
    this.#askAt = now;
  }

  /** Another key is another vote; of the same one, what is held stays so by what it was taken with. */
  configure(config: ArbiterConfig, now: Instant): readonly Event[] {
    const isOther = config.kind !== this.#config.kind || config.key !== this.#config.key;
    this.#config = config;
    if (isOther) this.#forget();
    this.#askAt = now;
    return this.#settle("another key is configured", now);
  }

  /**
   * True: it is taken as soon as it can be, and kept. False: nothing here counts on it any more.
   * If it is wanted only where the nodes' own votes may not suffice, nobody has it in peace, and who
   * needs it first has it at once; who dies with it makes the others wait for its end.
   */
  want(wanted: boolean, now: Instant): readonly Event[] {
    if (wanted === this.#wanted) return [];
    this.#wanted = wanted;
    this.#askAt = now;
    return this.#settle("it is not needed any more", now);
  }

  /** After an own pause: nothing counts before it was found held anew. */
  startOver(now: Instant): readonly Event[] {
    this.#until = null;
    this.#pending = null;
    this.#askAt = now;
    return this.#settle("this node did not run", now);
  }

  /** The answer to an older request than the last is of no use: whatever it did will be found. */
  answered(id: number, answer: ArbiterAnswer, now: Instant): readonly Event[] {
    if (this.#pending?.request.id !== id) return [];
    const { request, sentAt } = this.#pending;
    this.#pending = null;
    const news = this.#noteReach(answer.kind === "failed" ? answer.why : null);
    switch (answer.kind) {
      case "held":
        this.#hold(request, answer.lease, answer.revision, sentAt, now);
        break;
      case "found":
        this.#find(answer.record, now);
        break;
      case "failed":
        this.#askAt = later(sentAt, this.#wanted || this.#isOurs ? RETRY_EVERY : this.#lookEvery);
        break;
    }
    return [...news, ...this.#settle(lossOf(answer), now)];
  }

  /** What the passing of time alone has changed. */
  tick(now: Instant): readonly Event[] {
    if (this.#pending === null || now < this.#givenUpAt()) {
      return this.#settle(this.#problem ?? "it was not renewed in time", now);
    }
    const { id } = this.#pending.request;
    return this.answered(id, { kind: "failed", why: "no answer in time" }, now);
  }

  /** When `tick` has something to do next. */
  deadline(): Instant {
    const asking = this.#pending === null ? this.#askAt : this.#givenUpAt();
    return earliest(asking, this.#toldHeld ? this.until ?? NEVER : NEVER);
  }

  /** What is to be asked now. */
  drain(): readonly ArbiterRequest[] {
    return this.#out.splice(0);
  }

  /**
   * When the vote must no longer be counted, which may be past; null: it is not this node's. The
   * others cannot have it before a quarter of `ttl` later.
   */
  get until(): Instant | null {
    return this.#wanted ? this.#until : null;
  }

  /** Whether the vote counts at this moment. */
  holds(now: Instant): boolean {
    return this.until !== null && now < this.until;
  }

  view(now: Instant): ArbiterView {
    const { kind, key } = this.#config;
    const held = this.holds(now);
    const leaseFor = held ? since(now, this.until ?? now) : null;
    const record = this.#seen?.record;
    const holder = held ? this.self : record?.kind === "held" ? record.by : null;
    return { kind, key, held, leaseFor, holder, problem: this.#problem };
  }

  #hold(
    request: ArbiterRequest,
    lease: string,
    revision: string,
    sentAt: Instant,
    now: Instant,
  ): void {
    const ttl = request.kind === "acquire" ? request.ttl : this.#own?.ttl ?? this.#config.ttl;
    this.#own = { lease, revision, ttl };
    this.#until = later(sentAt, ttl * COUNTED_PART);
    this.#see({ kind: "held", by: this.self, lease, revision }, now);
    this.#askAt = this.#wanted ? later(sentAt, ttl * RENEW_PART) : now;
  }

  /**
   * A lease that the store ended too early may count to its end here, for the others wait that long;
   * and the one who had it is the first who may have it again.
   */
  #find(record: ArbiterRecord, now: Instant): void {
    this.#own = null;
    this.#see(record, now);
    if (!this.#isOurs) this.#until = null;
    this.#askAt = this.#nextLook(now);
  }

  #see(record: ArbiterRecord, now: Instant): void {
    const before = this.#seen?.record;
    const isSame = before?.kind === record.kind && before.revision === record.revision;
    if (!isSame) this.#seen = { record, since: now };
  }

  /** All that follows from the time and from what is known: what to ask, and what to tell. */
  #settle(lossBecause: string, now: Instant): readonly Event[] {
    if (this.#pending === null && now >= this.#askAt) this.#ask(this.#next(now), now);
    const held = this.holds(now);
    if (held === this.#toldHeld) return [];
    this.#toldHeld = held;
    const why = held ? "" : lossBecause;
    return [{ kind: "arbiterVote", held, wanted: this.#wanted, why }];
  }

  #ask(request: ArbiterRequest, now: Instant): void {
    this.#pending = { request, sentAt: now };
    this.#out.push(request);
  }

  /**
   * What is held by this node and is not `#own` is an earlier life's, or was acquired by a request
   * given up for lost. It is acquired anew: a late request to release it finds another revision then.
   */
  #next(now: Instant): ArbiterRequest {
    const id = ++this.#requests;
    const record = this.#seen?.record;
    if (!this.#wanted) return this.#giveBack(id, record, now);
    if (this.#own !== null) {
      const { lease, revision } = this.#own;
      return { id, kind: "renew", lease, revision };
    }
    if (record === undefined || now < this.#replaceableAt()) return { id, kind: "look" };
    const { ttl } = this.#config;
    const keep = ttl * KEPT_PART;
    return { id, kind: "acquire", by: this.self, keep, ttl, after: record.revision };
  }

  /** From here on it may be another node's at any moment; what the last life counts on is not given back. */
  #giveBack(id: number, record: ArbiterRecord | undefined, now: Instant): ArbiterRequest {
    const isLeft = this.#isLeft(now);
    this.#own = null;
    this.#until = null;
    const isOwn = record?.kind === "held" && record.by === this.self;
    if (!isOwn || isLeft) return { id, kind: "look" };
    return { id, kind: "release", lease: record.lease, revision: record.revision };
  }

  /** What is held here was taken by the last life, which may have counted on it for longer than now. */
  #isLeft(now: Instant): boolean {
    return this.#own === null && this.left !== null && now <= this.left;
  }

  /**
   * When this node may take it, as it stands. What has ended was there until a moment before that was
   * seen: whoever had it may count on it for `ttl` from then. So it does not matter whether the store
   * ended it too early (Chubby and Consul: lock-delay).
   */
  #replaceableAt(): Instant {
    if (this.#seen === null) return NEVER;
    const { record, since: seenAt } = this.#seen;
    if (this.#isOurs) return seenAt;
    switch (record.kind) {
      case "free":
        return seenAt;
      case "held":
        return NEVER;
      case "none":
        return later(seenAt, Math.max(this.#config.ttl, record.last?.ttl ?? 0));
    }
  }

  #nextLook(now: Instant): Instant {
    if (!this.#wanted) {
      const isToGive = this.#seen?.record.kind === "held" && this.#isOurs && !this.#isLeft(now);
      return isToGive ? now : later(now, this.#lookEvery);
    }
    const at = this.#replaceableAt();
    return at <= now ? now : earliest(later(now, RETRY_EVERY), at);
  }

  /** This node has it, or had it last, and has not given it back. */
  get #isOurs(): boolean {
    const record = this.#seen?.record;
    if (record?.kind === "held") return record.by === this.self;
    return record?.kind === "none" && record.last?.by === this.self;
  }

  get #lookEvery(): Millis {
    return this.#config.ttl * LOOK_PART;
  }

  #givenUpAt(): Instant {
    return later(this.#pending?.sentAt ?? NEVER, this.#config.timeout * GIVEN_UP_PART);
  }

  #noteReach(problem: string | null): readonly Event[] {
    const wasTold = this.#failures >= FAILURES_TOLD;
    this.#problem = problem;
    this.#failures = problem === null ? 0 : this.#failures + 1;
    if (problem === null) return wasTold ? [{ kind: "arbiterAnswers" }] : [];
    return this.#failures === FAILURES_TOLD ? [{ kind: "arbiterFails", why: problem }] : [];
  }

  #forget(): void {
    this.#own = null;
    this.#until = null;
    this.#seen = null;
    this.#pending = null;
  }
}

/** Why the vote is lost, if it is by this answer. */
function lossOf(answer: ArbiterAnswer): string {
  if (answer.kind === "failed") return answer.why;
  if (answer.kind === "held") return "the answer came too late";
  const { record } = answer;
  return record.kind === "held" ? `${record.by} has it` : "its record is gone";
}
