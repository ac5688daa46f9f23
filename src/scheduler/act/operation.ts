/** A resource's operations as configured, and what a failure of one asks for. */
import type { Millis, OnFail, OperationOptions } from "../../model/mod.ts";
import type { PrimitiveInput } from "../input.ts";
import type { Working } from "../state/working.ts";

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

/**
 * What a failure asks for. Not every reaction is possible for every operation: a stop cannot be
 * answered by a stop, and only what concerns a promoted instance can be answered by demoting it.
 * Source: Pacemaker Explained, "Operation Properties", on-fail.
 */
export function onFailOf(
  w: Working,
  input: PrimitiveInput,
  task: string,
  interval: Millis,
): OnFail {
  const options: Partial<OperationOptions> = findOperation(input, task, interval) ??
    input.operationDefaults(task, interval);
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
