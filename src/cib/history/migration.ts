/**
 * What a live migration in a history means, of whose three steps (migrate_to on the source, migrate_from
 * on the target, stop on the source) some may have failed, or be still to come.
 */
import type { NodeReading } from "../node.ts";
import { EXECUTION, EXIT, type HistoryEntry } from "./entry.ts";
import type { Records } from "./records.ts";
import type { HistoryState } from "./state.ts";

interface Surroundings {
  readonly records: Records;
  readonly nodes: readonly NodeReading[];
}

interface Ends {
  readonly source: string;
  readonly target: string;
}

/** It has left the source well. */
export function applyMigrateTo(
  state: HistoryState,
  entry: HistoryEntry,
  { records, nodes }: Surroundings,
): void {
  const ends = endsOf(entry, state.node, null);
  if (ends === null) return;
  const { source, target } = ends;
  const id = nameOf(state);
  const arrival = records.find(id, "migrate_from", target, source);
  const sourceMovedOn = records.hasActionAfter(id, source, entry, true);
  if (arrival !== null && sourceMovedOn) return;
  const targetMovedOn = hasMovedOn(records, id, target, ends, entry, arrival);
  if (sourceMovedOn && targetMovedOn) return;
  if (arrival !== null && isGood(arrival)) {
    state.role = "stopped";
    state.noteMigration({ dangling: true });
    return;
  }
  state.role = "started";
  const there = onlineNode(nodes, target);
  // Of a target that nothing is known of a probe will tell.
  if (there !== null && records.isUnknown(id, target)) return;
  const onTarget = !targetMovedOn && there !== null;
  if (arrival !== null && arrival.execution !== EXECUTION.pending) {
    state.noteMigration(
      onTarget ? { alsoOn: there.name } : { failed: true },
    );
    return;
  }
  if (onTarget) {
    state.noteMigration({ alsoOn: there.name });
    const here = onlineNode(nodes, source);
    if (here !== null) state.noteMigration({ partial: { source: here.name, target: there.name } });
  } else if (!sourceMovedOn) {
    state.noteMigration({ failed: true });
  }
}

/** It failed to leave: it may be active on both. */
export function applyFailedMigrateTo(
  state: HistoryState,
  entry: HistoryEntry,
  around: Surroundings,
): void {
  const ends = endsOf(entry, state.node, null);
  if (ends === null) return;
  const { source, target } = ends;
  const id = nameOf(state);
  state.role = "started";
  const arrival = findGood(around.records, id, "migrate_from", target, source);
  if (mayBeAt(target, id, ends, entry, arrival, around)) noteAlsoOn(state, target, around);
  else if (!around.records.hasActionAfter(id, source, entry, true)) {
    state.noteMigration({ dangling: true });
  }
}

/** It failed to arrive. */
export function applyFailedMigrateFrom(
  state: HistoryState,
  entry: HistoryEntry,
  around: Surroundings,
): void {
  const ends = endsOf(entry, null, state.node);
  if (ends === null) return;
  const { source, target } = ends;
  const id = nameOf(state);
  state.role = "started";
  const departure = findGood(around.records, id, "migrate_to", source, target);
  if (mayBeAt(source, id, ends, departure, entry, around)) noteAlsoOn(state, source, around);
}

/** Something is known of it at that end, and nothing newer than the migration. */
const mayBeAt = (
  end: string,
  id: string,
  ends: Ends,
  departure: HistoryEntry | null,
  arrival: HistoryEntry | null,
  { records }: Surroundings,
): boolean =>
  !records.isUnknown(id, end) && !hasMovedOn(records, id, end, ends, departure, arrival);

function noteAlsoOn(state: HistoryState, end: string, { nodes }: Surroundings): void {
  const node = onlineNode(nodes, end);
  if (node !== null) state.noteMigration({ alsoOn: node.name });
}

function findGood(
  records: Records,
  id: string,
  task: "migrate_to" | "migrate_from",
  node: string,
  other: string,
): HistoryEntry | null {
  const found = records.find(id, task, node, other);
  return found !== null && isGood(found) ? found : null;
}

/**
 * The name by which other nodes' records are looked up. An instance that nobody can tell from the others is
 * looked up by a number that its records need not have: nothing is known of it elsewhere.
 */
const nameOf = ({ record, primitive }: HistoryState): string =>
  primitive.clone === null || primitive.clone.unique ? record.id : NOBODY;

const NOBODY = "";

const isGood = ({ exit, execution }: HistoryEntry): boolean =>
  exit === EXIT.ok && execution === EXECUTION.done;

/** null: what is recorded makes no sense for these nodes. */
function endsOf(
  { element }: HistoryEntry,
  isSource: NodeReading | null,
  isTarget: NodeReading | null,
): Ends | null {
  const source = element.attributes["migrate_source"];
  const target = element.attributes["migrate_target"];
  if (source === undefined || target === undefined) return null;
  if (isSource !== null && !isNamed(isSource, source)) return null;
  if (isTarget !== null && !isNamed(isTarget, target)) return null;
  return { source, target };
}

const isNamed = (node: NodeReading, name: string): boolean =>
  node.name.toLowerCase() === name.toLowerCase();

const onlineNode = (nodes: readonly NodeReading[], name: string): NodeReading | null =>
  nodes.find((node) => node.online && isNamed(node, name)) ?? null;

/** Something newer than the migration is known of it on that node. */
function hasMovedOn(
  records: Records,
  id: string,
  node: string,
  { source, target }: Ends,
  departure: HistoryEntry | null,
  arrival: HistoryEntry | null,
): boolean {
  const isTarget = node.toLowerCase() === target.toLowerCase();
  const isSource = !isTarget && node.toLowerCase() === source.toLowerCase();
  const event = isSource ? departure ?? arrival : arrival ?? departure;
  const sameNode = isTarget ? arrival !== null : isSource && departure !== null;
  return records.hasActionAfter(id, node, event, sameNode) ||
    records.isStoppedAfter(id, node, event, sameNode);
}
