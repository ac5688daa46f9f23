/** Whose votes count for this node, and until when. */
import {
  type ClusterConfig,
  earliest,
  type Instant,
  later,
  type LeaseLeft,
  type Millis,
  NEVER,
  type NodeName,
} from "../model/mod.ts";
import {
  type Grant,
  heardUsSince,
  leaseOf,
  type LeaseTerms,
  majorityUntil,
  mayTakeOver,
} from "./lease.ts";
import { isOff, type Peer } from "./peer.ts";
import { isPair, type Votes, votesByName, votesOf } from "./quorum.ts";
import { WaitForAll } from "./wait_for_all.ts";

type Config = Pick<ClusterConfig, "nodes" | "arbiter" | "waitForAll" | "deadtime">;

type Granted = Pick<LeaseLeft, "peers" | "arbiter" | "lent">;

export interface MajorityInit {
  readonly config: Config;
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
  #config: Config;
  #votes: ReadonlyMap<NodeName, number>;
  #startedAt: Instant;
  /** Until when this life surely has the arbiter's vote; null: it has it not. */
  #arbiterUntil: Instant | null = null;

  constructor({ config, self, peers, left, leasePart, now }: MajorityInit) {
    this.#self = self;
    this.#peers = peers;
    this.#leasePart = leasePart;
    this.#left = left;
    this.#config = config;
    this.#votes = votesByName(config);
    this.#startedAt = now;
    // Whoever still had a majority had waited, where that was asked.
    this.#waiting = new WaitForAll(left !== null && now <= this.#majorityOf(left));
  }

  configure(config: Config): void {
    this.#config = config;
    this.#votes = votesByName(config);
    if (config.arbiter === null) this.#arbiterUntil = null;
    this.settle();
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
    return Math.max(this.#arbiterUntil ?? -Infinity, left ?? -Infinity) as Instant;
  }

  /**
   * Until when a peer's vote of the arbiter counts for this node: that peer gives it to nobody else, and
   * has not given this node up. It said so after this node had sent what it answered.
   */
  get #lentEnd(): Instant {
    const ends = [...this.#peers.values()].flatMap((peer) => {
      const lent = peer.kind === "alive" ? peer.keepalive?.lent ?? null : null;
      if (peer.kind !== "alive" || lent === null || peer.heardUsAt === null) return [];
      return [later(peer.heardUsAt, Math.min(lent, this.lease))];
    });
    const left = this.#config.arbiter === null ? null : this.#left?.lent ?? null;
    return Math.max(left ?? -Infinity, ...ends) as Instant;
  }

  get lease(): Millis {
    return this.#config.deadtime * this.#leasePart;
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
    const grants = Object.entries(peers).map(([name, until]): Grant => ({
      votes: this.#votesOf(name as NodeName),
      until,
    }));
    const own: Grant = { votes: this.#votesOf(this.#self), until: NEVER };
    const until = Math.max(arbiter ?? -Infinity, lent ?? -Infinity) as Instant;
    const third: Grant = { votes: this.#config.arbiter === null ? 0 : 1, until };
    return majorityUntil([own, ...grants, third], votesOf(this.#config)) ?? GONE_BY;
  }

  votes(members: readonly NodeName[], now: Instant): Votes {
    const of = votesOf(this.#config);
    if (this.waitsFor.length > 0) return { here: 0, of, survivor: false };
    const lent = this.hasArbiter(now) ? 1 : 0;
    const here = [this.#self, ...members].reduce((sum, name) => sum + this.#votesOf(name), lent);
    return { here, of, survivor: this.#isPair && this.#peersAre(isOff) };
  }

  #votesOf(name: NodeName): number {
    return this.#votes.get(name) ?? 0;
  }

  mayHold(now: Instant): boolean {
    return now <= this.#majorityLease() ||
      (this.#isPair &&
        ![...this.#peers].some(([name, peer]) => mayTakeOver(peer, this.#termsOf(name), now)));
  }

  /** Of a pair, what is left of it may go on for ever; who still waits for all has nothing. */
  leave(): Granted {
    if (this.waitsFor.length > 0) return NOTHING;
    const isLeft = this.#isPair && this.#peersAre(isOff);
    const peers = Object.fromEntries(
      [...this.#peers].map(([name, peer]) => [name, isLeft ? NEVER : this.leaseEnd(name, peer)]),
    );
    return { peers, arbiter: ifAny(this.#arbiterEnd), lent: ifAny(this.#lentEnd) };
  }

  /** What is left of it needs no other's vote; but not before all have been there, where it waits. */
  get #isPair(): boolean {
    return isPair(this.#config) && this.waitsFor.length === 0;
  }

  #peersAre(so: (peer: Peer) => boolean): boolean {
    return [...this.#peers.values()].every(so);
  }

  /** Until when more than half of all votes, this node's own included, are surely not against it. */
  #majorityLease(): Instant {
    const own: Grant = { votes: this.#votesOf(this.#self), until: NEVER };
    const peers = [...this.#peers].map(([name, peer]): Grant => ({
      votes: this.#votesOf(name),
      until: this.leaseEnd(name, peer),
    }));
    const until = Math.max(this.#arbiterEnd, this.#lentEnd) as Instant;
    const third: Grant = { votes: this.#config.arbiter === null ? 0 : 1, until };
    return majorityUntil([own, ...peers, third], votesOf(this.#config)) ?? this.#startedAt;
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

const ifAny = (moment: Instant): Instant | null => moment > GONE_BY ? moment : null;
