/** Short fingerprints by which nodes see that they read the same thing. */
import { createHash } from "node:crypto";
import {
  type ClusterConfig,
  DEFAULT_OPTIONS,
  formatAgentRef,
  NO_FENCING,
  type ResourceConfig,
} from "../model/mod.ts";

/** What each host may have its own way. */
const PER_HOST: readonly (keyof ClusterConfig)[] = ["log", "status", "keysFile"];

/**
 * What files of earlier versions did not have. Where it says nothing it is left out, so that nodes
 * of two versions agree while one of them is being updated.
 */
const LATER: ReadonlySet<string> = new Set([
  "arbiter",
  "attributes",
  "clones",
  "colocationSets",
  "colocations",
  "defaults",
  "fencing",
  "locations",
  "meta",
  "onFail",
  "options",
  "orderSets",
  "orders",
  "pings",
  "role",
  "utilization",
  "votes",
  "waitForAll",
  "watchdog",
  "witness",
]);

/** The same for the same configuration, however its file is laid out; 16 hexadecimal digits. */
export function configDigest(config: ClusterConfig): string {
  const shared = Object.entries(config).filter(([key]) => !PER_HOST.some((own) => own === key));
  const unlessUsual = (value: unknown, usual: unknown) =>
    canonical(value) === canonical(usual) ? {} : value;
  return digest({
    ...Object.fromEntries(shared),
    options: unlessUsual(config.options, DEFAULT_OPTIONS),
    fencing: unlessUsual(config.fencing, NO_FENCING),
  });
}

/** Changes where a running resource must be restarted to be what is configured. */
export function resourceDigest({ agent, params }: ResourceConfig): string {
  return digest({ agent: formatAgentRef(agent), params });
}

const digest = (value: unknown): string =>
  createHash("sha256").update(canonical(value)).digest("hex").slice(0, 16);

/** JSON with the keys in order; the order of arrays is part of what they say. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const pairs = Object.entries(value)
    .filter(([key, part]) => part !== undefined && !(LATER.has(key) && isBlank(key, part)))
    .toSorted(([one], [other]) => one < other ? -1 : 1)
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
  return `{${pairs.join(",")}}`;
}

const isBlank = (key: string, value: unknown): boolean =>
  value === null || value === false || (key === "votes" && value === 1) ||
  (typeof value === "object" && Object.keys(value).length === 0);
