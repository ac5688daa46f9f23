/** Counts how often what is hard to come by was seen from outside: what was never seen was not tried. */
import type { Operation } from "../../src/agent/mod.ts";
import { digestOfTerms } from "../../src/config/mod.ts";
import { compareEpochs, type Event, type NodeName } from "../../src/model/mod.ts";
import type { Effect, Snapshot } from "../../src/node/mod.ts";
import type { Cluster } from "./cluster.ts";
import type { Letter } from "./mail.ts";

export const SIGHTS = [
  "two coordinators at once",
  "two coordinators with quorum at once",
  "an order refused: of another epoch",
  "an order refused: for another life",
  "an order repeated",
  "an epoch overtaken",
  "the arbiter's vote handed over",
  "a lease ended",
  "a lease ended while stopping",
  "a lease ended while starting",
  "a long sleep noticed",
  "a replayed datagram refused",
  "a farewell brought once more",
  "a report overtaken by a keepalive",
  "a keepalive overtaken",
  "a message in parts",
  "a whole report asked for",
  "a node heard only through another",
  "a node heard that does not hear",
  "a node fenced",
  "a fenced node still there",
  "several holders found",
  "a start elsewhere while a node is silent",
  "adopted by the next life",
  "a change proposed",
  "a change joint",
  "a change taken",
  "a change taken back",
  "a change refused",
  "a node left behind by a change",
  "a life begun while joint",
  "a life begun with another file",
] as const;
export type Sight = typeof SIGHTS[number];

export class Coverage {
  readonly #counts = new Map<Sight, number>(SIGHTS.map((sight) => [sight, 0]));

  add(sight: Sight, times = 1): void {
    this.#counts.set(sight, (this.#counts.get(sight) ?? 0) + times);
  }

  of(sight: Sight): number {
    return this.#counts.get(sight) ?? 0;
  }

  /** The rarest first. */
  lines(): readonly string[] {
    return [...this.#counts].sort(([, one], [, other]) => one - other)
      .map(([sight, count]) => `${String(count).padStart(9)}  ${sight}`);
  }
}

/** How often a node is looked at closely: a snapshot costs more than a step does. */
const LOOKED_AT = 20;

/** Watches one run. */
export class Lookout {
  readonly #atWork = new Map<string, number>();
  /** What came last from one host to another, of each kind. */
  readonly #last = new Map<string, number>();
  readonly #epochs = new Map<NodeName, NonNullable<Snapshot["epoch"]>>();
  #voteOf: string | null = null;
  #seenReplays = new Map<NodeName, number>();

  constructor(private readonly cluster: Cluster, private readonly coverage: Coverage) {
    cluster.mail.onArrival = (letter) => this.#onArrival(letter);
    cluster.onEffect = (name, effect) => this.#onEffect(name, effect);
  }

  /** An agent begins, or has ended. */
  onAgent(name: NodeName, { action }: Operation, begins: boolean): void {
    const key = `${action} ${name}`;
    this.#atWork.set(key, Math.max(0, (this.#atWork.get(key) ?? 0) + (begins ? 1 : -1)));
  }

  afterStep(name: NodeName): void {
    if (this.cluster.events % LOOKED_AT !== 0) return;
    const { coverage, cluster } = this;
    const leads = [...cluster.daemons].filter(([, { node }]) => node.lastPlan !== null);
    if (leads.length > 1) {
      coverage.add("two coordinators at once");
      const held = leads.filter(([, { node }]) => node.snapshot(cluster.now).quorum.held);
      if (held.length > 1) coverage.add("two coordinators with quorum at once");
    }
    const holder = cluster.outside.arbiter.holder;
    if (holder !== null && holder !== this.#voteOf) {
      if (this.#voteOf !== null) coverage.add("the arbiter's vote handed over");
      this.#voteOf = holder;
    }
    this.#lookAtTerms(name);
    const seen = cluster.daemons.get(name)?.node.snapshot(cluster.now);
    if (seen !== undefined) this.#look(name, seen);
  }

  #lookAtTerms(name: NodeName): void {
    const { cluster, coverage } = this;
    const own = cluster.host(name).disk.config;
    if (cluster.files.length < 2 || own === null || own.next !== null) return;
    const isBehind = [...cluster.hosts.values()].some(({ disk: { config: other } }) =>
      other !== null && other.number > own.number && other.next === null
    );
    if (isBehind) coverage.add("a node left behind by a change");
  }

