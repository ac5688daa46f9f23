/** The saved state as a file's text, and back; what has another form is refused, never trusted. */
import * as v from "valibot";
import {
  clip,
  isWordOfObjects,
  LONGEST_NAME,
  LONGEST_REASON,
  ok,
  printableJson,
  refuse,
  type Result,
  TIMED_ACTIONS,
} from "../model/mod.ts";
import type { SavedState } from "../node/mod.ts";
import { byName } from "../wire/mod.ts";

/** Raised when an older hb could misread the file. */
const FORMAT = 1;

export const printSavedState = (state: SavedState): string =>
  `${printableJson({ format: FORMAT, ...state }, 1)}\n`;

/** The problem is the rest of a sentence about the file. */
export function readSavedState(text: string): Result<SavedState, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const read = v.safeParse(SAVED_STATE, json);
  if (!read.success) {
    const [issue] = read.issues;
    return refuse(`${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`);
  }
  const { format: _, ...state } = read.output;
  return ok(state as unknown as SavedState);
}

const finite = v.pipe(v.number(), v.finite());
const length = v.pipe(finite, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What the other nodes are told, and would refuse in any other form. */
const name = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LONGEST_NAME),
  v.check((key) => !isWordOfObjects(key), "a word of JavaScript's"),
);
/** For people: of one that is too long the beginning is enough. */
const text = v.pipe(v.string(), v.transform((whole) => clip(whole, LONGEST_REASON)));
/** A date that a calendar has (ECMA-262, 21.4.1.1). */
const wall = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));

const AGENT_REF = v.variant("class", [
  v.object({ class: v.literal("hb"), type: v.literal("vip") }),
  v.object({ class: v.literal("ocf"), provider: v.string(), type: v.string() }),
  v.object({ class: v.literal("lsb"), type: v.string() }),
  v.object({ class: v.literal("systemd"), type: v.string() }),
  v.object({ class: v.literal("heartbeat"), type: v.string(), args: v.array(v.string()) }),
]);

/** As `ResourceConfig`. */
const RESOURCE = v.object({
  id: v.string(),
  agent: AGENT_REF,
  params: byName(v.string()),
  prefer: v.array(v.string()),
  monitors: v.array(v.object({
    interval: length,
    depth: length,
    role: v.optional(v.nullable(v.picklist(["promoted", "unpromoted"])), null),
    timeout: v.optional(length),
    onFail: v.optional(v.string()),
    startDelay: v.optional(length),
    enabled: v.optional(v.boolean()),
  })),
  timeouts: v.record(v.picklist(TIMED_ACTIONS), length),
  onFail: v.optional(v.record(v.picklist(TIMED_ACTIONS), v.string()), {}),
  meta: v.optional(byName(v.union([v.string(), v.boolean(), finite])), {}),
  utilization: v.optional(byName(finite), {}),
  migrationThreshold: length,
  failureTimeout: length,
  stickiness: finite,
});

const ACTION = v.picklist(["probe", "announce", ...TIMED_ACTIONS]);
const ROLE = v.optional(v.nullable(v.picklist(["promoted", "unpromoted"])), null);

/** As `OperationFailures`. */
const OPERATION_FAILURES = v.object({
  action: ACTION,
  interval: length,
  role: ROLE,
  count,
  wall,
});

/** As `HistoryEntry`. */
const HISTORY_ENTRY = v.object({
  action: ACTION,
  interval: length,
  role: ROLE,
  status: v.nullable(finite),
  meaning: text,
  reason: text,
  wall,
  took: finite,
});

/** As `FenceAttempt`. */
const FENCE_ATTEMPT = v.object({
  id: v.object({
    epoch: v.object({ counter: count, node: name, generation: count }),
    serial: count,
  }),
  target: name,
  generation: count,
  action: v.picklist(["off", "reboot", "on", "status"]),
  device: name,
  by: name,
  because: text,
  state: v.picklist(["underWay", "done", "failed"]),
  why: text,
  wall,
  took: finite,
});

const SAVED_STATE = v.object({
  fencing: v.optional(v.array(FENCE_ATTEMPT), []),
  attributes: v.optional(byName(v.string()), {}),
  format: v.literal(FORMAT),
  boot: v.string(),
  epoch: count,
  settings: byName(
    v.object({
      value: v.nullable(v.string()),
      stamp: v.object({ counter: count, by: v.string() }),
      user: v.optional(v.string()),
    }),
  ),
  cleaned: byName(count),
  resources: byName(
    v.object({
      failures: v.optional(v.array(OPERATION_FAILURES), []),
      failedAt: v.nullable(finite),
      lastFailure: v.nullable(HISTORY_ENTRY),
      running: v.nullable(RESOURCE),
      startedAt: v.nullable(finite),
      promoted: v.optional(v.boolean(), false),
      migration: v.optional(
        v.nullable(v.object({ kind: v.picklist(["to", "from"]), node: name })),
        null,
      ),
      meta: v.optional(byName(v.string()), {}),
    }),
  ),
});
