/**
 * What of a configuration decides who may hold a resource. Nodes that do not agree on it must not count
 * each other's votes; all else each node may have by its own file.
 */
import type { ArbiterConfig } from "./arbiter.ts";
import type { ClusterConfig, LinkConfig, NodeConfig, UcastLinkConfig } from "./cluster.ts";
import type { LinkName } from "./names.ts";
import type { Millis } from "./time.ts";

/** The keys of `ClusterConfig` that all nodes must change together. */
export const SHARED_TERMS = [
  "name",
  "nodes",
  "links",
  "keepalive",
  "deadtime",
  "initdead",
  "arbiter",
  "waitForAll",
  "noQuorum",
] as const satisfies readonly (keyof ClusterConfig)[];

/** By which votes are counted. */
export interface Terms {
  /** Told to the others; null: whoever votes does so by these. */
  readonly digest: string | null;
  readonly nodes: readonly Pick<NodeConfig, "name" | "votes">[];
  readonly arbiter: ArbiterConfig | null;
  readonly deadtime: Millis;
}

/** What a node says of the terms that it counts by. */
export interface SaidTerms {
  /** The digest of those in force. */
  readonly inForce: string;
  /** How often they have changed; 0: they are of a file, and nobody has had quorum by them yet. */
  readonly number: number;
  /** Of those that its file has and that are to come; null: there are none. */
  readonly next: string | null;
  /** It needs a majority by each of both (Raft: joint consensus). */
  readonly joint: boolean;
}

/** What is shared of it, for a digest. Of nodes and the arbiter only what counts. */
export function sharedTerms(config: ClusterConfig): Readonly<Record<string, unknown>> {
  return {
    ...Object.fromEntries(SHARED_TERMS.map((key) => [key, config[key]])),
    nodes: config.nodes.map(({ name, votes, witness }) => ({ name, votes, witness })),
    arbiter: config.arbiter === null
      ? null
      : { ...storeOf(config.arbiter), ttl: config.arbiter.ttl },
  };
}

/** By these nobody ever has a majority. */
export const NO_MAJORITY: Omit<Terms, "deadtime"> = { digest: "", nodes: [], arbiter: null };

/**
 * Whether a node that says this is a voter by these terms: it has them in force, or has read them. Null: it
 * is of a version that says nothing.
 */
export const votesBy = (said: SaidTerms | null, { digest }: Pick<Terms, "digest">): boolean =>
  said === null || digest === null || said.inForce === digest || said.next === digest;

/** Whether both are the same record in the same kind of store, wherever that answers. */
export const isSameArbiter = (one: ArbiterConfig | null, other: ArbiterConfig | null): boolean =>
  JSON.stringify(storeOf(one)) === JSON.stringify(storeOf(other));

const storeOf = (arbiter: ArbiterConfig | null) =>
  arbiter === null ? null : { kind: arbiter.kind, key: arbiter.key };

/** All links of both, so that nodes that have changed and nodes that have not hear each other. */
export function joinLinks(
  one: readonly LinkConfig[],
  other: readonly LinkConfig[],
): readonly LinkConfig[] {
  const known = one.map((link) => {
    const same = other.find(({ name }) => name === link.name);
    return link.kind === "ucast" && same?.kind === "ucast"
      ? { ...link, addresses: { ...same.addresses, ...link.addresses } }
      : link;
  });
  return [...known, ...other.filter(({ name }) => !one.some((link) => link.name === name))];
}

/** Links that are in both and speak elsewhere by the second: they cannot do both at once. */
export function movedLinks(
  one: readonly LinkConfig[],
  other: readonly LinkConfig[],
): readonly LinkName[] {
  return one.filter((link) => {
    const same = other.find(({ name }) => name === link.name);
    return same !== undefined && (same.port !== link.port || same.kind !== link.kind ||
      (link.kind === "ucast" && same.kind === "ucast" && hasMoved(link, same)));
  }).map(({ name }) => name);
}

const hasMoved = (one: UcastLinkConfig, other: UcastLinkConfig): boolean =>
  Object.entries(one.addresses).some(([node, address]) => {
    const to = Object.entries(other.addresses).find(([name]) => name === node)?.[1];
    return to !== undefined && to !== address;
  });
