/** The configuration and the keys in force, with what follows from them alone. */
import { digestOfTerms, Digests } from "../config/mod.ts";
import type { Membership } from "../membership/mod.ts";
import {
  type ClusterConfig,
  joinLinks,
  type Keys,
  NO_MAJORITY,
  type NodeName,
  type ResourceId,
  type Terms,
  type Unit,
  unitsOf,
} from "../model/mod.ts";

export interface InForce {
  /** While nodes change to the next one its links, and the shorter keepalive, are in it, too. */
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  readonly digests: Digests;
  readonly configDigest: string;
  /** The digest of each resource's definition. */
  readonly definitions: ReadonlyMap<ResourceId, string>;
  /** All nodes, as they are configured. */
  readonly order: readonly NodeName[];
  /** Those that are heard: of the next configuration, too. */
  readonly peers: ReadonlySet<NodeName>;
  readonly members: Parameters<Membership["configure"]>[0];
}

interface InForceInit {
  readonly config: ClusterConfig;
  /** What nodes change to; null: to nothing. */
  readonly next: ClusterConfig | null;
  /** Its votes count, too. */
  readonly joint: boolean;
  /** Others have gone on to later terms: by these nobody has a majority any more. */
  readonly outdated: boolean;
  readonly self: NodeName;
  readonly keys: Keys;
}

export function inForce(init: InForceInit): InForce {
  const { config, next, joint, outdated, self, keys } = init;
  const digests = new Digests(keys);
  const working = next === null ? config : joined(config, next, joint);
  const order = config.nodes.map(({ name }) => name);
  const added = next?.nodes.filter(({ name }) => !order.includes(name)) ?? [];
  const nodes = [...config.nodes, ...added];
  const termsOf = (of: ClusterConfig): Terms => ({ ...of, digest: digestOfTerms(of) });
  return {
    config: working,
    units: unitsOf(config),
    digests,
    configDigest: digests.ofConfig(config),
    definitions: new Map(config.resources.map((each) => [each.id, digests.ofResource(each)])),
    order,
    peers: new Set(nodes.map(({ name }) => name).filter((name) => name !== self)),
    members: {
      ...working,
      nodes,
      // Some may still speak as seldom as before.
      keepalive: Math.max(config.keepalive, next?.keepalive ?? 0),
      terms: [
        ...[config, ...joint && next !== null ? [next] : []].map(termsOf),
        ...outdated ? [{ ...NO_MAJORITY, deadtime: config.deadtime }] : [],
      ],
    },
  };
}

/**
 * What is in force, so that it bears both. Who has read the next one speaks as often as that asks for,
 * before anybody counts on it. Silence is judged by the longer times, while leases are of the shorter.
 */
function joined(config: ClusterConfig, next: ClusterConfig, joint: boolean): ClusterConfig {
  const spoken = {
    ...config,
    keepalive: Math.min(config.keepalive, next.keepalive),
    links: joinLinks(config.links, next.links),
  };
  return joint
    ? {
      ...spoken,
      warntime: Math.max(config.warntime, next.warntime),
      deadtime: Math.max(config.deadtime, next.deadtime),
      initdead: Math.max(config.initdead, next.initdead),
      arbiter: config.arbiter ?? next.arbiter,
    }
    : spoken;
}
