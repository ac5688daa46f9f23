/** What [cluster] says of the whole cluster's behaviour: Pacemaker's properties, by its names. */
import { INFINITY, type Score } from "./score.ts";

export interface ClusterOptionsConfig {
  /** False: a resource runs only where a location or `prefer` allows it (an opt-in cluster). */
  readonly symmetric: boolean;
  readonly stopAllResources: boolean;
  /** Nothing is started, stopped or monitored. */
  readonly maintenanceMode: boolean;
  /** Whether a node is asked, when it comes, what it runs already. */
  readonly enableStartupProbes: boolean;
  /** A failed start is not tried again on that node before a cleanup. */
  readonly startFailureIsFatal: boolean;
  readonly nodeHealth: NodeHealthConfig;
  readonly placementStrategy: "default" | "utilization" | "minimal" | "balanced";
  /** Most actions under way in the cluster at once; 0: as many as the nodes bear. */
  readonly batchLimit: number;
  /** Most actions under way on one node at once; 0: twice its processors. */
  readonly nodeActionLimit: number;
}

/** What attributes named `#health…` do, which hold a score or `red`, `yellow`, `green`. */
export interface NodeHealthConfig {
  readonly strategy: "none" | "only-green" | "migrate-on-red" | "progressive" | "custom";
  /** What `progressive` starts with. */
  readonly base: Score;
  readonly red: Score;
  readonly yellow: Score;
  readonly green: Score;
}

/** Source: Pacemaker Explained 2.1, "Cluster Options". */
export const DEFAULT_OPTIONS: ClusterOptionsConfig = {
  symmetric: true,
  stopAllResources: false,
  maintenanceMode: false,
  enableStartupProbes: true,
  startFailureIsFatal: true,
  nodeHealth: { strategy: "none", base: 0, red: -INFINITY, yellow: 0, green: 0 },
  placementStrategy: "default",
  batchLimit: 0,
  nodeActionLimit: 0,
};
