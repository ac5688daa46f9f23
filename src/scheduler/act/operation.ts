/** What a resource's operation is to have: timeout, what a failure asks for, when it may be done. */
import type { Millis, OnFail, OperationOptions } from "../../model/mod.ts";
import type { PrimitiveInput } from "../input.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

/** Pacemaker's default timeout of an operation. */
const TIMEOUT: Millis = 20_000;

export interface OperationSettings {
  readonly timeout: Millis;
  readonly startDelay: Millis;
  readonly onFail: OnFail;
}

/** Settings are the same for every instance of what is cloned, so they are resolved once. */
const settled = new WeakMap<PrimitiveInput, Map<string, Map<Millis, OperationSettings>>>();

/** The settings of one operation, from its own options, the cluster's defaults, then Pacemaker's. */
export function operationSettings(
  w: Working,
  primitive: Primitive,
  task: string,
  interval: Millis,
): OperationSettings {
  const input = primitive.input;
  let byTask = settled.get(input);
  if (byTask === undefined) settled.set(input, byTask = new Map());
  let byInterval = byTask.get(task);
  if (byInterval === undefined) byTask.set(task, byInterval = new Map());
  let settings = byInterval.get(interval);
  if (settings === undefined) {
    byInterval.set(interval, settings = settle(w, input, task, interval));
  }
  return settings;
}

function settle(
  w: Working,
  input: PrimitiveInput,
  task: string,
  interval: Millis,
): OperationSettings {
  const own = findOperation(input, task, interval);
  const options = own ?? input.operationDefaults(task, interval);
  return {
    timeout: own?.timeout ?? probeTimeout(input, task, interval) ?? options.timeout ?? TIMEOUT,
    startDelay: options.startDelay ?? 0,
    onFail: onFailOf(w, input, task, options),
  };
}

/** The configured operation, disabled or not; `migrate` stands for both halves of a migration. */
export function findOperation(
  input: PrimitiveInput,
  task: string,
  interval: Millis,
): OperationOptions | undefined {
  const named = (name: string) =>
    input.operations.find((one) => one.name === name && one.interval === interval);
  return named(task) ?? (task.startsWith("migrate_") ? named("migrate") : undefined);
}

/** A probe takes the timeout of the most frequent monitor. */
function probeTimeout(input: PrimitiveInput, task: string, interval: Millis): Millis | undefined {
  if (task !== "monitor" || interval !== 0) return undefined;
  let timeout: Millis | undefined;
  let least = Infinity;
  for (const one of input.operations) {
    if (one.name !== "monitor" || one.enabled === false) continue;
    if (one.interval <= 0 || one.interval >= least) continue;
    least = one.interval;
    timeout = one.timeout;
  }
  return timeout;
}

/**
 * What a failure asks for. Not every reaction is possible for every operation: a stop cannot be
 * answered by a stop, and only what concerns a promoted instance can be answered by demoting it.
 * Source: Pacemaker Explained, "Operation Properties", on-fail.
 */
function onFailOf(
  w: Working,
  input: PrimitiveInput,
  task: string,
  options: Partial<OperationOptions>,
): OnFail {
  let asked = options.onFail;
  if (task === "stop" && (asked === "standby" || asked === "demote" || asked === "stop")) {
    asked = undefined;
  }
  if (task === "demote" && asked === undefined) asked = promotedMonitor(input)?.onFail;
  if (asked === "demote" && task !== "promote" && !isPromotedMonitor(options)) asked = undefined;
  if (asked === "fence" && !w.input.options.fencingEnabled) return "stop";
  if (asked !== undefined) return asked;
  if (task !== "stop") return "restart";
  return w.input.options.fencingEnabled ? "fence" : "block";
}

const isPromotedMonitor = (one: Partial<OperationOptions>): boolean =>
  one.name === "monitor" && one.role === "promoted" && (one.interval ?? 0) > 0;

const promotedMonitor = (input: PrimitiveInput): OperationOptions | undefined =>
  input.operations.find((one) =>
    isPromotedMonitor(one) && one.enabled !== false && one.onFail !== undefined &&
    one.onFail !== "demote"
  );
