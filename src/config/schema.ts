/** Every table and key that cluster.toml may have, its range and its default. */
import { DEFAULT_OPTIONS, INFINITY } from "../model/mod.ts";
import { COLOCATION, LOCATION, ORDER } from "./constraint_schema.ts";
import { explainAttributeName } from "./constraint_words.ts";
import {
  type Decoded,
  list,
  optional,
  record,
  required,
  table,
  tables,
  withDefaults,
} from "./decode.ts";
import { FENCE, FENCING, WATCHDOG } from "./fence_schema.ts";
import { UNSUPPORTED_VALUES } from "./not_supported.ts";
import { ARBITER, PING } from "./outside_schema.ts";
import { CLONE, DEFAULTS, GROUP, RESOURCE, TAG, TEMPLATE, UTILIZATION } from "./resource_schema.ts";
import { boolean, choice, score, time, whole } from "./values.ts";
import { hostName, interfaceName, ipv4, listen, name, network, param, path } from "./words.ts";

const NODE_HEALTH = {
  strategy: optional(
    choice(["none", "only-green", "migrate-on-red", "progressive", "custom"]),
    DEFAULT_OPTIONS.nodeHealth.strategy,
  ),
  base: optional(score(-INFINITY), DEFAULT_OPTIONS.nodeHealth.base),
  red: optional(score(-INFINITY), DEFAULT_OPTIONS.nodeHealth.red),
  yellow: optional(score(-INFINITY), DEFAULT_OPTIONS.nodeHealth.yellow),
  green: optional(score(-INFINITY), DEFAULT_OPTIONS.nodeHealth.green),
};

const CLUSTER = {
  name: required(name, 'name = "web"'),
  keepalive: optional(time("10ms", "1m"), 1000),
  deadtime: optional(time("50ms", "1h"), 10_000),
  warntime: optional(time("20ms", "1h"), null),
  initdead: optional(time("50ms", "1h"), null),
  udpport: optional(whole(1, 65535), 694),
  auto_failback: optional(boolean, false),
  keys: optional(path, "/etc/hb/keys"),
  no_quorum: optional(
    choice(["stop", "freeze", "ignore", "demote", "fence"]),
    "stop" as const,
  ),
  wait_for_all: optional(boolean, null),
  symmetric_cluster: optional(boolean, DEFAULT_OPTIONS.symmetric),
  stop_all_resources: optional(boolean, DEFAULT_OPTIONS.stopAllResources),
  maintenance_mode: optional(boolean, DEFAULT_OPTIONS.maintenanceMode),
  enable_startup_probes: optional(boolean, DEFAULT_OPTIONS.enableStartupProbes),
  start_failure_is_fatal: optional(boolean, DEFAULT_OPTIONS.startFailureIsFatal),
  node_health: withDefaults(NODE_HEALTH, "node_health of [cluster]"),
  placement_strategy: optional(
    choice(["default", "utilization", "minimal", "balanced"]),
    DEFAULT_OPTIONS.placementStrategy,
  ),
  batch_limit: optional(whole(0, 10_000), DEFAULT_OPTIONS.batchLimit),
  node_action_limit: optional(whole(0, 10_000), DEFAULT_OPTIONS.nodeActionLimit),
};

const NO_ATTRIBUTES: Readonly<Record<string, string | undefined>> = {};
const NO_UTILIZATION: Readonly<Record<string, number | undefined>> = {};

const NODE = {
  name: required(name, 'name = "…" as uname -n prints it'),
  votes: optional(whole(0, 100), 1),
  witness: optional(boolean, false),
  attributes: optional(record(param, explainAttributeName), NO_ATTRIBUTES),
  utilization: optional(UTILIZATION, NO_UTILIZATION),
};

const LINK = {
  kind: required(choice(["ucast", "bcast"], UNSUPPORTED_VALUES.kind), 'kind = "ucast" or "bcast"'),
  interface: optional(interfaceName, null),
  addresses: optional(record(ipv4, () => null), null),
  port: optional(whole(1, 65535), null),
};

const FACILITIES =
  "auth authpriv cron daemon ftp kern lpr mail news syslog user uucp local0 local1 \
local2 local3 local4 local5 local6 local7".split(" ");

const LOG = {
  file: optional(path, null),
  facility: optional(choice(FACILITIES), null),
  level: optional(choice(["debug", "info", "warning", "error"]), "info" as const),
};

const STATUS = {
  listen: optional(listen, { hostname: "127.0.0.1", port: 7694 }),
  hosts: optional(list(hostName), []),
  allow: optional(list(network), []),
};

const FILE = {
  cluster: required(table(CLUSTER, "[cluster]"), "[cluster]"),
  node: optional(tables(table(NODE, "[[node]]")), []),
  link: optional(tables(table(LINK, "[[link]]")), []),
  defaults: withDefaults(DEFAULTS, "[defaults]"),
  template: optional(tables(table(TEMPLATE, "[[template]]")), []),
  group: optional(tables(table(GROUP, "[[group]]")), []),
  clone: optional(tables(table(CLONE, "[[clone]]")), []),
  resource: optional(tables(table(RESOURCE, "[[resource]]")), []),
  tag: optional(tables(table(TAG, "[[tag]]")), []),
  location: optional(tables(table(LOCATION, "[[location]]")), []),
  colocation: optional(tables(table(COLOCATION, "[[colocation]]")), []),
  order: optional(tables(table(ORDER, "[[order]]")), []),
  fencing: withDefaults(FENCING, "[fencing]"),
  fence: optional(tables(table(FENCE, "[[fence]]")), []),
  watchdog: optional(table(WATCHDOG, "[watchdog]"), null),
  arbiter: optional(table(ARBITER, "[arbiter]"), null),
  ping: optional(tables(table(PING, "[[ping]]")), []),
  log: withDefaults(LOG, "[log]"),
  status: withDefaults(STATUS, "[status]"),
};

export const readFile = table(FILE, "this file");

/** The file as read. Undefined is what was refused; null is what is absent and has no default. */
export type Draft = Decoded<typeof FILE>;
export type ClusterDraft = Decoded<typeof CLUSTER>;
export type NodeDraft = Decoded<typeof NODE>;
export type LinkDraft = Decoded<typeof LINK>;
