/** A resource with its template, group, clone and [defaults] → all that holds for it. */
import {
  assert,
  type Millis,
  nodeName,
  type OnFail,
  type ResourceConfig,
  resourceId,
  TIMED_ACTIONS,
  type TimedAction,
} from "../model/mod.ts";
import type { Directory } from "./directory.ts";
import { META_KEYS, metaOf } from "./meta_keys.ts";
import { allowsOnFail, monitorsOf } from "./monitors.ts";
import type { DefaultsDraft } from "./resource_schema.ts";
import type { WholeResource } from "./templates.ts";

/** @param resource one in which nothing was refused. */
export function buildResource(
  resource: WholeResource,
  defaults: DefaultsDraft,
  directory: Directory,
): ResourceConfig {
  const { name, agent, params, utilization, prefer } = resource;
  assert(name && agent && params && utilization && prefer, "nothing of the resource was refused");
  const group = directory.groupOf(name);
  const clone = directory.cloneAround(name);
  const inherited = <Key extends "migration_threshold" | "failure_timeout" | "stickiness">(
    key: Key,
  ) => resource[key] ?? group?.[key] ?? clone?.[key] ?? defaults[key];
  return {
    id: resourceId(name),
    agent,
    params: params as Readonly<Record<string, string>>,
    prefer: prefer.flatMap((node) => node ? nodeName(node) : []),
    monitors: monitorsOf(resource, directory.isPromotable(name), {
      interval: defaults.monitor,
      onFail: defaults.operation?.on_fail,
    }),
    timeouts: buildTimeouts(resource, defaults),
    onFail: buildOnFail(resource, defaults),
    meta: metaOf(resource, META_KEYS),
    utilization: utilization as Readonly<Record<string, number>>,
    migrationThreshold: inherited("migration_threshold") ?? 0,
    failureTimeout: inherited("failure_timeout") ?? 0,
    // Pacemaker: an instance that could as well run elsewhere does not move for nothing.
    stickiness: inherited("stickiness") ?? (clone === undefined ? 0 : 1),
  };
}

/** The plain monitor's is the probe's as well, so it stands with start's and stop's. */
function buildTimeouts(
  resource: WholeResource,
  defaults: DefaultsDraft,
): ResourceConfig["timeouts"] {
  const usual = defaults.timeouts as Readonly<Partial<Record<TimedAction, Millis | null>>>;
  return ofActions((action) =>
    plainOperation(resource, action)?.timeout ?? usual[action] ?? defaults.operation?.timeout
  );
}

const buildOnFail = (
  resource: WholeResource,
  { operation: usual }: DefaultsDraft,
): ResourceConfig["onFail"] =>
  ofActions<OnFail>((action) =>
    plainOperation(resource, action)?.on_fail ??
      (allowsOnFail(action, null, usual?.on_fail) ? usual?.on_fail : null)
  );

const plainOperation = ({ operation }: WholeResource, action: TimedAction) =>
  operation?.find((each) => each?.name === action && each.depth === 0 && each.role === null);

/** What `read` finds for each action; nothing where that is nothing. */
const ofActions = <Value>(
  read: (action: TimedAction) => Value | null | undefined,
): Readonly<Partial<Record<TimedAction, Value>>> =>
  Object.fromEntries(TIMED_ACTIONS.flatMap((action) => {
    const value = read(action);
    return value === null || value === undefined ? [] : [[action, value]];
  }));
