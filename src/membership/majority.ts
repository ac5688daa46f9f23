/** Whose votes count for this node, and until when. */
import {
  type ClusterConfig,
  earliest,
  type Instant,
  isSameArbiter,
  later,
  type LeaseLeft,
  type Millis,
  NEVER,
  type NodeName,
  type SaidTerms,
  type Terms,
  votesBy,
} from "../model/mod.ts";
import {
  type Grant,
  heardUsSince,
  leaseOf,
  type LeaseTerms,
  majorityUntil,
  mayTakeOver,
} from "./lease.ts";
import { isOff, lastWord, type Peer } from "./peer.ts";
import { hasQuorum, isPair, type Votes, votesOf } from "./quorum.ts";
import { WaitForAll } from "./wait_for_all.ts";

export type MajorityConfig =
  & Pick<ClusterConfig, "nodes" | "arbiter" | "waitForAll" | "deadtime">
  & {
    /**
     * By each of them a majority is needed (Raft: joint consensus); the first are those in force.
     * Absent: by what the configuration says.
     */
    readonly terms?: readonly Terms[];
  };

interface Count extends Terms {
  readonly votesOf: ReadonlyMap<string, number>;
  /** Whether the arbiter that this node asks has a vote by them. */
  readonly lends: boolean;
}
type Counts = readonly [Count, ...Count[]];

type Granted = Pick<LeaseLeft, "peers" | "arbiter" | "lent">;

export interface MajorityInit {
  readonly config: MajorityConfig;
  readonly self: NodeName;
  /** As they are at any moment. */
  readonly peers: ReadonlyMap<NodeName, Peer>;
  /** What the last life has left; null: it is not known, or nothing. */
  readonly left: LeaseLeft | null;
  readonly leasePart: number;
  readonly now: Instant;
}

export class Majority {
  readonly #self: NodeName;
  readonly #peers: ReadonlyMap<NodeName, Peer>;
  readonly #leasePart: number;
  readonly #waiting: WaitForAll;
  #left: Granted | null;
  #config: MajorityConfig;
  #terms: Counts;
  #startedAt: Instant;
  /** Until when this life surely has the arbiter's vote; null: it has it not. */
  #arbiterUntil: Instant | null = null;

  constructor({ config, self, peers, left, leasePart, now }: MajorityInit) {
    this.#self = self;
    this.#peers = peers;
    this.#leasePart = leasePart;
    this.#left = left;
    this.#config = config;
    this.#terms = countsBy(config);
    this.#startedAt = now;
    // Whoever still had a majority had waited, where that was asked.
    this.#waiting = new WaitForAll(left !== null && now <= this.#majorityOf(left));
  }

  configure(config: MajorityConfig): void {
    if (!isSameArbiter(config.arbiter, this.#config.arbiter)) this.#loseArbiter();
    this.#config = config;
    this.#terms = countsBy(config);
    this.settle();
  }

  /** What was had of one is nothing by another. */
  #loseArbiter(): void {
    this.#arbiterUntil = null;
    if (this.#left !== null) this.#left = { ...this.#left, arbiter: null, lent: null };
  }

  startOver(now: Instant): void {
    this.#startedAt = now;
    this.#left = NOTHING;
    this.#arbiterUntil = null;
    this.#waiting.startOver();
    this.settle();
  }

  /** What has become of the wait for all, since something is new about the peers. */
  settle(): void {
    this.#waiting.settle(this.#config.waitForAll, this.#peers);
  }

  excuse(nodes: readonly NodeName[]): void {
    this.#waiting.excuse(nodes);
    this.settle();
  }

  get waitsFor(): readonly NodeName[] {
    return this.#waiting.waitsFor;
  }

  setArbiter(until: Instant | null): void {
    this.#arbiterUntil = until;
  }

  hasArbiter(now: Instant): boolean {
    return now <= this.#arbiterEnd;
  }

  /** What the last life had of the arbiter's vote lasts, for nobody gives it back before. */
  get #arbiterEnd(): Instant {
    const left = this.#config.arbiter === null ? null : this.#left?.arbiter ?? null;
    return latest(this.#arbiterUntil, left);
  }

  /**
   * Until when a peer's vote of the arbiter counts for this node: that peer gives it to nobody else, and
   * has not given this node up. It said so after this node had sent what it answered.
   */
  get #lentEnd(): Instant {
    const ends = [...this.#peers.values()].flatMap((peer) => {
      const said = lastWord(peer);
      if (peer.kind !== "alive" || peer.heardUsAt === null || said === null) return [];
      const { lent, terms } = said;
      if (lent === null || !this.#asksTheSame(terms)) return [];
      return [later(peer.heardUsAt, Math.min(lent, this.lease))];
    });
    const left = this.#config.arbiter === null ? null : this.#left?.lent ?? null;
    return Math.max(left ?? GONE_BY, ...ends) as Instant;
  }

  /** Whether what such a peer has is of the arbiter that this node asks: that of its terms in force. */
  #asksTheSame(said: SaidTerms | null): boolean {
    const [{ digest }] = this.#terms;
    return said === null || digest === null || said.inForce === digest;
  }

