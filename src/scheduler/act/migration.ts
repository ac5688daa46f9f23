/** Live migration: from node to node without a stop in between, in place of stop and start. */
import { newOrdering } from "../order/new_ordering.ts";
import type { Action } from "../state/action.ts";
import type { Node } from "../state/node.ts";
import { ORDER } from "../state/ordering.ts";
import type { Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { scheduleCleanup } from "./cleanup.ts";
import { newAction } from "./new_action.ts";

/** Both nodes must be well, and the resource too. Source: Pacemaker Explained, "Migrating Resources". */
export function canMigrate(primitive: Primitive, current: Node): boolean {
  const { assignedTo: next } = primitive;
  return primitive.meta.allowMigrate && primitive.managed && !primitive.failed &&
    !primitive.startPending && !current.unclean && next !== null && !next.unclean;
}

/**
 * Makes migrate_to on the node that it leaves and migrate_from on the one it comes to. Its stop and
 * start, made already, stay as what closes the migration: the stop after it, the start nothing but a mark.
 */
export function scheduleMigration(w: Working, primitive: Primitive, current: Node): void {
  const target = primitive.assignedTo as Node;
  const partial = primitive.partialMigration !== null;
  const make = (task: string, node: Node): Action =>
    newAction(w, { resource: primitive, node, task, optional: true });
  const start = make("start", target);
  const stop = make("stop", current);
  const migrateTo = partial ? null : make("migrate_to", current);
  const migrateFrom = make("migrate_from", target);
  for (const one of [start, stop, migrateTo, migrateFrom]) {
    if (one !== null) one.migrateRunnable = true;
  }
  start.pseudo = true;
  (migrateTo ?? migrateFrom).needs = start.needs;
  const then = (first: string, second: string, flags: number): void =>
    newOrdering(
      w,
      { resource: primitive, task: first },
      { resource: primitive, task: second },
      flags,
    );
  const implied = ORDER.optional | ORDER.migration;
  if (migrateTo === null) {
    then("monitor", "migrate_from", ORDER.optional);
  } else {
    then("monitor", "migrate_to", ORDER.optional);
    then("migrate_to", "migrate_from", implied);
  }
  then("migrate_from", "stop", implied);
  then("migrate_from", "start", implied | ORDER.insteadOfThen);
  for (const one of [migrateTo, migrateFrom]) {
    one?.meta.set("migrate_source", current.name);
    one?.meta.set("migrate_target", target.name);
  }
}

/** Half a migration that nobody will end: it is stopped where it hangs. */
export function abortDanglingMigrations(w: Working, primitive: Primitive): void {
  for (const node of primitive.danglingMigrations) {
    const stop = newAction(w, { resource: primitive, node, task: "stop", optional: false });
    stop.dangling = true;
    if (w.input.options.removeAfterStop) scheduleCleanup(w, primitive, node, false);
  }
}
