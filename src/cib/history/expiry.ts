/** Which failures are over: by `failure-timeout`, or since the resource has been redefined. */
import { stripNumber } from "../../model/mod.ts";
import { childrenOf } from "../element.ts";
import type { NodeReading } from "../node.ts";
import type { PrimitiveReading } from "../primitive.ts";
import { readInterval } from "../value.ts";
import { EXECUTION, EXIT, type HistoryEntry, isProbe } from "./entry.ts";
import type { Failcounts } from "./failcount.ts";
import type { ResourceRecord } from "./records.ts";

export interface Expiry {
  readonly expired: boolean;
  /** Why the failcounts are to be forgotten; null: they are not. */
  readonly clear: string | null;
}

const VALID: Expiry = { expired: false, clear: null };

export interface ExpirySpec {
  readonly entry: HistoryEntry;
  readonly node: NodeReading;
  readonly primitive: PrimitiveReading;
  /** The name that its failures are counted by. */
  readonly name: string;
  readonly failcounts: Failcounts;
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds; 0: never. */
  readonly timeout: number;
  /** Whether the operation was done with other parameters. */
  readonly redefined: () => boolean;
}

export function expiryOf(spec: ExpirySpec): Expiry {
  const { entry, node, name, failcounts, now, timeout, redefined } = spec;
  if (entry.execution === EXECUTION.notInstalled) return VALID;
  const { count, last } = failcounts.of(name, node);
  const timed = timeout > 0 && entry.changed !== null;
  const current = timed && !isOver(count, last, timeout, now) ? count : 0;
  let expired = timed && now >= (entry.changed as number) + timeout;
  let clear: string | null = null;
  if (expired && count > 0) {
    if (current === 0) clear = "it expired";
    else expired = false;
  }
  const lastFailure = entry.id.endsWith("_last_failure_0");
  if (!expired && lastFailure && ["start", "monitor"].includes(entry.task) && redefined()) {
    clear = "resource parameters have changed";
  }
  return { expired: expired && !isFinding(entry), clear };
}

/** All counted failures, by the time of the last. */
const isOver = (count: number, last: number, timeout: number, now: number): boolean =>
  count > 0 && last > 0 && now > last + timeout;

const FINDINGS: readonly number[] = [
  EXIT.ok,
  EXIT.notRunning,
  EXIT.promoted,
  EXIT.degraded,
  EXIT.degradedPromoted,
];

/** What a probe has found does not grow old. */
const isFinding = (entry: HistoryEntry): boolean => isProbe(entry) && FINDINGS.includes(entry.exit);

/**
 * Whether a failure here blocks its resource, so that it must never be forgotten by time. `entry`: only
 * if it is that one.
 */
export function isBlocking(
  { element }: PrimitiveReading,
  record: ResourceRecord,
  entry: HistoryEntry | null,
): boolean {
  const name = stripNumber(record.id);
  const blocking = element.children.filter((child) => child.name === "operations")
    .flatMap((operations) => childrenOf(operations, "op"))
    .filter(({ attributes }) => attributes["on-fail"] === "block");
  if (blocking.length === 0) return false;
  const entries = entry === null ? record.entries : [entry];
  return blocking.some(({ attributes }) =>
    entries.some((one) =>
      one.task === attributes["name"] && one.interval === readInterval(attributes["interval"]) &&
      isFailureOf(name, one)
    )
  );
}

const isFailureOf = (name: string, { id, task, interval, exit, expected }: HistoryEntry): boolean =>
  id === `${name}_last_failure_0` ||
  (id === `${name}_${task}_${interval}` && exit !== expected);
