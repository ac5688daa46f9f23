/**
 * Nodes that want the arbiter's vote, each on a clock of its own that drifts, with a store and a way
 * to it on which everything may be late or lost; what must never be is checked after every event.
 */
import { type ArbiterAnswer, ArbiterLease, type ArbiterRequest } from "../../src/arbiter/mod.ts";
import {
  type ArbiterConfig,
  type Instant,
  instant,
  type Millis,
  nodeName,
  Random,
} from "../../src/model/mod.ts";
import { SimulatedStore, type StoreFault } from "./simulated_store.ts";

export const TTL: Millis = 4000;
export const CONFIG: ArbiterConfig = {
  kind: "etcd",
  endpoints: ["http://192.0.2.1:2379"],
  key: "/hb/test",
  ttl: TTL,
  timeout: TTL / 4,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
};

/** Clocks differ by a thousandth at most. */
const DRIFT = 0.001;

/** `countsFromAnswer`: as if a lease began when its answer came. */
export type Fault = StoreFault | "countsFromAnswer";

/** What can go wrong on the way and in the world; all 0: nothing does. */
export interface Trouble {
  /** Of a thousand. */
  readonly lost: number;
  readonly late: number;
  /** How late at most. */
  readonly lateBy: Millis;
  /** Of a thousand seconds. */
  readonly endsEarly: number;
  readonly pauses: number;
  readonly restarts: number;
  readonly changesMind: number;
}

export const NO_TROUBLE: Trouble = {
  lost: 0,
  late: 0,
  lateBy: 0,
  endsEarly: 0,
  pauses: 0,
  restarts: 0,
  changesMind: 0,
};

interface Contestant {
  readonly name: string;
  readonly rate: number;
  readonly offset: Millis;
  lease: ArbiterLease;
  life: number;
  wanted: boolean;
  pausedUntil: Millis;
  answeredHeldAt: Instant | null;
  /** By everyone's time: when it last counted the vote without giving it back after that. */
  countedAt: Millis | null;
  holds: boolean;
}

interface Later {
  readonly at: Millis;
  readonly happens: () => void;
}

export class Contest {
  time: Millis = 0;
  /** What was seen that must never be. */
  readonly violations: string[] = [];
  readonly nodes: readonly Contestant[];
  readonly #random: Random;
  readonly #store: SimulatedStore;
  readonly #storeRate: number;
  #queue: Later[] = [];

  constructor(
    count: number,
    seed: number,
    public trouble: Trouble,
    private readonly fault: Fault | null = null,
  ) {
    this.#random = new Random(seed);
    this.#store = new SimulatedStore(fault === "countsFromAnswer" ? null : fault);
    this.#storeRate = this.#drawRate();
    this.nodes = Array.from({ length: count }, (_, index) => this.#admit(`n${index + 1}`));
  }

  #admit(name: string): Contestant {
    const node = {
      name,
      rate: this.#drawRate(),
      offset: this.#random.between(0, 1_000_000),
      life: 0,
      wanted: false,
      pausedUntil: 0,
      answeredHeldAt: null,
      countedAt: null,
      holds: false,
    };
    const at = (node.offset + node.rate * this.time) as Instant;
    return { ...node, lease: new ArbiterLease(CONFIG, nodeName(name), null, at) };
  }

  #drawRate(): number {
    return 1 + (this.#random.next() * 2 - 1) * DRIFT;
  }

  clockOf({ rate, offset }: Contestant): Instant {
    return instant(offset + rate * this.time);
  }

  want(node: Contestant, wanted: boolean): void {
    node.wanted = wanted;
    if (!wanted) node.countedAt = null;
    node.lease.want(wanted, this.clockOf(node));
    this.#after(node);
  }

  /** It ends at once, with requests on their way, and says no more. */
  crash(node: Contestant): void {
    node.life += 1;
    node.pausedUntil = Infinity;
    this.#look(node);
  }

  restart(node: Contestant): void {
    node.life += 1;
    node.pausedUntil = 0;
    node.lease = new ArbiterLease(CONFIG, nodeName(node.name), null, this.clockOf(node));
    node.answeredHeldAt = null;
    node.countedAt = null;
    this.want(node, node.wanted);
  }

  endLeaseTooEarly(): void {
    this.#store.endLeaseTooEarly();
  }

  run(length: Millis, until: () => boolean = () => false): void {
    const end = this.time + length;
    while (this.time < end && !until()) {
      this.time += 10;
      if (this.time % 100 === 0) this.#disturb();
      this.#settleDue();
      for (const node of this.nodes) this.#turn(node);
      for (const node of this.nodes) this.#look(node);
    }
  }

