/** The keys of what is run: resources, templates, groups, clones, tags, [defaults]. */
import { INFINITY, TIMED_ACTIONS } from "../model/mod.ts";
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
import { agent, capacityName, name, param, paramName } from "./words.ts";

const OPERATION_TIME = time("100ms", "24h");
const MONITOR = time("100ms", "24h", { off: 0 });
const ON_FAIL = choice(["ignore", "block", "stop", "restart", "standby", "fence", "demote"]);
const SIZE = whole(0, 2_147_483_647);
const COUNT = whole(1, 10_000);

export const UTILIZATION = record(SIZE, capacityName);

const THRESHOLD = score(1);
const FAILURE_TIMEOUT = time("1s", "8784h", { never: 0 });
const STICKINESS = score(-INFINITY);

const FAILURES = {
  migration_threshold: optional(THRESHOLD, null),
  failure_timeout: optional(FAILURE_TIMEOUT, null),
  stickiness: optional(STICKINESS, null),
};

const META = {
  target_role: optional(choice(["started", "stopped", "unpromoted", "promoted"]), null),
  managed: optional(boolean, null),
  maintenance: optional(boolean, null),
  priority: optional(score(-INFINITY), null),
  critical: optional(boolean, null),
  multiple_active: optional(
    choice(["stop_start", "block", "stop_only", "stop_unexpected"]),
    null,
  ),
  requires: optional(choice(["nothing", "quorum", "fencing"], UNSUPPORTED_VALUES.requires), null),
  allow_migrate: optional(boolean, null),
  allow_unhealthy_nodes: optional(boolean, null),
};

const OPERATION_DEFAULTS = {
  timeout: optional(OPERATION_TIME, null),
  on_fail: optional(ON_FAIL, null),
};

export const DEFAULTS = {
  migration_threshold: optional(THRESHOLD, INFINITY),
  failure_timeout: optional(FAILURE_TIMEOUT, 0),
  /** Null: 0, and 1 for what is cloned. */
  stickiness: optional(STICKINESS, null),
  ...META,
  monitor: optional(MONITOR, 10_000),
  timeouts: withDefaults(
    Object.fromEntries(TIMED_ACTIONS.map((action) => [action, optional(OPERATION_TIME, null)])),
    "timeouts of [defaults]",
  ),
  operation: withDefaults(OPERATION_DEFAULTS, "[defaults.operation]"),
};

export const GROUP = {
  name: required(name, 'name = "web"'),
  prefer: optional(list(name), []),
  members: required(list(name), 'members = ["vip", "nginx"]'),
  ...FAILURES,
  ...META,
};

export const CLONE = {
  name: required(name, 'name = "db-clone"'),
  of: required(name, 'of = "db", a resource or a group'),
  prefer: optional(list(name), []),
  promotable: optional(boolean, null),
  promoted_max: optional(COUNT, null),
  promoted_node_max: optional(COUNT, null),
  max: optional(COUNT, null),
  node_max: optional(COUNT, null),
  min: optional(whole(0, 10_000), null),
  interleave: optional(boolean, null),
  notify: optional(boolean, null),
  ordered: optional(boolean, null),
  unique: optional(boolean, null),
  ...FAILURES,
  ...META,
};

const OPERATION = {
  name: required(choice(TIMED_ACTIONS), 'name = "monitor", "start" or another'),
  interval: optional(OPERATION_TIME, null),
  timeout: optional(OPERATION_TIME, null),
  depth: optional(whole(0, 100), 0),
  role: optional(choice(["promoted", "unpromoted"]), null),
  on_fail: optional(ON_FAIL, null),
  start_delay: optional(time("0s", "24h"), null),
  enabled: optional(boolean, null),
};

const NO_PARAMS: Readonly<Record<string, string | undefined>> = {};
const NO_UTILIZATION: Readonly<Record<string, number | undefined>> = {};

const SETTINGS = {
  agent: optional(agent, null),
  params: optional(record(param, paramName), NO_PARAMS),
  prefer: optional(list(name), []),
  monitor: optional(MONITOR, null),
  ...FAILURES,
  ...META,
  utilization: optional(UTILIZATION, NO_UTILIZATION),
};

export const RESOURCE = {
  name: required(name, 'name = "vip"'),
  template: optional(name, null),
  ...SETTINGS,
  operation: optional(tables(table(OPERATION, "[[resource.operation]]")), []),
};

/** What several resources have in common. */
export const TEMPLATE = {
  name: required(name, 'name = "web-server"'),
  ...SETTINGS,
  operation: optional(tables(table(OPERATION, "[[template.operation]]")), []),
};

/** One name for several, in constraints. */
export const TAG = {
  name: required(name, 'name = "front"'),
  members: required(list(name), 'members = ["web", "db"]'),
};

export type GroupDraft = Decoded<typeof GROUP>;
export type CloneDraft = Decoded<typeof CLONE>;
export type ResourceDraft = Decoded<typeof RESOURCE>;
export type TemplateDraft = Decoded<typeof TEMPLATE>;
export type OperationDraft = Decoded<typeof OPERATION>;
export type DefaultsDraft = Decoded<typeof DEFAULTS>;
export type TagDraft = Decoded<typeof TAG>;