  /** By the shortest deadtime that anybody may go by. */
  get lease(): Millis {
    return Math.min(...this.#terms.map(({ deadtime }) => deadtime)) * this.#leasePart;
  }

  leaseEnd(name: NodeName, peer: Peer): Instant {
    return leaseOf(peer, this.#termsOf(name));
  }

  #termsOf(name: NodeName): LeaseTerms {
    return { lease: this.lease, first: this.#firstOf(name), none: this.#startedAt };
  }

  /** No life before this one had more than a lease, whatever it has left, and it goes on for no longer. */
  #firstOf(name: NodeName): Instant {
    const left = this.#left?.peers[name] ?? this.#startedAt;
    return earliest(left, later(this.#startedAt, this.lease));
  }

  #majorityOf({ peers, arbiter, lent }: LeaseLeft): Instant {
    const [terms] = this.#terms;
    const grants = Object.entries(peers).map(([name, until]): Grant => ({
      votes: votesIn(terms, name),
      until,
    }));
    return this.#untilBy(terms, grants, latest(arbiter, lent)) ?? GONE_BY;
  }

  /** Those of the terms by which they are the fewest: all must be satisfied. */
  votes(members: readonly NodeName[], now: Instant): Votes {
    const all = this.#terms.map((terms) => this.#votesBy(terms, members, now));
    return all.reduce((one, other) => isLess(other, one) ? other : one);
  }

  #votesBy(terms: Count, members: readonly NodeName[], now: Instant): Votes {
    const of = votesOf(terms);
    if (this.waitsFor.length > 0) return { here: 0, of, survivor: false };
    const lent = terms.lends && this.hasArbiter(now) ? 1 : 0;
    const counted = members.filter((name) => votesFor(this.#peers.get(name), terms));
    const here = [this.#self, ...counted].reduce((sum, name) => sum + votesIn(terms, name), lent);
    return { here, of, survivor: this.#isPair(terms) && this.#othersOf(terms).every(isOff) };
  }

  mayHold(now: Instant): boolean {
    return this.#terms.every((terms) => this.#mayHoldBy(terms, now));
  }

  #mayHoldBy(terms: Count, now: Instant): boolean {
    if (now <= this.#majorityLease(terms)) return true;
    return this.#isPair(terms) && !terms.nodes.some(({ name }) => {
      const peer = this.#peers.get(name);
      return peer !== undefined && mayTakeOver(peer, this.#termsOf(name), now);
    });
  }

  /** Of a pair, what is left of it may go on for ever; who still waits for all has nothing. */
  leave(): Granted {
    if (this.waitsFor.length > 0) return NOTHING;
    const isLeft = this.#terms.every((terms) =>
      this.#isPair(terms) && this.#othersOf(terms).every(isOff)
    );
    const peers = Object.fromEntries(
      [...this.#peers].map(([name, peer]) => [name, isLeft ? NEVER : this.leaseEnd(name, peer)]),
    );
    return { peers, arbiter: ifAny(this.#arbiterEnd), lent: ifAny(this.#lentEnd) };
  }

  /** What is left of it needs no other's vote; but not before all have been there, where it waits. */
  #isPair(terms: Terms): boolean {
    return isPair(terms) && this.waitsFor.length === 0;
  }

  #othersOf({ nodes }: Terms): readonly Peer[] {
    return nodes.flatMap(({ name }) => this.#peers.get(name) ?? []);
  }

  /** Until when more than half of all votes, this node's own included, are surely not against it. */
  #majorityLease(terms: Count): Instant {
    const peers = [...this.#peers].filter(([, peer]) => votesFor(peer, terms))
      .map(([name, peer]): Grant => ({
        votes: votesIn(terms, name),
        until: this.leaseEnd(name, peer),
      }));
    const third = terms.lends ? latest(this.#arbiterEnd, this.#lentEnd) : GONE_BY;
    return this.#untilBy(terms, peers, third) ?? this.#startedAt;
  }

  #untilBy(terms: Count, peers: readonly Grant[], arbiter: Instant): Instant | null {
    const own: Grant = { votes: votesIn(terms, this.#self), until: NEVER };
    const third: Grant = { votes: terms.arbiter === null ? 0 : 1, until: arbiter };
    return majorityUntil([own, ...peers, third], votesOf(terms));
  }

  /** The moments after which `mayHold` may say something else. */
  ends(): readonly Instant[] {
    const ofPeers = [...this.#peers].flatMap(([name, peer]) => [
      this.leaseEnd(name, peer),
      peer.kind === "alive" ? later(heardUsSince(peer), this.lease) : NEVER,
    ]);
    return [...ofPeers, ifAny(this.#arbiterEnd) ?? NEVER, ifAny(this.#lentEnd) ?? NEVER];
  }
}

const NOTHING: Granted = { peers: {}, arbiter: null, lent: null };

/** Before every moment of any clock. */
const GONE_BY = -Infinity as Instant;

const latest = (one: Instant | null, other: Instant | null): Instant =>
  Math.max(one ?? GONE_BY, other ?? GONE_BY) as Instant;

function countsBy({ terms, nodes, arbiter, deadtime }: MajorityConfig): Counts {
  const asConfigured = { digest: null, nodes, arbiter, deadtime };
  const [first = asConfigured, ...others] = terms ?? [];
  const countOf = (terms: Terms): Count => ({
    ...terms,
    votesOf: new Map(terms.nodes.map(({ name, votes }) => [name, votes])),
    lends: terms.arbiter !== null && isSameArbiter(terms.arbiter, arbiter),
  });
  return [countOf(first), ...others.map(countOf)];
}

const votesIn = ({ votesOf }: Count, node: string): number => votesOf.get(node) ?? 0;

/** Of one that has said nothing yet what its last life granted counts. */
const votesFor = (peer: Peer | undefined, terms: Terms): boolean =>
  votesBy(peer === undefined ? null : lastWord(peer)?.terms ?? null, terms);

/** Whether the first are no majority, where the others are, or further from one. */
const isLess = (one: Votes, other: Votes): boolean =>
  hasQuorum(one) === hasQuorum(other)
    ? 2 * one.here - one.of < 2 * other.here - other.of
    : !hasQuorum(one);

const ifAny = (moment: Instant): Instant | null => moment > GONE_BY ? moment : null;
