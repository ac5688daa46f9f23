/** The configuration and the keys in force, with what follows from it alone. */
import { Digests } from "../config/mod.ts";
import {
  type ClusterConfig,
  type Keys,
  type NodeName,
  type ResourceId,
  type Unit,
  unitsOf,
} from "../model/mod.ts";

export interface InForce {
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  readonly digests: Digests;
  readonly configDigest: string;
  /** The digest of each resource's definition. */
  readonly definitions: ReadonlyMap<ResourceId, string>;
  /** All nodes, as they are configured. */
  readonly order: readonly NodeName[];
  readonly peers: ReadonlySet<NodeName>;
}

export function inForce(config: ClusterConfig, self: NodeName, keys: Keys): InForce {
  const digests = new Digests(keys);
  const order = config.nodes.map(({ name }) => name);
  return {
    config,
    units: unitsOf(config),
    digests,
    configDigest: digests.ofConfig(config),
    definitions: new Map(config.resources.map((each) => [each.id, digests.ofResource(each)])),
    order,
    peers: new Set(order.filter((name) => name !== self)),
  };
}
