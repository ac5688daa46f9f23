/**
 * How many ping nodes each node reaches, as far as that may be compared.
 *
 * Nodes notice a dead ping node a little apart, and meanwhile seem to differ. So what they say counts
 * only once none of them has said anything new for a while; until then the last settled numbers stand,
 * and nothing moves.
 */
import {
  type ClusterConfig,
  type Instant,
  later,
  NEVER,
  type NodeName,
  type NodeReport,
} from "../model/mod.ts";

type Pings = NodeReport["pings"];
type Config = Pick<ClusterConfig, "pings" | "deadtime">;

export class Reach {
  readonly #said = new Map<NodeName, Pings>();
  #settled: ReadonlyMap<NodeName, number | null> = new Map();
  /** When what was said last may be compared; `NEVER`: it is settled. */
  #settlesAt: Instant = NEVER;

  constructor(private config: Config) {}

  configure(config: Config, now: Instant): void {
    this.config = config;
    this.#settlesAt = later(now, config.deadtime);
  }

  /** Takes in what a node, this one or another, last reported. */
  note(node: NodeName, pings: Pings, now: Instant): void {
    const before = this.#said.get(node);
    this.#said.set(node, pings);
    if (before !== undefined && sameAnswers(before, pings)) return;
    this.#settlesAt = later(now, this.config.deadtime);
  }

  /** It is not there any more; the others' numbers may be compared as before. */
  forget(node: NodeName): void {
    this.#said.delete(node);
  }

  /** What has been said without a change for long enough counts from now on. */
  tick(now: Instant): void {
    if (now < this.#settlesAt) return;
    this.#settlesAt = NEVER;
    this.#settled = new Map([...this.#said].map(([node, pings]) => [node, this.#count(pings)]));
  }

  /** When `tick` has something to do next. */
  deadline(): Instant {
    return this.#settlesAt;
  }

  /** Null: not known, or not fit to be compared yet. */
  of(node: NodeName): number | null {
    return this.#said.has(node) ? this.#settled.get(node) ?? null : null;
  }

  /** Null until each ping node has answered it, or been silent for deadping. */
  #count(pings: Pings): number | null {
    const known = this.config.pings.map(({ name }) => pings[name]);
    return known.includes(undefined) ? null : known.filter((reached) => reached).length;
  }
}

function sameAnswers(one: Pings, other: Pings): boolean {
  const text = (pings: Pings) => JSON.stringify(Object.entries(pings).toSorted());
  return one === other || text(one) === text(other);
}
