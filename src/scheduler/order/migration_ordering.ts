/**
 * What holds for starts and stops must hold for live migrations as well: `migrate_to` is what a
 * migrating resource does before its stop, `migrate_from` what it does in place of its start.
 */
import { ORDER, type Ordering } from "../state/ordering.ts";
import { isInside, type Resource } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { orderTasks } from "./new_ordering.ts";

/** Adds what an ordering of two resources means where one of them may migrate. */
export function orderMigrations(w: Working, ordering: Ordering): void {
  const { firstResource: first, thenResource: then } = ordering;
  if (first === null || then === null || first === then) return;
  const firstMoves = first.meta.allowMigrate;
  const thenMoves = then.meta.allowMigrate;
  if (!thenMoves || isInside(first, then) || isInside(then, first)) return;
  const firstTask = ordering.firstAction?.task ?? ordering.firstTask;
  const thenTask = ordering.thenAction?.task ?? ordering.thenTask;
  // Where the first migrates itself, its own migration takes the place of its start or stop.
  const unlessMigrated = firstMoves ? ORDER.optional | ORDER.unlessFirstMigrates : ORDER.optional;
  if (firstTask === "start" && thenTask === "start") {
    if (firstMoves) orderTasks(w, first, "migrate_from", then, "migrate_to", ORDER.optional);
    orderTasks(w, first, "start", then, "migrate_to", unlessMigrated);
  } else if (firstTask === "stop" && thenTask === "stop") {
    orderBefore(w, first, "stop", then, unlessMigrated);
  } else if (firstTask === "promote" && thenTask === "start") {
    orderTasks(w, first, "promote", then, "migrate_to", ORDER.optional);
  } else if (firstTask === "demote" && thenTask === "stop") {
    orderBefore(w, first, "demote", then, ORDER.optional);
  }
}

/** Of a migration that has begun already, only its second half is still to come. */
function orderBefore(
  w: Working,
  first: Resource,
  task: string,
  then: Resource,
  flags: number,
): void {
  orderTasks(w, first, task, then, "migrate_to", flags);
  if (then.kind === "primitive" && then.partialMigration !== null) {
    orderTasks(w, first, task, then, "migrate_from", flags);
  }
}
