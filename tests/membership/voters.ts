/** Configurations that differ in who votes. */
import type { ClusterConfig } from "../../src/model/mod.ts";
import { clusterConfig, ETCD } from "../cluster_config.ts";

/** Nodes with these votes, and an arbiter or none. */
export function voters(
  votes: readonly number[],
  arbiter: boolean = false,
  more: Partial<ClusterConfig> = {},
): ClusterConfig {
  const config = clusterConfig({ nodes: votes.length });
  const nodes = config.nodes.map((node, index) => ({ ...node, votes: votes[index] ?? 1 }));
  return { ...config, nodes, arbiter: arbiter ? ETCD : null, ...more };
}
