/** What a failed operation asks for (`on-fail`). Source: Pacemaker Explained, "Operation Properties". */
import { type Millis, stripNumber } from "../../model/mod.ts";
import type { ClusterOptions, Reaction } from "../../scheduler/mod.ts";
import { type Operation, readOnFail, settingsOf } from "../operation.ts";
import type { Reading } from "../reading.ts";
import type { PrimitiveReading } from "../primitive.ts";
import type { HistoryEntry } from "./entry.ts";
import { readRole } from "../value.ts";

const SEVERITY: readonly Reaction[] = [
  "ignore",
  "demote",
  "restart",
  "ban",
  "block",
  "stop",
  "standby",
  "fence",
];

export const isWorse = (one: Reaction, other: Reaction): boolean =>
  SEVERITY.indexOf(one) > SEVERITY.indexOf(other);

/** `recorded`: the name that the history knows it by. */
export function reactionTo(
  reading: Reading,
  { fencingEnabled }: ClusterOptions,
  primitive: PrimitiveReading,
  recorded: string,
  { task, interval, key }: HistoryEntry,
): Reaction {
  const operation = findOperation(primitive, recorded, key);
  const asked = askedFor(reading, primitive, operation, task, interval);
  if (asked === "fence" && !fencingEnabled) return "stop";
  if (asked !== null) return asked;
  if (task !== "stop") return "restart";
  return fencingEnabled ? "fence" : "block";
}

/** Disabled ones too; `migrate` stands for both halves of a migration. */
function findOperation(
  { operations }: PrimitiveReading,
  recorded: string,
  key: string,
): Operation | null {
  const found = /^(.+?)_(migrate_to|migrate_from|[^_]+)_(\d+)$/.exec(key);
  const [, resource = "", task = "", interval] = found ?? [];
  if (stripNumber(resource) !== stripNumber(recorded)) return null;
  const named = (name: string, enabled: boolean) =>
    operations.find((one) =>
      one.name === name && one.interval === Number(interval) && one.enabled === enabled
    );
  const exact = named(task, true) ?? named(task, false);
  if (exact !== undefined || !task.startsWith("migrate_")) return exact ?? null;
  return named("migrate", true) ?? named("migrate", false) ?? null;
}

function askedFor(
  reading: Reading,
  primitive: PrimitiveReading,
  operation: Operation | null,
  task: string,
  interval: Millis,
): Reaction | null {
  if (task === "delete") return "ignore";
  const agent = primitive.input.agent;
  const value = settingsOf(reading, agent, operation, task, interval).get("on-fail");
  const asked = readOnFail(value);
  if (task === "stop" && asked !== null && ["standby", "demote", "stop"].includes(asked)) {
    return null;
  }
  if (task === "demote" && value === undefined) return promotedReaction(primitive);
  if (asked === "demote" && !isOfPromoted(operation)) return null;
  return asked;
}

/** A demotion is answered as a monitor of the promoted role is. */
function promotedReaction(primitive: PrimitiveReading): Reaction | null {
  for (const operation of primitive.operations) {
    const asked = readOnFail(operation.element.attributes["on-fail"]);
    if (asked === null || asked === "demote" || !operation.enabled) continue;
    if (isPromotedMonitor(operation)) return asked;
  }
  return null;
}

const isPromotedMonitor = ({ name, interval, element }: Operation): boolean =>
  name === "monitor" && interval > 0 && readRole(element.attributes["role"]) === "promoted";

const isOfPromoted = (operation: Operation | null): boolean =>
  operation !== null && (operation.name === "promote" || isPromotedMonitor(operation));
