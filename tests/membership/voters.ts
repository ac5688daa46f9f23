/** Configurations that differ in who votes. */
import type { ArbiterConfig, ClusterConfig } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";

export const ETCD: ArbiterConfig = {
  kind: "etcd",
  endpoints: [],
  key: "/hb/test",
  ttl: 3000,
  timeout: 1000,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
};

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
