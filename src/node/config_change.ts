/**
 * How a cluster takes a new configuration where that changes who may hold a resource (`Terms`): all
 * nodes or none. What changes nothing of that each node takes from its own file at once.
 *
 *     in force ──reload──► next: said to all ──all have read it──► joint ──all are joint──► in force
 *                            │  (the coordinator finds that)         │
 *                            └──◄── the file is as before            └─ a majority of both is needed
 *
 * Invariants (Raft: joint consensus):
 * - A vote counts by the terms that its node has in force or has read, and by no others.
 * - `joint` is said only once it is kept on the disk: no later life counts by the old terms alone.
 * - The new terms alone are taken only when each node of the old ones is joint, or is gone without
 *   enough others for a majority: so no two majorities are of different terms alone.
 * - Who has no quorum and hears of later terms than his own gets none, and it stays so when those fall
 *   silent: a new node's file counts for nothing against a cluster that runs.
 * - Nothing is taken while those that are gone, with the arbiter, may have a majority of the old terms.
 * - In between leases are of the shorter deadtime, and silence is judged by the longer.
 */
import type { Agents } from "../agent/mod.ts";
import { changesOf, digestOfTerms, problemOf } from "../config/mod.ts";
import {
  type ClusterConfig,
  type Event,
  type Instant,
  type Keys,
  later,
  type Millis,
  NEVER,
  type NodeName,
  type SaidTerms,
  sameDigest,
  since,
  votesBy,
} from "../model/mod.ts";
import type { Keepalive, Received } from "../wire/mod.ts";
import {
  type Awaited,
  awaitedBy,
  type ChangeView,
  keysSaidBy,
  saidBy,
  timeToQuicken,
} from "./config_agreement.ts";
import type { Likeness } from "./differing.ts";
import type { Effect } from "./effect.ts";
import { type InForce, inForce } from "./in_force.ts";
import type { Input } from "./input.ts";
import { KeyChange } from "./key_change.ts";
import type { NodeInit } from "./node_init.ts";
import type { ConfigView } from "./snapshot.ts";

interface Loaded {
  readonly config: ClusterConfig;
  /** Null: they have not been asked yet. */
  readonly agents: Agents | null;
}

type Stage = "settled" | "proposed" | "keeping" | "joint";

/** What the disk has refused is tried again so soon. */
const RETRY: Millis = 5000;

export class ConfigChange {
  readonly #self: NodeName;
  #loaded: Loaded;
  #next: Loaded | null;
  /** What was next before: others may have agreed on it a moment ago. */
  #former: Loaded | null = null;
  /** What the file has meanwhile; its turn comes after `#next`. */
  #after: Loaded | null;
  #stage: Stage;
  #number: number;
  #isOutdated = false;
  /** Others were heard that have gone on without this node. */
  #isBehind = false;
  /** When a cluster that counts by other terms was last heard. */
  #metLaterAt: Instant | null = null;
  readonly #keys: KeyChange;
  #inForce: InForce;
  #retryAt: Instant | null = null;
  /** Since when all that count have read it; null: they have not. */
  #agreedAt: Instant | null = null;
  #awaited: readonly Awaited[] = [];
  /** Of the last `config` effect. */
  #serial = 0;
  readonly #out: Effect[] = [];
  #hasChanged = false;

  constructor({ self, config, number, next, keys, agents }: NodeInit) {
    this.#self = self;
    this.#loaded = { config, agents };
    this.#keys = new KeyChange(keys);
    this.#number = number;
    this.#next = next === null ? null : { config: next.config, agents };
    this.#after = next?.after ? { config: next.after, agents } : null;
    this.#stage = next === null ? "settled" : next.joint ? "joint" : "proposed";
    this.#inForce = this.#made();
    this.#keep();
  }

  get inForce(): InForce {
    return this.#inForce;
  }

  get agents(): Agents | null {
    return this.#loaded.agents;
  }

  get keys(): Keys {
    return this.#keys.keys;
  }

