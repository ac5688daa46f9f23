/** Meta attributes of resources as the scheduler has them. What cannot be read counts as not set. */
import { INFINITY, own, type ResourceMeta } from "../model/mod.ts";
import type { HealthScores } from "../scheduler/mod.ts";
import type { Pairs } from "./nvpairs.ts";
import { isTrue, readBoolean, readInteger, readInterval, readRole, readScore } from "./value.ts";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export function readMeta(pairs: Pairs, health: HealthScores): ResourceMeta {
  const meta: Writable<ResourceMeta> = {};
  for (const [name, value] of pairs) {
    const normal = value.toLowerCase() === "default" ? own(NORMAL, name) ?? value : value;
    readOne(meta, name, normal, health);
  }
  return meta;
}

/** What `default` stands for, whatever the cluster's defaults say. */
const NORMAL: Readonly<Record<string, string>> = {
  "is-managed": "true",
  "resource-stickiness": "0",
  "migration-threshold": "INFINITY",
};

function readOne(
  meta: Writable<ResourceMeta>,
  name: string,
  value: string,
  health: HealthScores,
): void {
  switch (name) {
    case "priority":
      meta.priority = readScore(value, health);
      return;
    case "critical":
      meta.critical = isTrue(value);
      return;
    case "target-role": {
      const role = readRole(value);
      if (role !== null && role !== "unknown") meta.targetRole = role;
      return;
    }
    case "is-managed":
      meta.managed = isTrue(value);
      return;
    case "maintenance":
      meta.maintenance = isTrue(value);
      return;
    case "resource-stickiness":
      meta.stickiness = readScore(value, health);
      return;
    case "requires":
      if (isRequirement(value.toLowerCase())) {
        meta.requires = value.toLowerCase() as NonNullable<ResourceMeta["requires"]>;
      }
      return;
    case "migration-threshold": {
      const threshold = readScore(value, health);
      meta.migrationThreshold = threshold < 0 ? 1 : Math.min(threshold, INFINITY);
      return;
    }
    case "failure-timeout":
      // Pacemaker counts whole seconds.
      meta.failureTimeout = Math.floor(readInterval(value) / 1000) * 1000;
      return;
    case "multiple-active":
      meta.multipleActive = isReaction(value.toLowerCase())
        ? value.toLowerCase() as NonNullable<ResourceMeta["multipleActive"]>
        : "stop_start";
      return;
    case "allow-migrate":
      meta.allowMigrate = isTrue(value);
      return;
    case "allow-unhealthy-nodes":
      meta.allowUnhealthyNodes = isTrue(value);
      return;
    default:
      readOfCollective(meta, name, value);
  }
}

/** Those that only groups and clones look at. */
function readOfCollective(meta: Writable<ResourceMeta>, name: string, value: string): void {
  switch (name) {
    case "clone-max":
      return setNumber(meta, "cloneMax", value);
    case "clone-node-max":
      return setNumber(meta, "cloneNodeMax", value);
    case "clone-min":
      return setNumber(meta, "cloneMin", value);
    case "promoted-max":
      return setNumber(meta, "promotedMax", value);
    case "promoted-node-max":
      return setNumber(meta, "promotedNodeMax", value);
    // What these two were called before; the later name counts where both are given.
    case "master-max":
      if (meta.promotedMax === undefined) setNumber(meta, "promotedMax", value);
      return;
    case "master-node-max":
      if (meta.promotedNodeMax === undefined) setNumber(meta, "promotedNodeMax", value);
      return;
    case "globally-unique":
      meta.globallyUnique = isTrue(value);
      return;
    case "notify":
      meta.notify = isTrue(value);
      return;
    case "ordered":
      meta.ordered = readBoolean(value) ?? false;
      return;
    case "collocated":
      meta.colocated = isTrue(value);
      return;
    case "interleave":
      meta.interleave = isTrue(value);
      return;
    case "promotable":
      meta.promotable = isTrue(value);
  }
}

function setNumber(
  meta: Writable<ResourceMeta>,
  key: "cloneMax" | "cloneNodeMax" | "cloneMin" | "promotedMax" | "promotedNodeMax",
  value: string,
): void {
  const number = readInteger(value);
  if (number !== null) meta[key] = Math.max(0, number);
}

const isRequirement = (value: string): boolean =>
  ["nothing", "quorum", "fencing", "unfencing"].includes(value);

const isReaction = (value: string): boolean =>
  ["stop_start", "stop_only", "block", "stop_unexpected"].includes(value);
