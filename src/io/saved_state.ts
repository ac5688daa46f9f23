/** The saved state as a file's text, and back; what has another form is refused, never trusted. */
import * as v from "valibot";
import { ok, printableJson, refuse, type Result, TIMED_ACTIONS } from "../model/mod.ts";
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
const count = v.pipe(finite, v.minValue(0));

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
    interval: count,
    depth: count,
    role: v.optional(v.nullable(v.picklist(["promoted", "unpromoted"])), null),
    timeout: v.optional(count),
    onFail: v.optional(v.string()),
    startDelay: v.optional(count),
    enabled: v.optional(v.boolean()),
  })),
  timeouts: v.record(v.picklist(TIMED_ACTIONS), count),
  onFail: v.optional(v.record(v.picklist(TIMED_ACTIONS), v.string()), {}),
  meta: v.optional(byName(v.union([v.string(), v.boolean(), finite])), {}),
  utilization: v.optional(byName(finite), {}),
  migrationThreshold: count,
  failureTimeout: count,
  stickiness: finite,
});

const ACTION = v.picklist(["probe", "announce", ...TIMED_ACTIONS]);
const ROLE = v.optional(v.nullable(v.picklist(["promoted", "unpromoted"])), null);

/** As `OperationFailures`. */
const OPERATION_FAILURES = v.object({
  action: ACTION,
  interval: count,
  role: ROLE,
  count,
  wall: finite,
});

/** As `HistoryEntry`. */
const HISTORY_ENTRY = v.object({
  action: ACTION,
  interval: count,
  role: ROLE,
  status: v.nullable(finite),
  meaning: v.string(),
  reason: v.string(),
  wall: finite,
  took: finite,
});

/** As `FenceAttempt`. */
const FENCE_ATTEMPT = v.object({
  id: v.object({
    epoch: v.object({ counter: count, node: v.string(), generation: count }),
    serial: count,
  }),
  target: v.string(),
  generation: count,
  action: v.picklist(["off", "reboot", "on", "status"]),
  device: v.string(),
  by: v.string(),
  because: v.string(),
  state: v.picklist(["underWay", "done", "failed"]),
  why: v.string(),
  wall: finite,
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
        v.nullable(v.object({ kind: v.picklist(["to", "from"]), node: v.string() })),
        null,
      ),
      meta: v.optional(byName(v.string()), {}),
    }),
  ),
});