  /** Both count here, though that is said only once it is kept. */
  get #isJoint(): boolean {
    return this.#stage === "keeping" || this.#stage === "joint";
  }

  /** What the others are told. */
  get words(): Pick<Keepalive, "terms" | "keys"> {
    return { terms: this.#said, keys: this.#keys.said };
  }

  get #said(): SaidTerms {
    return {
      inForce: digestOf(this.#loaded),
      number: this.#number,
      next: this.#next === null ? null : digestOf(this.#next),
      joint: this.#stage === "joint",
    };
  }

  get view(): ConfigView {
    const next = this.#next === null ? null : {
      changes: changesOf(this.#loaded.config, this.#next.config),
      awaited: this.#awaited,
    };
    return { outdated: this.#isOutdated, next, keyless: this.#keys.keyless };
  }

  /** When `settle` may say something else by time alone. */
  get deadline(): Instant {
    return this.#retryAt ?? NEVER;
  }

  /** How far the sender's configuration is this node's. Who goes on to the same one does not differ. */
  likenessOf({ terms, configDigest }: Pick<Keepalive, "terms" | "configDigest">): Likeness {
    if (terms !== null && (this.#isNext(terms.inForce) || this.#isInForceSoon(terms))) {
      return "same";
    }
    if (!votesBy(terms, { digest: this.#said.inForce })) return "terms";
    return sameDigest(configDigest, this.#inForce.configDigest) ? "same" : "other";
  }

  drain(): readonly Effect[] {
    return this.#out.splice(0);
  }

  /** Whether what is in force has changed since this was asked last. */
  hasChanged(): boolean {
    const has = this.#hasChanged;
    this.#hasChanged = false;
    return has;
  }

  /** What the agents have said of themselves. */
  learn(agents: Agents): void {
    this.#loaded = { ...this.#loaded, agents };
    if (this.#next !== null) this.#next = { ...this.#next, agents };
    if (this.#after !== null) this.#after = { ...this.#after, agents };
    this.#hasChanged = true;
  }

  /** A good file has been read. */
  load(
    { config, keys, agents }: Input & { kind: "reconfigure" },
    view: ChangeView,
    now: Instant,
  ): readonly Event[] {
    this.#keys.load(keys);
    this.#hasChanged = true;
    this.#compare(saidBy(view.membership), view, now);
    return this.#consider({ config, agents });
  }

  #consider(loaded: Loaded): readonly Event[] {
    const { config } = loaded;
    const problem = problemOf(this.#loaded.config, config);
    if (problem !== null) return [{ kind: "configRefused", why: problem }];
    this.#inForce = this.#made();
    if (this.#isJoint) {
      this.#after = loaded;
      return [];
    }
    // Where nobody has had quorum by them yet, there is nothing to agree on.
    if (this.#number === 0 || this.#isInForce(digestOf(loaded))) {
      const isWithdrawn = this.#stage === "proposed";
      this.#former = this.#next;
      this.#take(loaded);
      return [{ kind: isWithdrawn ? "configWithdrawn" : "reconfigured" }];
    }
    this.#former = this.#next;
    this.#propose(loaded);
    return [{ kind: "configProposed", changes: changesOf(this.#loaded.config, config) }];
  }

  /** Whether the disk has what it was asked to keep. */
  kept({ serial, problem }: Input & { kind: "configKept" }, now: Instant): readonly Event[] {
    // An answer to what was to be kept before says nothing of this.
    if (this.#stage !== "keeping" || serial !== this.#serial) return [];
    if (problem !== null) {
      this.#set("proposed");
      this.#retryAt = later(now, RETRY);
      return [{ kind: "configNotKept", problem }];
    }
    this.#set("joint");
    return [{ kind: "configJoint" }];
  }

  /** Goes a step further where that is safe. */
  settle(view: ChangeView, now: Instant): readonly Event[] {
    return [...this.#settleKeys(view, now), ...this.#settleTerms(view, now)];
  }

  #settleKeys({ membership }: ChangeView, now: Instant): readonly Event[] {
    if (!this.#keys.isChanging) return [];
    const news = this.#keys.settle(keysSaidBy(membership), membership.deadtime, now);
    if (news !== null) this.#set(this.#stage);
    return news ?? [];
  }

  #settleTerms(view: ChangeView, now: Instant): readonly Event[] {
    const said = saidBy(view.membership);
    this.#compare(said, view, now);
    if (this.#retryAt !== null && now >= this.#retryAt) this.#retryAt = null;
    const later = said.find((one) => one.number > this.#number && this.#isRead(one.inForce));
    if (later !== undefined) return this.#catchUp(later);
    const joint = said.filter(({ inForce, joint }) => joint && this.#isInForce(inForce));
    if (!this.#isJoint && joint.some(({ next }) => this.#isFormer(next))) this.#goBack();
    if (this.#next === null || this.#retryAt !== null) return [];
    this.#awaited = awaitedBy({
      ...view,
      self: this.#self,
      inForce: this.#loaded.config,
      next: this.#next.config,
      agrees: (terms) => this.#agrees(terms),
    }, now);
    const { lead, quorum } = view.leadership;
    const isAgreed = lead !== null && quorum.held && this.#awaited.length === 0;
    if (this.#stage === "joint") return isAgreed ? this.#commit() : [];
    if (this.#stage !== "proposed") return [];
    this.#agreedAt = isAgreed ? this.#agreedAt ?? now : null;
    const patience = timeToQuicken(this.#loaded.config, this.#next.config);
    const isDue = this.#agreedAt !== null && since(this.#agreedAt, now) >= patience;
    if (isDue || joint.some(({ next }) => this.#isNext(next))) this.#set("keeping");
    return [];
  }

  /** The others have taken what this node has read, too. */
  #catchUp({ inForce }: SaidTerms): readonly Event[] {
    if (this.#isNext(inForce)) return this.#commit();
    const isAfter = this.#after !== null && inForce === digestOf(this.#after);
    const taken = isAfter ? this.#after : this.#former;
    this.#after = isAfter ? null : this.#after ?? this.#next;
    this.#next = taken;
    return this.#commit();
  }

  #compare(said: readonly SaidTerms[], { leadership }: ChangeView, now: Instant): void {
    const alike = said.filter(({ inForce }) => this.#isInForce(inForce));
    const first = leadership.lead !== null && leadership.quorum.held ? 1 : 0;
    const number = Math.max(this.#number, first, ...alike.map((one) => one.number));
    if (alike.some((one) => one.number > this.#number)) this.#isBehind = false;
    const isLate = said.some((one) =>
      one.number > number && !this.#isInForce(one.inForce) && !this.#isRead(one.inForce)
    );
    // They may be silent by and by. A majority that goes on is not ended by one from another time.
    this.#isBehind ||= isLate && (number === 0 || !leadership.quorum.held);
    const isOutdated = this.#isBehind || this.#hasMetLater(this.#loaded.config.deadtime, now);
    if (number === this.#number && isOutdated === this.#isOutdated) return;
    this.#number = number;
    this.#isOutdated = isOutdated;
    this.#set(this.#stage);
  }

  /**
   * A life that has not proved itself says this: it may be a recording. But a node of which no cluster knows
   * yet has never been answered, and must not begin one of its own beside one that runs.
   */
  meet({ message }: Received, now: Instant): void {
    if (this.#number > 0 || message?.kind !== "keepalive" || message.terms === null) return;
    const { inForce, number } = message.terms;
    if (number > 0 && !this.#isInForce(inForce)) this.#metLaterAt = now;
  }

  #hasMetLater(patience: Millis, now: Instant): boolean {
    return this.#number === 0 && this.#metLaterAt !== null &&
      since(this.#metLaterAt, now) < patience;
  }

  /** The others have agreed on what was next here before; what the file has meanwhile comes after it. */
  #goBack(): void {
    if (this.#former === null) return;
    this.#after = this.#next ?? this.#loaded;
    this.#propose(this.#former);
    this.#former = null;
  }

  #commit(): readonly Event[] {
    if (this.#next === null) return [];
    const after = this.#after;
    this.#number += 1;
    this.#isBehind = this.#isOutdated = false;
    this.#take(this.#next);
    this.#former = null;
    this.#after = null;
    return [{ kind: "reconfigured" }, ...after === null ? [] : this.#consider(after)];
  }

  #take(loaded: Loaded): void {
    this.#loaded = loaded;
    this.#next = null;
    this.#awaited = [];
    this.#set("settled");
  }

  #propose(next: Loaded): void {
    this.#next = next;
    this.#agreedAt = null;
    this.#set("proposed");
  }

  #set(stage: Stage): void {
    this.#stage = stage;
    this.#inForce = this.#made();
    this.#hasChanged = true;
    this.#keep();
  }

  #made(): InForce {
    return inForce({
      config: this.#loaded.config,
      next: this.#next?.config ?? null,
      joint: this.#isJoint,
      outdated: this.#isOutdated,
      self: this.#self,
      keys: this.keys,
    });
  }

  #keep(): void {
    this.#serial += 1;
    this.#out.push({
      kind: "config",
      serial: this.#serial,
      working: this.#inForce.config,
      inForce: this.#loaded.config,
      number: this.#number,
      next: this.#isJoint ? this.#next?.config ?? null : null,
    });
  }

  #agrees({ inForce, number, next, joint }: SaidTerms): boolean {
    if (this.#isNext(inForce)) return true;
    // By what one that was away has in force nobody has a majority any more: it need not be joint.
    if (number < this.#number && !this.#isInForce(inForce)) return this.#isNext(next);
    return this.#isNext(next) && (joint || this.#stage === "proposed");
  }

  #isInForce(digest: string): boolean {
    return digest === digestOf(this.#loaded);
  }

  #isInForceSoon({ inForce, next }: SaidTerms): boolean {
    return !this.#isInForce(inForce) && next !== null && this.#isInForce(next);
  }

  #isNext(digest: string | null): boolean {
    return this.#next !== null && digest === digestOf(this.#next);
  }

  /** It is among what the file has said of late. */
  #isRead(digest: string): boolean {
    const read = [this.#next, this.#former, this.#after];
    return read.some((one) => one !== null && digestOf(one) === digest);
  }

  #isFormer(digest: string | null): boolean {
    return this.#former !== null && digest === digestOf(this.#former);
  }
}

const digestOf = ({ config }: Loaded): string => digestOfTerms(config);
