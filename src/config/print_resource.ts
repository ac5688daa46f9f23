/** Resources, groups and clones as tables. */
import {
  type CloneConfig,
  formatAgentRef,
  formatMillis,
  type GroupConfig,
  type MonitorConfig,
  type OnFail,
  type ResourceConfig,
  type ResourceMeta,
  TIMED_ACTIONS,
} from "../model/mod.ts";
import { CLONE_KEYS, FAILURE_KEYS, META_KEYS } from "./meta_keys.ts";
import { array, inlineTable, printTable, quote, score, time, type Values } from "./print_values.ts";

export const printGroup = (group: GroupConfig): string =>
  printTable("[[group]]", {
    name: quote(group.name),
    prefer: array(group.prefer),
    members: array(group.members),
    ...printMeta(group.meta),
  });

export const printClone = (clone: CloneConfig): string =>
  printTable("[[clone]]", {
    name: quote(clone.name),
    of: quote(clone.of),
    prefer: array(clone.prefer),
    ...printMeta(clone.meta),
  });

export function printResource(resource: ResourceConfig): string[] {
  const plain = resource.monitors.find(isPlain);
  return [
    printTable("[[resource]]", {
      name: quote(resource.id),
      agent: quote(formatAgentRef(resource.agent)),
      params: inlineTable(resource.params, quote),
      prefer: array(resource.prefer),
      monitor: quote(plain ? formatMillis(plain.interval) : "off"),
      utilization: nonEmpty(resource.utilization),
      migration_threshold: score(resource.migrationThreshold),
      failure_timeout: printFailureTimeout(resource.failureTimeout),
      stickiness: score(resource.stickiness),
      ...printMeta(resource.meta),
    }),
    ...printOperations(resource, plain),
  ];
}

export const nonEmpty = (utilization: Readonly<Record<string, number>>): string | undefined =>
  Object.keys(utilization).length === 0 ? undefined : inlineTable(utilization, String);

export function printMeta(meta: ResourceMeta): Values {
  const keys = Object.entries({ ...FAILURE_KEYS, ...CLONE_KEYS, ...META_KEYS });
  return Object.fromEntries(keys.flatMap(([key, name]) => {
    const value = meta[name];
    return value === undefined ? [] : [[key, printMetaValue(name, value)]];
  }));
}

function printMetaValue(name: keyof ResourceMeta, value: number | boolean | string): string {
  if (name === "failureTimeout") return printFailureTimeout(Number(value));
  if (typeof value === "number") return score(value);
  return typeof value === "string" ? quote(value) : String(value);
}

const printFailureTimeout = (value: number): string => value === 0 ? quote("never") : time(value);

const isPlain = ({ depth, role }: MonitorConfig): boolean => depth === 0 && role === null;

/** Those that say something; the plain monitor's interval is the resource's. */
function printOperations(resource: ResourceConfig, plain: MonitorConfig | undefined): string[] {
  const once = TIMED_ACTIONS.flatMap((action) => {
    const timeout = resource.timeouts[action];
    const settings: Values = {
      timeout: timeout && time(timeout),
      on_fail: printOnFail(resource.onFail[action]),
      ...(action === "monitor" && plain ? printRecurring(plain) : {}),
    };
    const isEmpty = Object.values(settings).every((value) => value === undefined);
    return isEmpty ? [] : [printOperation({ name: quote(action), ...settings })];
  });
  const others = resource.monitors.filter((monitor) => !isPlain(monitor)).map((monitor) =>
    printOperation({
      name: quote("monitor"),
      depth: monitor.depth && String(monitor.depth),
      role: monitor.role ? quote(monitor.role) : undefined,
      interval: time(monitor.interval),
      timeout: monitor.timeout && time(monitor.timeout),
      on_fail: printOnFail(monitor.onFail),
      ...printRecurring(monitor),
    })
  );
  return [...once, ...others];
}

const printRecurring = ({ startDelay, enabled }: MonitorConfig): Values => ({
  start_delay: startDelay && time(startDelay),
  enabled: enabled === false ? "false" : undefined,
});

const printOnFail = (onFail: OnFail | undefined): string | undefined => onFail && quote(onFail);

const printOperation = (values: Values): string => printTable("[[resource.operation]]", values);
