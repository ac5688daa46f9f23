/** Network faults that stay broken: what of a cluster is left whole, and can go on. */
import { isPair } from "../../src/membership/mod.ts";
import type { ClusterConfig, Millis, NodeName } from "../../src/model/mod.ts";
import { promisesOf } from "../../src/config/mod.ts";
import type { Cluster } from "./cluster.ts";
import { isBothWays, listWays, type Way } from "./fault.ts";

export interface Lasting {
  /** When it begins, after the start of the run. */
  readonly at: Millis;
  readonly ways: readonly Way[];
  /** Hosts that end then, and never come back. */
  readonly dead: readonly NodeName[];
  /** Nodes that do not reach the arbiter. */
  readonly withoutArbiter: readonly NodeName[];
}

export function breakFor(cluster: Cluster, { ways, dead, withoutArbiter }: Lasting): void {
  for (const { from, to } of ways) cluster.network.break(from, to);
  for (const name of dead) cluster.lose(name);
  for (const name of withoutArbiter) cluster.outside.arbiter.neverReachedBy.add(name);
}

/**
 * The nodes of the most votes that all hear each other, have a majority, and among them one that may
 * run something and is not in `unfit`; null: there are none, and nobody need run anything. Of two
 * nodes without an arbiter: both, or the one that does not hear the other.
 */
export function coreOf(
  config: ClusterConfig,
  lasting: Omit<Lasting, "at">,
  unfit: readonly NodeName[] = [],
): readonly NodeName[] | null {
  const alive = config.nodes.filter(({ name }) => !lasting.dead.includes(name));
  const broken = new Set(lasting.ways.map(({ from, to }) => `${from}>${to}`));
  const arbiter = config.arbiter === null ? 0 : 1;
  const all = config.nodes.reduce((sum, { votes }) => sum + votes, arbiter);
  let best: { readonly names: readonly NodeName[]; readonly votes: number } | null = null;
  for (let set = 1; set < 2 ** alive.length; set += 1) {
    const part = alive.filter((_, index) => (set >> index) % 2 === 1);
    const names = part.map(({ name }) => name);
    if (names.some((one) => names.some((other) => broken.has(`${one}>${other}`)))) continue;
    if (!part.some(({ name, witness }) => !witness && !unfit.includes(name))) continue;
    // One that may run nothing keeps the arbiter's vote all the same, if nobody tells it better.
    const isFree = unfit.every((name) => names.includes(name) || lasting.dead.includes(name));
    const reached = names.some((name) => !lasting.withoutArbiter.includes(name));
    const lent = isFree && reached ? arbiter : 0;
    const votes = part.reduce((sum, one) => sum + one.votes, lent);
    const isCore = votes * 2 > all || (isPair(config) && isLeft(names[0], config, lasting, broken));
    if (isCore && votes > (best?.votes ?? 0)) best = { names, votes };
  }
  return best?.names ?? null;
}

/** Of a pair: the other one is gone, or not heard. */
function isLeft(
  one: NodeName | undefined,
  { nodes }: ClusterConfig,
  { dead }: Omit<Lasting, "at">,
  broken: ReadonlySet<string>,
): boolean {
  const other = nodes.find(({ name }) => name !== one)?.name ?? ("" as NodeName);
  return dead.includes(other) || broken.has(`${other}>${one}`);
}

/** What is promised while this lasts: one holder at most, and one at least. `boots`: hosts do. */
export function promisedUnder(
  config: ClusterConfig,
  { ways }: Pick<Lasting, "ways">,
  boots = true,
): { readonly atMostOne: boolean; readonly atLeastOne: boolean } {
  const cut = isBothWays(ways) ? "cut" : "oneWayCut";
  const kinds = ways.length === 0 ? ["crash"] : ["crash", cut, ...boots ? ["powerUp"] : []];
  const kept = promisesOf(config).filter(({ fault }) => kinds.includes(fault));
  return {
    atMostOne: kept.every(({ atMostOne }) => atMostOne),
    atLeastOne: kept.every(({ atLeastOne }) => atLeastOne),
  };
}

export function describeLasting({ at, ways, dead, withoutArbiter }: Lasting): string {
  const words = [
    ...ways.length === 0 ? [] : [`broken ${listWays(ways)}`],
    ...dead.length === 0 ? [] : [`${dead.join(" ")} gone`],
    ...withoutArbiter.length === 0 ? [] : [`${withoutArbiter.join(" ")} without the arbiter`],
  ];
  return `for good, from ${Math.round(at)} on: ${words.join(", ")}`;
}
