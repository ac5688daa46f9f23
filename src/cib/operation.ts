/** A resource's operations, with the cluster's defaults laid under what they say themselves. */
import type { Millis, OnFail, OperationOptions } from "../model/mod.ts";
import { type AgentName, compareVersions } from "../scheduler/mod.ts";
import { childOf, childrenOf, descend, type Element } from "./element.ts";
import { addPairs, type Pairs } from "./nvpairs.ts";
import type { Reading } from "./reading.ts";
import { readBoolean, readInterval, readMillis, readRole } from "./value.ts";

/** One `op` as it was found. */
export interface Operation {
  readonly element: Element;
  readonly name: string;
  readonly interval: Millis;
  readonly enabled: boolean;
}

export function findOperations(reading: Reading, primitive: Element): readonly Operation[] {
  const found = childOf(primitive, "operations");
  const operations = found === null ? null : reading.resolve(found);
  return childrenOf(operations, "op").flatMap((reference): readonly Operation[] => {
    const element = reading.resolve(reference);
    if (element === null) return [];
    const { name, interval, enabled } = element.attributes;
    if (name === undefined) return [];
    return [{
      element,
      name,
      interval: readInterval(interval),
      enabled: readBoolean(enabled) ?? true,
    }];
  });
}

/** All that holds for an operation: `op_defaults`, its meta attributes, what stands in it. */
export function settingsOf(
  reading: Reading,
  agent: AgentName,
  operation: Operation | null,
  name: string,
  interval: Millis,
): Pairs {
  const context = { attributes: null, agent, operation: { name, interval } };
  const defaults = descend(reading.configuration, "op_defaults");
  const settings: Pairs = new Map();
  addPairs(reading, defaults, { sets: "meta_attributes" }, settings, context);
  if (operation === null) return settings;
  const spec = { sets: "meta_attributes", overwrite: true };
  addPairs(reading, operation.element, spec, settings, context);
  for (const [key, value] of Object.entries(operation.element.attributes)) settings.set(key, value);
  return settings;
}

/** An operation as the scheduler has it. */
export function readOperation(
  reading: Reading,
  agent: AgentName,
  operation: Operation,
): OperationOptions {
  const { name, interval, enabled, element } = operation;
  return {
    name,
    interval,
    role: readRole(element.attributes["role"]),
    enabled,
    ...readSettings(settingsOf(reading, agent, operation, name, interval)),
  };
}

/** What of an operation's settings decides what is done when. */
export function readSettings(settings: Pairs): Pick<OperationOptions, "onFail"> {
  const onFail = readOnFail(settings.get("on-fail"));
  // A failure recorded asks for a ban by itself; to plan an operation it is a restart elsewhere.
  return onFail === null ? {} : { onFail: onFail === "ban" ? "restart" : onFail };
}

/** Pacemaker's default for what cannot be read. */
export function readTimeout(text: string | undefined): Millis {
  const timeout = readMillis(text);
  return timeout === null || timeout < 0 ? 20_000 : timeout;
}

/** null: nothing is said, or nothing that is known. */
export function readOnFail(value: string | undefined): OnFail | "ban" | null {
  switch (value?.toLowerCase()) {
    case "block":
    case "fence":
    case "standby":
    case "ignore":
    case "stop":
    case "restart":
    case "demote":
      return value.toLowerCase() as OnFail;
    case "migrate":
      return "ban";
    case "nothing":
      return "ignore";
    default:
      return null;
  }
}

/** Histories of clusters before 1.1.17 have one failcount a resource, not one an operation. */
export const hasFailcountsByResource = (cib: Element): boolean =>
  compareVersions(cib.attributes["crm_feature_set"] ?? null, "3.0.13") < 0;
