/** One operation in a resource's history (`lrm_rsc_op`), and which of two came later. */
import type { Millis } from "../../model/mod.ts";
import type { Element } from "../element.ts";
import { readInteger } from "../value.ts";

/** How an operation ended, by Pacemaker's numbers. */
export const EXECUTION = {
  pending: -1,
  done: 0,
  cancelled: 1,
  timeout: 2,
  notSupported: 3,
  error: 4,
  hardError: 5,
  fatalError: 6,
  notInstalled: 7,
  notConnected: 8,
  invalid: 9,
  noFenceDevice: 10,
  noSecrets: 11,
} as const;

/** An agent's exit status. Source: the OCF resource agent API 1.1. */
export const EXIT = {
  ok: 0,
  error: 1,
  invalidParameter: 2,
  notImplemented: 3,
  notPrivileged: 4,
  notInstalled: 5,
  notConfigured: 6,
  notRunning: 7,
  promoted: 8,
  failedPromoted: 9,
  degraded: 190,
  degradedPromoted: 191,
} as const;

export interface HistoryEntry {
  readonly element: Element;
  readonly id: string;
  readonly task: string;
  readonly interval: Millis;
  /** −1: pending. */
  readonly callId: number;
  /** null: not to be read. */
  readonly execution: number | null;
  readonly exit: number;
  /** The exit status that was expected; −1: not known. */
  readonly expected: number;
  /** Seconds since 1970. */
  readonly changed: number | null;
  readonly key: string;
  readonly onNode: string | null;
  /** Done with the parameters that are configured now, whatever its sums say. */
  readonly current?: boolean;
}

export function readEntry(element: Element): HistoryEntry {
  const { attributes } = element;
  return {
    element,
    id: attributes["id"] ?? "",
    task: attributes["operation"] ?? "",
    interval: Math.max(0, readInteger(attributes["interval"]) ?? 0),
    callId: readInteger(attributes["call-id"]) ?? -1,
    execution: readInteger(attributes["op-status"]),
    exit: readInteger(attributes["rc-code"]) ?? EXIT.ok,
    expected: expectedExit(attributes["transition-key"]),
    changed: readInteger(attributes["last-rc-change"]),
    key: attributes["operation_key"] ?? attributes["id"] ?? "",
    onNode: attributes["on_node"]?.toLowerCase() ?? null,
  };
}

/** `ACTION:TRANSITION:EXPECTED:UUID`. */
const expectedExit = (key: string | undefined): number =>
  Number(/^-?\d+:-?\d+:(-?\d+):/.exec(key ?? "")?.[1] ?? -1);

export const isProbe = ({ task, interval }: HistoryEntry): boolean =>
  task === "monitor" && interval === 0;

/** A probe that only says that the agent cannot be there: as good as "not running". */
export const isMaskedProbe = (entry: HistoryEntry): boolean =>
  isProbe(entry) &&
  (entry.exit === EXIT.notInstalled || entry.exit === EXIT.invalidParameter ||
    entry.execution === EXECUTION.notInstalled);

/**
 * Below 0: `one` came before `other`. Call ids count on one node, times between nodes; a pending
 * operation has no call id, and its place is that of the transition it belongs to.
 */
export function compareEntries(one: HistoryEntry, other: HistoryEntry, sameNode = true): number {
  const together = one.onNode === null || other.onNode === null
    ? sameNode
    : one.onNode === other.onNode;
  if (together && one.id === other.id) return 0;
  const [a, b] = [one.callId, other.callId];
  if (a === -1 && b === -1) return 0;
  if (together && a >= 0 && a < b) return -1;
  if (together && b >= 0 && a > b) return 1;
  if (a >= 0 && b >= 0) return compareTimes(one.changed ?? -1, other.changed ?? -1);
  return compareTransitions(one, other);
}

function compareTimes(one: number, other: number): number {
  if (one >= 0 && one < other) return -1;
  return other >= 0 && one > other ? 1 : 0;
}

function compareTransitions(one: HistoryEntry, other: HistoryEntry): number {
  const [left, right] = [transitionOf(one), transitionOf(other)];
  if (left === null || right === null) return 0;
  if (left.uuid !== right.uuid || left.number === right.number) {
    if (other.callId === -1) return -1;
    return one.callId === -1 ? 1 : 0;
  }
  if ((left.number >= 0 && left.number < right.number) || right.number === -1) return -1;
  return (right.number >= 0 && left.number > right.number) || left.number === -1 ? 1 : 0;
}

function transitionOf({ element }: HistoryEntry): { number: number; uuid: string } | null {
  const magic = element.attributes["transition-magic"] ?? "";
  const found = /^-?\d+:-?\d+;-?\d+:(-?\d+):-?\d+:(.*)$/.exec(magic);
  return found === null ? null : { number: Number(found[1]), uuid: (found[2] ?? "").toLowerCase() };
}

/**
 * Sorted as Pacemaker does: which of two came later cannot be told of all, so that the order depends on
 * which are compared.
 */
export function sortEntries(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  if (entries.length < 2) return entries;
  const middle = entries.length >> 1;
  const left = sortEntries(entries.slice(0, middle));
  const right = sortEntries(entries.slice(middle));
  const sorted: HistoryEntry[] = [];
  let [a, b] = [0, 0];
  while (a < left.length && b < right.length) {
    const [one, other] = [left[a] as HistoryEntry, right[b] as HistoryEntry];
    if (compareEntries(one, other) <= 0) {
      sorted.push(one);
      a += 1;
    } else {
      sorted.push(other);
      b += 1;
    }
  }
  return [...sorted, ...left.slice(a), ...right.slice(b)];
}

/** Which part of a sorted history is about what runs now: from the last start on. */
export function activeSpan(
  entries: readonly HistoryEntry[],
): { readonly start: number; readonly stop: number } {
  let start = -1;
  let stop = -1;
  let monitored = -1;
  let promoted = -1;
  for (const [index, { task, execution, exit }] of entries.entries()) {
    if (task === "stop" && execution === EXECUTION.done) stop = index;
    else if (task === "start" || task === "migrate_from") start = index;
    else if (monitored <= stop && task === "monitor") {
      if (exit === EXIT.ok || exit === EXIT.promoted) monitored = index;
    } else if (task === "promote" || task === "demote") promoted = index;
  }
  if (start === -1) start = promoted === -1 ? monitored : promoted;
  return { start, stop };
}
