/** Every table and key that cluster.toml may have, its range and its default. */
import { INFINITY } from "../model/mod.ts";
import { agent, interfaceName, ipv4, listen, name, param, paramName, path } from "./words.ts";
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
import { UNSUPPORTED_VALUES } from "./not_supported.ts";
import { boolean, choice, score, time, whole } from "./values.ts";

const CLUSTER = {
  name: required(name, 'name = "web"'),
  keepalive: optional(time("10ms", "1m"), 1000),
  deadtime: optional(time("50ms", "1h"), 10_000),
  warntime: optional(time("20ms", "1h"), null),
  initdead: optional(time("50ms", "1h"), null),
  udpport: optional(whole(1, 65535), 694),
  auto_failback: optional(boolean, false),
  keys: optional(
    path,
    "/etc/hb/keys",
  ),
  no_quorum: optional(
    choice(["stop", "freeze", "ignore"], UNSUPPORTED_VALUES.no_quorum),
    "stop" as const,
  ),
};

const NODE = { name: required(name, 'name = "…" as uname -n prints it') };

const LINK = {
  kind: required(choice(["ucast", "bcast"], UNSUPPORTED_VALUES.kind), 'kind = "ucast" or "bcast"'),
  interface: optional(interfaceName, null),
  addresses: optional(record(ipv4, () => null), null),
  port: optional(whole(1, 65535), null),
};

const OPERATION_TIME = time("100ms", "24h");

const DEFAULTS = {
  migration_threshold: optional(score(1), INFINITY),
  failure_timeout: optional(time("1s", "8784h", { never: 0 }), 0),
  stickiness: optional(score(-INFINITY), 0),
  monitor: optional(time("100ms", "24h", { off: 0 }), 10_000),
  timeouts: withDefaults({
    start: optional(OPERATION_TIME, null),
    stop: optional(OPERATION_TIME, null),
    monitor: optional(OPERATION_TIME, null),
  }, "timeouts of [defaults]"),
};

const GROUP = {
  name: required(name, 'name = "web"'),
  prefer: optional(list(name), []),
  members: required(list(name), 'members = ["vip", "nginx"]'),
};

const OPERATION = {
  name: required(choice(["start", "stop", "monitor"]), 'name = "start", "stop" or "monitor"'),
  interval: optional(OPERATION_TIME, null),
  timeout: optional(OPERATION_TIME, null),
  depth: optional(whole(0, 100), 0),
};

const NO_PARAMS: Readonly<Record<string, string | undefined>> = {};

const RESOURCE = {
  name: required(name, 'name = "vip"'),
  agent: required(agent, 'agent = "hb:vip" or another'),
  params: optional(record(param, paramName), NO_PARAMS),
  prefer: optional(list(name), []),
  monitor: optional(DEFAULTS.monitor.read, null),
  migration_threshold: optional(DEFAULTS.migration_threshold.read, null),
  failure_timeout: optional(DEFAULTS.failure_timeout.read, null),
  stickiness: optional(DEFAULTS.stickiness.read, null),
  operation: optional(tables(table(OPERATION, "[[resource.operation]]")), []),
};

const FACILITIES =
  "auth authpriv cron daemon ftp kern lpr mail news syslog user uucp local0 local1 \
local2 local3 local4 local5 local6 local7".split(" ");

const LOG = {
  file: optional(
    path,
    null,
  ),
  facility: optional(choice(FACILITIES), null),
  level: optional(choice(["debug", "info", "warning", "error"]), "info" as const),
};

const STATUS = { listen: optional(listen, { hostname: "127.0.0.1", port: 7694 }) };

const FILE = {
  cluster: required(table(CLUSTER, "[cluster]"), "[cluster]"),
  node: optional(tables(table(NODE, "[[node]]")), []),
  link: optional(tables(table(LINK, "[[link]]")), []),
  defaults: withDefaults(DEFAULTS, "[defaults]"),
  group: optional(tables(table(GROUP, "[[group]]")), []),
  resource: optional(tables(table(RESOURCE, "[[resource]]")), []),
  log: withDefaults(LOG, "[log]"),
  status: withDefaults(STATUS, "[status]"),
};

export const readFile = table(FILE, "this file");

/** The file as read. Undefined is what was refused; null is what is absent and has no default. */
export type Draft = Decoded<typeof FILE>;
export type LinkDraft = Decoded<typeof LINK>;
export type GroupDraft = Decoded<typeof GROUP>;
export type ResourceDraft = Decoded<typeof RESOURCE>;
export type OperationDraft = Decoded<typeof OPERATION>;
export type DefaultsDraft = Decoded<typeof DEFAULTS>;
