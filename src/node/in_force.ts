/** The configuration in force, with what follows from it alone. */
import { configDigest, resourceDigest } from "../config/mod.ts";
import {
  type ClusterConfig,
  type NodeName,
  type ResourceId,
  type Unit,
  unitsOf,
} from "../model/mod.ts";

export interface InForce {
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  readonly configDigest: string;
  /** The digest of each resource's definition. */
  readonly definitions: ReadonlyMap<ResourceId, string>;
  readonly peers: ReadonlySet<NodeName>;
}

export const inForce = (config: ClusterConfig, self: NodeName): InForce => ({
  config,
  units: unitsOf(config),
  configDigest: configDigest(config),
  definitions: new Map(config.resources.map((each) => [each.id, resourceDigest(each)])),
  peers: new Set(config.nodes.map(({ name }) => name).filter((name) => name !== self)),
});
