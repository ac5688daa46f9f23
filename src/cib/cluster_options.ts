/** The cluster's properties (`crm_config`). Names and defaults: Pacemaker 2.1. */
import { INFINITY } from "../model/mod.ts";
import { type ClusterOptions, healthScores } from "../scheduler/mod.ts";
import { descend, type Element } from "./element.ts";
import { addPairs, type Pairs } from "./nvpairs.ts";
import type { Reading } from "./reading.ts";
import { isTrue, readBoolean, readInterval, readScore } from "./value.ts";

export function readProperties(reading: Reading): Pairs {
  const element = descend(reading.configuration, "crm_config");
  const spec = { sets: "cluster_property_set", first: "cib-bootstrap-options" };
  return addPairs(reading, element, spec, new Map());
}

/** `unfencing`: whether any resource is to be unfenced, or any device unfences. */
export function readClusterOptions(
  cib: Element,
  properties: Pairs,
  unfencing: boolean,
): ClusterOptions {
  const flag = (name: string, byDefault: boolean): boolean =>
    readBoolean(properties.get(name)) ?? byDefault;
  const fencingEnabled = flag("stonith-enabled", true);
  return {
    clusterName: properties.get("cluster-name") ?? null,
    noQuorumPolicy: readNoQuorumPolicy(cib, properties.get("no-quorum-policy"), fencingEnabled),
    symmetric: flag("symmetric-cluster", true),
    stopAllResources: flag("stop-all-resources", false),
    maintenanceMode: flag("maintenance-mode", false),
    enableStartupProbes: flag("enable-startup-probes", true),
    fencingEnabled,
    fencingAction: ["off", "poweroff"].includes(properties.get("stonith-action") ?? "")
      ? "off"
      : "reboot",
    startupFencing: fencingEnabled && flag("startup-fencing", true),
    concurrentFencing: flag("concurrent-fencing", false),
    priorityFencingDelay: readInterval(properties.get("priority-fencing-delay") ?? "0"),
    watchdogFencing: flag("have-watchdog", false),
    stopOrphanResources: flag("stop-orphan-resources", true),
    stopOrphanActions: flag("stop-orphan-actions", true),
    removeAfterStop: flag("remove-after-stop", false),
    nodeHealth: readNodeHealth(properties),
    placementStrategy: readPlacement(properties.get("placement-strategy")),
    shutdownLock: flag("shutdown-lock", false),
    unfencing,
  };
}

/** To fence all makes sense only where there was quorum once, and where fencing is on. */
function readNoQuorumPolicy(
  cib: Element,
  value: string | undefined,
  fencingEnabled: boolean,
): ClusterOptions["noQuorumPolicy"] {
  switch (value?.toLowerCase()) {
    case "ignore":
      return "ignore";
    case "freeze":
      return "freeze";
    case "demote":
      return "demote";
    case "suicide": {
      const once = (readBoolean(cib.attributes["no-quorum-panic"]) ?? false) ||
        isTrue(cib.attributes["have-quorum"]);
      return fencingEnabled && once ? "fence" : "stop";
    }
    default:
      return "stop";
  }
}

function readNodeHealth(properties: Pairs): ClusterOptions["nodeHealth"] {
  const score = (name: string, byDefault: number): number => {
    const value = properties.get(name);
    return value === undefined ? byDefault : readScore(value);
  };
  const strategy = properties.get("node-health-strategy")?.toLowerCase() ?? "none";
  const base = score("node-health-base", 0);
  switch (strategy) {
    case "only-green":
    case "migrate-on-red":
    case "progressive":
    case "custom": {
      const health = {
        strategy,
        base,
        red: score("node-health-red", -INFINITY),
        yellow: score("node-health-yellow", 0),
        green: score("node-health-green", 0),
      } as const;
      return { ...health, ...healthScores(health) };
    }
    default:
      return { strategy: "none", base, red: 0, yellow: 0, green: 0 };
  }
}

function readPlacement(value: string | undefined): ClusterOptions["placementStrategy"] {
  switch (value) {
    case "utilization":
    case "minimal":
    case "balanced":
      return value;
    default:
      return "default";
  }
}