  #look(name: NodeName, { epoch, nodes, counters }: Snapshot): void {
    const { coverage, cluster } = this;
    const before = this.#epochs.get(name);
    if (epoch !== null) {
      if (before !== undefined && before.node !== epoch.node && compareEpochs(epoch, before) > 0) {
        const old = cluster.daemons.get(before.node)?.node.lastPlan ?? null;
        if (old !== null) coverage.add("an epoch overtaken");
      }
      this.#epochs.set(name, epoch);
    }
    const unheard = nodes.filter(({ name: other, because, generation }) =>
      (because === "silent" || because === "unseen") && generation !== null &&
      cluster.daemons.has(other)
    );
    if (unheard.length > 0 && nodes.some(({ because }) => because === "heard")) {
      coverage.add("a node heard only through another");
    }
    if (nodes.some(({ hearsUs }) => hearsUs === false)) {
      coverage.add("a node heard that does not hear");
    }
    const replays = counters["junk.replayed"] ?? 0;
    coverage.add(
      "a replayed datagram refused",
      Math.max(0, replays - (this.#seenReplays.get(name) ?? 0)),
    );
    this.#seenReplays.set(name, replays);
  }

  #onArrival({ from, to, kind, nth, bytes }: Letter): void {
    const { coverage, cluster } = this;
    const way = `${from}>${to}`;
    const latest = (of: string) => this.#last.get(`${way} ${of}`) ?? 0;
    if (kind === "report" && latest("keepalive") > nth) {
      coverage.add("a report overtaken by a keepalive");
    }
    if (kind === "keepalive" && latest("keepalive") > nth) coverage.add("a keepalive overtaken");
    if (kind === "farewell" && latest("farewell") >= nth) {
      coverage.add("a farewell brought once more");
    }
    if (kind === "want") coverage.add("a whole report asked for");
    if (kind === "rest") coverage.add("a message in parts");
    if (kind === "instruct") {
      if (latest("instruct") > 0) coverage.add("an order repeated");
      const seen = cluster.daemons.get(to)?.node.snapshot(cluster.now);
      const order = orderOf(bytes);
      if (seen !== undefined && order !== null) {
        if (order.generation !== seen.generation) {
          coverage.add("an order refused: for another life");
        } else if (seen.epoch === null || compareEpochs(order.epoch, seen.epoch) !== 0) {
          coverage.add("an order refused: of another epoch");
        }
      }
    }
    this.#last.set(`${way} ${kind}`, Math.max(latest(kind), nth));
  }

  #onEffect(name: NodeName, effect: Effect): void {
    const { coverage, cluster } = this;
    if (effect.kind === "runAgent" && effect.operation.action === "start") {
      const silent = cluster.names.some((other) => other !== name && !cluster.daemons.has(other));
      if (silent) coverage.add("a start elsewhere while a node is silent");
    }
    if (effect.kind !== "report") return;
    const isAtWork = (action: string) => (this.#atWork.get(`${action} ${name}`) ?? 0) > 0;
    switch (effect.event.kind) {
      case "lettingGo":
        coverage.add("a lease ended");
        if (isAtWork("stop")) coverage.add("a lease ended while stopping");
        if (isAtWork("start")) coverage.add("a lease ended while starting");
        return;
      case "paused":
        return coverage.add("a long sleep noticed");
      case "fenced":
        return coverage.add("a node fenced");
      case "stillThere":
        return coverage.add("a fenced node still there");
      case "severalHolders":
        return coverage.add("several holders found");
      case "adopted":
        return coverage.add("adopted by the next life");
      case "started":
        return this.#onStart(name);
      default: {
        const sight = CHANGES[effect.event.kind];
        if (sight !== undefined) coverage.add(sight);
      }
    }
  }

  /** A life that began with what the last one has kept. */
  #onStart(name: NodeName): void {
    const { disk: { config: kept }, file } = this.cluster.host(name);
    if (kept === null || file === null || kept.number === 0) return;
    if (kept.next !== null) this.coverage.add("a life begun while joint");
    if (digestOfTerms(kept.inForce) !== digestOfTerms(file)) {
      this.coverage.add("a life begun with another file");
    }
  }
}

const CHANGES: Partial<Record<Event["kind"], Sight>> = {
  configProposed: "a change proposed",
  configJoint: "a change joint",
  reconfigured: "a change taken",
  configWithdrawn: "a change taken back",
  configRefused: "a change refused",
};

type Order = {
  readonly epoch: NonNullable<Snapshot["epoch"]>;
  readonly generation: number;
};

const ascii = new TextDecoder("latin1");

/** Whose order it is, and for which life; null: it cannot be read. */
function orderOf(bytes: Uint8Array): Order | null {
  const head = ascii.decode(bytes);
  const found = /"epoch":(\{[^}]*\}),"generation":(\d+)/.exec(head);
  if (found === null) return null;
  return { epoch: JSON.parse(found[1] ?? "null"), generation: Number(found[2]) };
}
