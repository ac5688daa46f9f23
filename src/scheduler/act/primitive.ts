/** All that takes a primitive from where and what it is to where and what it is to be. */
import { activeNode } from "../state/active_node.ts";
import type { Node } from "../state/node.ts";
import { type Primitive, rank } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { abortDanglingMigrations, canMigrate, scheduleMigration } from "./migration.ts";
import { newAction } from "./new_action.ts";
import { scheduleRecurring } from "./recurring.ts";
import { needsFencing } from "../state/requirement.ts";
import { nextOnTheWay, type Steps, takeStep } from "./role_step.ts";

/** Makes every action that the primitive may need; those that turn out needless stay optional. */
export function createPrimitiveActions(w: Working, primitive: Primitive): void {
  if (primitive.nextRole === "unknown") {
    primitive.nextRole = primitive.assignedTo === null ? "stopped" : "started";
    primitive.nextRoleBecause = "assignment";
  }
  const activity = activityOf(primitive);
  const { current } = activity;
  abortDanglingMigrations(w, primitive);
  const moving = current !== null && primitive.assignedTo !== null &&
    current !== primitive.assignedTo && rank(primitive.nextRole) >= rank("started");
  const migrating = moving && canMigrate(primitive, current) &&
    keepsMigration(primitive, current, activity.nodes);
  const severed = severMigration(primitive, migrating);
  const several = !severed && primitive.partialMigration === null && isSeveral(primitive, activity);
  const { multipleActive } = primitive.meta;
  const stopUnexpected = several && multipleActive === "stop_unexpected";
  const recover = several && (stopUnexpected || multipleActive === "stop_start");

  if (primitive.startPending) {
    const { assignedTo: node } = primitive;
    newAction(w, { resource: primitive, node, task: "start", optional: true }).shown = true;
  }
  const { needStop, needPromote } = moving
    ? { needStop: true, needPromote: false }
    : whatStayingNeeds(w, primitive, current);
  const steps: Steps = { w, primitive, stopUnexpected };
  restart(steps, current, needStop || severed || recover, needPromote);
  changeRole(steps);
  scheduleRecurring(w, primitive);
  if (migrating) scheduleMigration(w, primitive, current);
}

interface Activity {
  /** Where it is active, or the best of several: the one that a migration goes from, or a clean one. */
  readonly current: Node | null;
  readonly nodes: number;
  /** Of these, nodes that answer. */
  readonly clean: number;
}

function activityOf(primitive: Primitive): Activity {
  const { runningOn } = primitive;
  let clean = 0;
  for (const { online, unclean } of runningOn) if (online && !unclean) clean += 1;
  return { current: activeNode(primitive), nodes: runningOn.length, clean };
}

/** A migration under way goes on only where nothing else has changed. */
function keepsMigration(primitive: Primitive, current: Node, nodes: number): boolean {
  const under = primitive.partialMigration;
  return under === null ||
    nodes === 2 && current === under.source && primitive.assignedTo === under.target;
}

/** Gives up a migration that cannot go on: both halves must be stopped. */
function severMigration(primitive: Primitive, migrating: boolean): boolean {
  if (primitive.partialMigration === null || migrating) return false;
  primitive.partialMigration = null;
  return true;
}

/**
 * Whether it is active on more nodes than it should be. One that may start before fencing is done is not
 * taken to be active on nodes that must be fenced.
 */
const isSeveral = (primitive: Primitive, { nodes, clean }: Activity): boolean =>
  (needsFencing(primitive) ? nodes : clean) > 1;

/** What one that does not move needs: to be stopped for its failure, or to be promoted once more. */
function whatStayingNeeds(
  w: Working,
  primitive: Primitive,
  current: Node | null,
): { readonly needStop: boolean; readonly needPromote: boolean } {
  if (primitive.failed) {
    if (primitive.stopping) return { needStop: true, needPromote: false };
    return { needStop: false, needPromote: primitive.nextRole === "promoted" };
  }
  if (primitive.blocked) return { needStop: true, needPromote: false };
  const { assignedTo: node } = primitive;
  if (rank(primitive.role) > rank("started") && current !== null && node !== null) {
    const start = newAction(w, { resource: primitive, node, task: "start", optional: true });
    return { needStop: !start.optional, needPromote: false };
  }
  return { needStop: false, needPromote: false };
}

/** Down to a stop where it is, and up to its role again where it is to be: optional unless needed. */
function restart(steps: Steps, current: Node | null, stop: boolean, promote: boolean): void {
  const { primitive } = steps;
  let role = primitive.role;
  primitive.restarting = true;
  while (role !== "stopped") {
    const next = nextOnTheWay(role, "stopped");
    if (!takeStep(steps, role, next, current, !stop)) break;
    role = next;
  }
  while (
    rank(primitive.role) <= rank(primitive.nextRole) && role !== primitive.role &&
    !primitive.blocked
  ) {
    const next = nextOnTheWay(role, primitive.role);
    const required = stop || next === "promoted" && promote;
    if (!takeStep(steps, role, next, primitive.assignedTo, !required)) break;
    role = next;
  }
  primitive.restarting = false;
}

function changeRole(steps: Steps): void {
  const { primitive } = steps;
  let role = primitive.role;
  while (role !== primitive.nextRole) {
    const next = nextOnTheWay(role, primitive.nextRole);
    if (!takeStep(steps, role, next, primitive.assignedTo, false)) break;
    role = next;
  }
}
