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
  const asked = askedOf(resource, defaults, directory);
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
    timeouts: buildTimeouts(resource, defaults, asked),
    onFail: buildOnFail(resource, defaults, asked),
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
  asked: ReadonlySet<TimedAction>,
): ResourceConfig["timeouts"] {
  const usual = defaults.timeouts as Readonly<Partial<Record<TimedAction, Millis | null>>>;
  return ofActions((action) =>
    plainOperation(resource, action, asked)?.timeout ??
      (asked.has(action) ? usual[action] ?? defaults.operation?.timeout : null)
  );
}

const buildOnFail = (
  resource: WholeResource,
  { operation: usual }: DefaultsDraft,
  asked: ReadonlySet<TimedAction>,
): ResourceConfig["onFail"] =>
  ofActions<OnFail>((action) =>
    plainOperation(resource, action, asked)?.on_fail ??
      (asked.has(action) && allowsOnFail(action, null, usual?.on_fail) ? usual?.on_fail : null)
  );

/** What it will ever be asked to do: defaults and templates speak of more. */
function askedOf(
  resource: WholeResource,
  defaults: DefaultsDraft,
  directory: Directory,
): ReadonlySet<TimedAction> {
  const name = resource.name ?? "";
  const [group, clone] = [directory.groupOf(name), directory.cloneAround(name)];
  const migrates = resource.allow_migrate ?? group?.allow_migrate ?? clone?.allow_migrate ??
    defaults.allow_migrate;
  return new Set(TIMED_ACTIONS.filter((action) => {
    switch (action) {
      case "promote":
      case "demote":
        return clone?.promotable === true;
      case "notify":
        return clone?.notify === true;
      case "migrate_to":
      case "migrate_from":
        return migrates === true;
      case "start":
      case "stop":
      case "monitor":
      case "reload":
        return true;
    }
  }));
}

function plainOperation(
  { operation }: WholeResource,
  action: TimedAction,
  asked: ReadonlySet<TimedAction>,
) {
  // A template may serve what is promoted and what never is.
  if ((action === "promote" || action === "demote") && !asked.has(action)) return undefined;
  return operation?.find((each) => each?.name === action && each.depth === 0 && each.role === null);
}

/** What `read` finds for each action; nothing where that is nothing. */
const ofActions = <Value>(
  read: (action: TimedAction) => Value | null | undefined,
): Readonly<Partial<Record<TimedAction, Value>>> =>
  Object.fromEntries(TIMED_ACTIONS.flatMap((action) => {
    const value = read(action);
    return value === null || value === undefined ? [] : [[action, value]];
  }));
