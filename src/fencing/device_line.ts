/** A fence device as the node sees it that calls its agent: one call at a time, the others in line. */
import {
  type Event,
  type FenceDeviceConfig,
  type FenceDeviceReport,
  type FenceOrder,
  type Instant,
  type InstructionId,
  later,
  type Millis,
  NEVER,
  type Random,
} from "../model/mod.ts";
import type { FenceOperation, Judgement } from "./fence_operation.ts";

/** The world ends a call at its timeout; after so much more it is not waited for any longer. */
export const ANSWER_GRACE: Millis = 5000;
/** Within this time after the start every device is asked for the first time. */
const FIRST_MONITOR: Millis = 10_000;
/** A device that failed is asked again at least this often, so that its repair is seen. */
const MONITOR_FAILED: Millis = 60_000;

export interface FenceTask {
  readonly id: InstructionId;
  readonly order: FenceOrder;
}

interface Call {
  readonly operation: FenceOperation;
  /** Null: it is only asked whether it works. */
  readonly task: FenceTask | null;
  readonly begunAt: Instant;
  readonly givenUpAt: Instant;
}

export interface DeviceLine {
  device: FenceDeviceConfig;
  /** The configuration has it no more; what is under way is awaited. */
  isRemoved: boolean;
  call: Call | null;
  waiting: readonly FenceTask[];
  monitorDueAt: Instant;
  state: FenceDeviceReport["state"];
  why: string;
}

export const openLine = (device: FenceDeviceConfig, random: Random, now: Instant): DeviceLine => ({
  device,
  isRemoved: false,
  call: null,
  waiting: [],
  monitorDueAt: firstMonitor(device, random, now),
  state: "unknown",
  why: "",
});

/** Spread, for each node starts with all of them and some devices bear one visitor at a time. */
const firstMonitor = ({ monitor }: FenceDeviceConfig, random: Random, now: Instant): Instant =>
  monitor === 0 ? NEVER : later(now, random.between(0, Math.min(monitor, FIRST_MONITOR)));

/** What is known of a device is kept unless its definition has changed. */
export function reconfigureLine(
  line: DeviceLine,
  device: FenceDeviceConfig,
  random: Random,
  now: Instant,
): void {
  line.isRemoved = false;
  if (JSON.stringify(line.device) === JSON.stringify(device)) return;
  line.device = device;
  line.state = "unknown";
  line.why = "";
  line.monitorDueAt = firstMonitor(device, random, now);
}

export function callMonitor({ device }: DeviceLine, id: number, now: Instant): Call {
  const { timeout } = device;
  const operation: FenceOperation = { id, device, action: "monitor", target: null, timeout };
  return { operation, task: null, ...timesOf(operation, now) };
}

export function callAgent({ device }: DeviceLine, task: FenceTask, id: number, now: Instant): Call {
  const { action, target } = task.order;
  const operation: FenceOperation = { id, device, action, target, timeout: device.timeout };
  return { operation, task, ...timesOf(operation, now) };
}

const timesOf = ({ timeout }: FenceOperation, now: Instant) => ({
  begunAt: now,
  givenUpAt: later(now, timeout + ANSWER_GRACE),
});

/**
 * What an answer says of the device itself: whatever it did well, it works; that it could not fence
 * some node need not be its fault. Returns the news.
 */
export function noteAnswer(
  line: DeviceLine,
  isMonitor: boolean,
  { good, why }: Judgement,
  now: Instant,
): Event | null {
  const before = line.state;
  if (good || isMonitor) {
    line.state = good ? "works" : "failed";
    line.why = why;
  }
  const { name: device, monitor } = line.device;
  if (isMonitor) {
    line.monitorDueAt = monitor === 0
      ? NEVER
      : later(now, good ? monitor : Math.min(monitor, MONITOR_FAILED));
  }
  if (line.state === before || before === "unknown" && good) return null;
  return { kind: "fenceDevice", device, works: good, why };
}

/** When something is to be done about it. */
export function lineDueAt({ call, monitorDueAt, isRemoved }: DeviceLine): Instant {
  if (call !== null) return call.givenUpAt;
  return isRemoved ? NEVER : monitorDueAt;
}
