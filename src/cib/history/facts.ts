/** From all resources' histories to one fact for each resource and node, in Pacemaker's order. */
import { stripNumber } from "../../model/mod.ts";
import {
  type ClusterOptions,
  rank,
  type RecurringFact,
  type ResourceFact,
} from "../../scheduler/mod.ts";
import type { Element } from "../element.ts";
import { condemn, nodeOf, type NodeReading } from "../node.ts";
import { orphanReading, type PrimitiveReading } from "../primitive.ts";
import { isTrue } from "../value.ts";
import { activeSpan, EXECUTION, type HistoryEntry, sortEntries } from "./entry.ts";
import type { Definition } from "./digest.ts";
import { interpretEntry, type Interpreter } from "./interpret.ts";
import type { ResourceRecord } from "./records.ts";
import { HistoryState } from "./state.ts";

export function readFacts(
  interpreter: Interpreter,
  states: readonly Element[],
  primitives: ReadonlyMap<string, PrimitiveReading>,
): readonly ResourceFact[] {
  const { nodes, options, records } = interpreter;
  const managed = new Map<string, boolean>();
  const facts: ResourceFact[] = [];
  const done = new Set<NodeReading>();
  for (const element of states) {
    const node = nodeOf(nodes, element);
    if (node === null || done.has(node)) continue;
    // Without fencing, what a node that is off has had is of no account.
    if (!node.online && !options.fencingEnabled && !options.shutdownLock) continue;
    done.add(node);
    for (const record of records.of(element)) {
      const fact = readFact(interpreter, record, node, primitives, managed);
      if (fact !== null) facts.push(fact);
    }
  }
  return facts;
}

function readFact(
  interpreter: Interpreter,
  record: ResourceRecord,
  node: NodeReading,
  primitives: ReadonlyMap<string, PrimitiveReading>,
  managed: Map<string, boolean>,
): ResourceFact | null {
  const { options } = interpreter;
  if (record.entries.length === 0 && !options.shutdownLock) return null;
  const primitive = primitiveOf(primitives, record.id, interpreter.nodes.length) ??
    orphanReading(interpreter.reading, options.nodeHealth, record.element);
  const wasManaged = managed.get(record.id) ?? isManaged(primitive, options);
  const state = new HistoryState(record, primitive, node, wasManaged);
  const entries = sortEntries([...record.entries].reverse());
  for (const entry of entries) interpretEntry(interpreter, state, entry);
  noteUnreachable(state, options);
  if (state.reaction === "fence") condemn(node, `${record.id} failed there`);
  if (state.reaction === "block" && node.unclean === null) state.managed = false;
  // What is active on a node in maintenance is left to itself, wherever else it may be.
  if (node.maintenance && rank(state.role) > rank("stopped")) state.managed = false;
  const isOne = primitive.clone === null || primitive.clone.unique;
  if (isOne) managed.set(record.id, state.managed);
  return toFact(interpreter, state, entries);
}

/** Unique instances are known by their numbers only, others by any; null: what has no configuration. */
function primitiveOf(
  primitives: ReadonlyMap<string, PrimitiveReading>,
  recorded: string,
  nodes: number,
): PrimitiveReading | null {
  const number = /:(\d+)$/.exec(recorded)?.[1];
  const exact = primitives.get(recorded);
  if (exact !== undefined) return exact.clone?.unique ? null : exact;
  const cloned = primitives.get(stripNumber(recorded));
  const clone = cloned?.clone ?? null;
  if (cloned === undefined || clone === null) return null;
  return clone.unique && Number(number) >= Math.max(1, clone.max ?? nodes) ? null : cloned;
}

function isManaged(primitive: PrimitiveReading, options: ClusterOptions): boolean {
  if (primitive.orphan && !options.stopOrphanResources) return false;
  const { meta } = primitive;
  const managed = meta.get("is-managed");
  if (options.maintenanceMode || isTrue(meta.get("maintenance"))) return false;
  return managed === undefined || managed.toLowerCase() === "default" || isTrue(managed);
}

/** Only fencing can make sure that what a node that is out of reach had is stopped. */
function noteUnreachable({ role, node, managed, record }: HistoryState, options: ClusterOptions) {
  if (rank(role) <= rank("stopped") || node.online || node.maintenance) return;
  if (managed && options.fencingEnabled) {
    condemn(node, `${record.id} is thought to be active there`);
  }
}

function toFact(
  interpreter: Interpreter,
  state: HistoryState,
  entries: readonly HistoryEntry[],
): ResourceFact {
  const { record, role, reaction } = state;
  const { type = "", class: standard = "", provider } = record.element.attributes;
  return {
    resource: record.id,
    node: state.node.name,
    agent: { class: standard, provider: provider ?? null, type },
    role,
    failureIgnored: state.failureIgnored,
    reaction: reaction === "ignore" ? null : reaction,
    nextRole: state.nextRole,
    nextRoleCleared: state.nextRoleCleared,
    bans: state.bans,
    pending: state.startPending ? "start" : state.pending,
    recurring: recurringOf(interpreter, state, entries),
    definition: definitionOf(interpreter, state, entries),
    clearFailures: state.clearFailures,
    ...(state.migrating === null ? {} : { migrating: state.migrating }),
    ...(state.blocked ? { blocked: true } : {}),
    ...(state.probeFailure === null ? {} : { probeFailure: state.probeFailure }),
  };
}

/** Recurring operations since the last start, or stop. */
function recurringOf(
  interpreter: Interpreter,
  state: HistoryState,
  entries: readonly HistoryEntry[],
): readonly RecurringFact[] {
  const { start, stop } = activeSpan(entries);
  const from = start < stop ? stop + 1 : Math.max(0, start);
  return entries.slice(from).flatMap((entry): readonly RecurringFact[] => {
    const { task: name, interval, expected, execution } = entry;
    if (interval === 0) return [];
    const underWay = execution === EXECUTION.pending;
    const found = compareWith(interpreter, state, entry);
    const fact = { name, interval, same: found === "same", expects: Math.max(0, expected) };
    const again = found === "restart" ? { again: true } : {};
    const sinceStop = start < stop ? { sinceStop: true } : {};
    return [{ ...fact, ...again, ...sinceStop, ...(underWay ? { underWay } : {}) }];
  });
}

function compareWith(
  { digests }: Interpreter,
  { primitive, node, stale }: HistoryState,
  entry: HistoryEntry,
): Definition {
  if (primitive.orphan) return "same";
  const found = digests.compare(primitive, entry, node, stale.has(entry));
  return digests.onlySecretsDiffer(primitive, entry, node) ? "same" : found;
}

const DEFINING: ReadonlySet<string> = new Set(["monitor", "start", "promote", "migrate_from"]);

/** What those since the last start say together; a restart is more than a reload. */
function definitionOf(
  { digests }: Interpreter,
  { primitive, node }: HistoryState,
  entries: readonly HistoryEntry[],
): ResourceFact["definition"] {
  if (primitive.orphan) return "same";
  const { start, stop } = activeSpan(entries);
  if (start < stop) return "same";
  let definition: ResourceFact["definition"] = "same";
  for (const entry of entries.slice(Math.max(0, start))) {
    if (entry.interval > 0 || !DEFINING.has(entry.task)) continue;
    const found = digests.compare(primitive, entry, node);
    if (found === "same" || digests.onlySecretsDiffer(primitive, entry, node)) continue;
    const reloadable = found === "other" &&
      entry.element.attributes["op-restart-digest"] !== undefined;
    if (!reloadable) return "restart";
    definition = "reload";
  }
  return definition;
}
