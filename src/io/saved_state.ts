/**
 * The saved state as a file's text, and back; what has another form is refused, never trusted.
 *
 *     { "format": 1, "boot": …, "epoch": …, … }
 *
 * How versions of hb read each other's files:
 *
 * - `format` stands first, so that it is found even in a file that is damaged further on.
 * - It rises only where an older hb could misread the file, e.g. for a new word in a list of words.
 * - A new field raises nothing: it has a default for older files, and an older hb passes it over.
 * - `readableFrom`, in formats above 1, is the oldest format whose readers may read the file. They
 *   take what they know. Where it is missing they are those of `format` itself.
 * - A newer hb's file is kept beside (`state.json.format2`), for what this hb saves takes its place.
 * - Each format stays readable for ever; `tests/io/saved/` has a file of each.
 */
import * as v from "valibot";
import {
  clip,
  isWordOfObjects,
  LONGEST_NAME,
  LONGEST_REASON,
  MOST_EPOCH,
  MOST_GENERATION,
  MOST_SAVED_EPOCH,
  MOST_SAVED_STAMP,
  ok,
  printableJson,
  refuse,
  type Result,
  TIMED_ACTIONS,
} from "../model/mod.ts";
import type { SavedState } from "../node/mod.ts";
import { byName } from "../wire/mod.ts";

export const FORMAT = 1;

/** Nothing that `readSavedState` would refuse, however far the cluster has counted meanwhile. */
export function printSavedState(state: SavedState): string {
  const believable: SavedState = {
    ...state,
    epoch: Math.min(state.epoch, MOST_SAVED_EPOCH),
    settings: upTo(MOST_SAVED_STAMP, state.settings, ({ stamp }) => stamp.counter),
    cleaned: upTo(MOST_SAVED_STAMP, state.cleaned, (counter) => counter),
  };
  return `${printableJson({ format: FORMAT, ...believable }, 1)}\n`;
}

const upTo = <Value>(
  most: number,
  entries: Readonly<Record<string, Value>>,
  counterOf: (value: Value) => number,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => counterOf(value) <= most));

/** The format of a text that a newer hb wrote; null: none did. */
export function newerFormat(text: string): number | null {
  const format = Number(/^\s*\{\s*"format"\s*:\s*(\d{1,6})\s*[,}]/.exec(text)?.[1] ?? 0);
  return format > FORMAT ? format : null;
}

/** The problem is the rest of a sentence about the file. */
export function readSavedState(text: string): Result<SavedState, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const header = v.safeParse(HEADER, json);
  if (!header.success) return refuse(explain(header.issues));
  const { format, readableFrom = format } = header.output;
  if (readableFrom > FORMAT) {
    return refuse(
      `a newer hb wrote it, in format ${format}, and this one reads format ${FORMAT} at most`,
    );
  }
  const read = v.safeParse(SAVED_STATE, json);
  return read.success ? ok(read.output as unknown as SavedState) : refuse(explain(read.issues));
}

const explain = ([issue]: readonly [v.BaseIssue<unknown>, ...unknown[]]): string =>
  `${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`;

const finite = v.pipe(v.number(), v.finite());
const length = v.pipe(finite, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const upToCount = (most: number) => v.pipe(count, v.maxValue(most));
const stamp = upToCount(MOST_SAVED_STAMP);
const generation = upToCount(MOST_GENERATION);
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

/** By action; of those that are not known to this hb nothing is kept. */
const byAction = <Value>(value: v.GenericSchema<Value>) =>
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((all) =>
      Object.fromEntries(TIMED_ACTIONS.flatMap((key) => key in all ? [[key, all[key]]] : []))
    ),
    v.record(v.string(), value),
  );

const HEADER = v.object({
  format: v.pipe(count, v.minValue(1)),
  readableFrom: v.optional(v.pipe(count, v.minValue(1))),
});

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
  timeouts: byAction(length),
  onFail: v.optional(byAction(v.string()), {}),
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
    epoch: v.object({ counter: upToCount(MOST_EPOCH), node: name, generation }),
    serial: count,
  }),
  target: name,
  generation,
  action: v.picklist(["off", "reboot", "on", "status"]),
  device: name,
  by: name,
  because: text,
  state: v.picklist(["underWay", "done", "failed"]),
  why: text,
  wall,
  took: finite,
});

export const SAVED_STATE = v.object({
  fencing: v.optional(v.array(FENCE_ATTEMPT), []),
  attributes: v.optional(byName(v.string()), {}),
  boot: v.string(),
  generation: v.optional(generation, 0),
  epoch: upToCount(MOST_SAVED_EPOCH),
  settings: byName(
    v.object({
      value: v.nullable(v.string()),
      stamp: v.object({ counter: stamp, by: v.string() }),
      user: v.optional(v.string()),
    }),
  ),
  cleaned: byName(stamp),
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
