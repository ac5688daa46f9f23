/** Whose votes count for this node, and until when. */
import {
  type ClusterConfig,
  type Instant,
  later,
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

export interface MajorityInit {
  readonly config: Config;
  readonly self: NodeName;
  /** As they are at any moment. */
  readonly peers: ReadonlyMap<NodeName, Peer>;
  /** Until when each peer counts that has not been heard to hear this life. */
  readonly firstLease: Instant;
  /** Whether this life takes up one that had waited for all. */
  readonly goesOn: boolean;
  readonly leasePart: number;
  readonly now: Instant;
}

export class Majority {
  readonly #self: NodeName;
  readonly #peers: ReadonlyMap<NodeName, Peer>;
  readonly #leasePart: number;
  readonly #waiting: WaitForAll;
  #config: Config;
  #votes: ReadonlyMap<NodeName, number>;
  #firstLease: Instant;
  #startedAt: Instant;
  /** Until when this node surely has the arbiter's vote; null: it has it not. */
  #arbiterUntil: Instant | null = null;

  constructor({ config, self, peers, firstLease, goesOn, leasePart, now }: MajorityInit) {
    this.#self = self;
    this.#peers = peers;
    this.#leasePart = leasePart;
    this.#waiting = new WaitForAll(goesOn);
    this.#config = config;
    this.#votes = votesByName(config);
    this.#firstLease = firstLease;
    this.#startedAt = now;
  }

  configure(config: Config): void {
    this.#config = config;
    this.#votes = votesByName(config);
    if (config.arbiter === null) this.#arbiterUntil = null;
    this.settle();
  }

  startOver(now: Instant): void {
    this.#startedAt = now;
    this.#firstLease = now;
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
    return this.#arbiterUntil !== null && now <= this.#arbiterUntil;
  }

  get lease(): Millis {
    return this.#config.deadtime * this.#leasePart;
  }

  leaseEnd(peer: Peer): Instant {
    return leaseOf(peer, this.#terms);
  }

  get #terms(): LeaseTerms {
    return { lease: this.lease, first: this.#firstLease, none: this.#startedAt };
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
      (this.#isPair && !this.#peersAre((peer) => mayTakeOver(peer, this.#terms, now)));
  }

  get leaseUntil(): Instant {
    if (this.waitsFor.length > 0) return this.#startedAt;
    if (this.#isPair && this.#peersAre(isOff)) return NEVER;
    return this.#majorityLease();
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
      until: this.leaseEnd(peer),
    }));
    const lent: readonly Grant[] = this.#arbiterUntil === null
      ? []
      : [{ votes: 1, until: this.#arbiterUntil }];
    return majorityUntil([own, ...peers, ...lent], votesOf(this.#config)) ?? this.#startedAt;
  }

  /** The moments after which `mayHold` may say something else. */
  ends(): readonly Instant[] {
    const ofPeers = [...this.#peers.values()].flatMap((peer) => [
      this.leaseEnd(peer),
      peer.kind === "alive" ? later(heardUsSince(peer), this.lease) : NEVER,
    ]);
    return [...ofPeers, this.#arbiterUntil ?? NEVER];
  }
}