  holders(): readonly string[] {
    return this.nodes.filter(({ holds }) => holds).map(({ name }) => name);
  }

  #disturb(): void {
    const perTick = (perThousandSeconds: number) => this.#random.chance(perThousandSeconds / 1e4);
    if (perTick(this.trouble.endsEarly)) this.#store.endLeaseTooEarly();
    for (const node of this.nodes) {
      if (perTick(this.trouble.pauses)) {
        node.pausedUntil = this.time + this.#random.between(10, 3 * TTL);
      }
      if (perTick(this.trouble.restarts)) this.restart(node);
      if (perTick(this.trouble.changesMind) && node.pausedUntil <= this.time) {
        this.want(node, !node.wanted);
      }
    }
  }

  #settleDue(): void {
    const due = this.#queue.filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at);
    this.#queue = this.#queue.filter(({ at }) => at > this.time);
    for (const { happens } of due) happens();
  }

  #turn(node: Contestant): void {
    if (node.pausedUntil > this.time) return;
    if (node.pausedUntil !== 0) {
      node.pausedUntil = 0;
      if (this.#random.chance(0.5)) node.lease.startOver(this.clockOf(node));
    }
    if (this.clockOf(node) >= node.lease.deadline()) node.lease.tick(this.clockOf(node));
    this.#after(node);
  }

  #after(node: Contestant): void {
    for (const request of node.lease.drain()) this.#send(node, request);
  }

  /** To the store, where its two halves are done one after the other, and back. */
  #send(node: Contestant, request: ArbiterRequest): void {
    const { life } = node;
    const answer = (answer: ArbiterAnswer) => this.#answer(node, life, request.id, answer);
    // As `io` does, whatever becomes of the request; some `io` is late itself.
    const givenUpAt = this.time + CONFIG.timeout * this.#random.pick([1, 1, 1.9]);
    this.#queue.push({
      at: givenUpAt,
      happens: () => answer({ kind: "failed", why: "no answer in time" }),
    });
    if (this.#random.chance(this.trouble.lost / 1000)) return;
    this.#in(() => {
      const isDeposed = this.#random.chance(this.trouble.endsEarly / 1000);
      const granted = this.#store.beginWith(request, this.#storeClock, isDeposed);
      this.#in(() => {
        const said = this.#store.endWith(request, granted, this.#storeClock);
        if (!this.#random.chance(this.trouble.lost / 1000)) this.#in(() => answer(said));
      });
    });
  }

  #answer(node: Contestant, life: number, id: number, answer: ArbiterAnswer): void {
    if (node.life !== life) return;
    // A paused process finds the answer when it goes on.
    if (node.pausedUntil > this.time) {
      this.#queue.push({
        at: node.pausedUntil,
        happens: () => this.#answer(node, life, id, answer),
      });
      return;
    }
    node.lease.answered(id, answer, this.clockOf(node));
    if (answer.kind === "held") node.answeredHeldAt = this.clockOf(node);
    this.#look(node);
    this.#after(node);
  }

  #in(happens: () => void): void {
    const isLate = this.#random.chance(this.trouble.late / 1000);
    const delay = isLate
      ? this.#random.between(1, this.trouble.lateBy)
      : this.#random.between(1, 5);
    this.#queue.push({ at: this.time + delay, happens });
  }

  get #storeClock(): Millis {
    return this.time * this.#storeRate;
  }

  /**
   * Who begins to count the vote does so when everyone else has counted it last a quarter of `ttl`
   * ago, so that they could let go; one that has given it back counts no more.
   */
  #look(node: Contestant): void {
    const holds = this.#counts(node);
    if (holds && !node.holds) {
      for (const other of this.nodes) {
        if (other === node || other.countedAt === null) continue;
        const ago = this.time - other.countedAt;
        if (ago < TTL / 4 * (1 - 4 * DRIFT) - 20) {
          this.violations.push(`${this.time}: ${node.name} has it ${ago}ms after ${other.name}`);
        }
        if (ago === 0) this.violations.push(`${this.time}: ${node.name} and ${other.name} have it`);
      }
    }
    node.holds = holds;
    if (holds) node.countedAt = this.time;
  }

  #counts(node: Contestant): boolean {
    if (node.pausedUntil === Infinity) return false;
    const now = this.clockOf(node);
    if (this.fault !== "countsFromAnswer") return node.lease.holds(now);
    const { answeredHeldAt } = node;
    return node.wanted && answeredHeldAt !== null && now < answeredHeldAt + TTL * 3 / 4;
  }
}
