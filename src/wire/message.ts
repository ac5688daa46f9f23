/** What nodes say to each other. Every message may be lost, doubled, delayed or overtaken. */
import * as v from "valibot";
import {
  type Epoch,
  type FenceOrder,
  type FencePending,
  type FencingReport,
  isWordOfObjects,
  LONGEST_NAME,
  LONGEST_TEXT,
  MOST_ATTRIBUTES,
  MOST_INSTANCES,
  type NodeName,
  type NodeReport,
  ok,
  type OrderAction,
  refuse,
  type ResourceId,
  type Result,
  type Settings,
  type UnitName,
} from "../model/mod.ts";

const MOST_MILLIS = 8.64e15;

export type Message = Keepalive | ReportMessage | Want | Instruct | Write | Fence;

/**
 * Sent every `keepalive` and at once when something in it changes: who the sender is to the
 * cluster, and by which of their messages it last heard the others (`hears`), so that each node
 * knows not only whom it hears but also who hears it, and since when.
 */
export interface Keepalive {
  readonly kind: "keepalive";
  readonly phase: SenderPhase;
  /** The latest epoch that it has accepted; null: none yet in this life. */
  readonly epoch: Epoch | null;
  /** Whom it follows now, itself included; null: no one. */
  readonly coordinator: NodeName | null;
  /** The highest epoch counter it has ever seen. */
  readonly highest: number;
  /** What the sender knows as coordinator of `epoch`; null where another is. */
  readonly leads: Leads | null;
  readonly configDigest: string;
  /** The version of the sender's own report. */
  readonly report: number;
  readonly hears: readonly Heard[];
}

/** starting: waits for its peers. ready: may coordinate. left: the last word of this life. */
export type SenderPhase = "starting" | "ready" | "lettingGo" | "leaving" | "left";

export interface Leads {
  readonly members: readonly NodeName[];
  readonly quorum: boolean;
}

/** The last message of `node` that the sender heard. */
export interface Heard {
  readonly node: NodeName;
  readonly generation: number;
  readonly seq: number;
}

/** What runs on the sender: only what has changed since version `base`; all of it where that is 0. */
export interface ReportMessage {
  readonly kind: "report";
  readonly base: number;
  readonly report: SentReport;
  /** Resources that are no longer in the report. */
  readonly gone: readonly ResourceId[];
  /** All of them where one has changed, else none. */
  readonly settings: Settings;
  /** As coordinator: what stands in the way of which unit. */
  readonly blocked: readonly Blocked[];
  /** And which nodes are to be fenced. */
  readonly pending: readonly FencePending[];
}

/**
 * `fencing` null: as it was in version `base`; it is long, and changes seldom. Of `attributes` those
 * that have changed since; null: there is none of that name any more.
 */
export interface SentReport extends Omit<NodeReport, "fencing" | "attributes"> {
  readonly fencing: FencingReport | null;
  readonly attributes: Readonly<Record<string, string | null>>;
}

export interface Blocked {
  readonly unit: UnitName;
  readonly why: string;
}

/** Asks for the receiver's whole report. */
export interface Want {
  readonly kind: "want";
}

/** The coordinator's orders to one life of one node; repeated until the report shows them done. */
export interface Instruct {
  readonly kind: "instruct";
  readonly epoch: Epoch;
  readonly generation: number;
  readonly orders: readonly Order[];
}

export interface Order {
  readonly serial: number;
  /** With `:N` for an instance of a clone whose instances differ. */
  readonly resource: ResourceId;
  readonly action: OrderAction;
  /** What OCF agents are handed as `OCF_RESKEY_CRM_meta_NAME`; empty for most. */
  readonly meta: Readonly<Record<string, string>>;
}

/** The coordinator's orders to run fence devices; repeated as those of `Instruct` are. */
export interface Fence {
  readonly kind: "fence";
  readonly epoch: Epoch;
  readonly generation: number;
  readonly orders: readonly FenceOrder[];
}

/**
 * Transient attributes of one life of the receiver, set by agents on the sender; repeated until the
 * receiver's report has them in `written`.
 */
export interface Write {
  readonly kind: "write";
  readonly generation: number;
  readonly attributes: readonly AttributeWrite[];
}

export interface AttributeWrite {
  /** Rises with every write of one life of the sender. */
  readonly serial: number;
  readonly name: string;
  /** Null: it is removed. */
  readonly value: string | null;
}

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sentence = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
/** A moment that a calendar has (ECMA-262, 21.4.1.1): for people, who are shown its date. */
const wall = v.pipe(v.number(), v.minValue(-MOST_MILLIS), v.maxValue(MOST_MILLIS));
/** Lists of all resources and nodes that a notification is about. */
const words = v.pipe(v.string(), v.maxLength(MOST_INSTANCES * 100));
const orderAction = v.picklist([
  "start",
  "stop",
  "promote",
  "demote",
  "notify",
  "reload",
  "migrate_to",
  "migrate_from",
  "announce",
]);
const action = v.picklist(["probe", "monitor", ...orderAction.options]);
const role = v.nullable(v.picklist(["promoted", "unpromoted"]));
const epoch = v.strictObject({ counter: whole, node: name, generation: whole });

/**
 * A record by name. Valibot's own drops a key `prototype` without a word; here every name that
 * cluster.toml allows is kept, and one of JavaScript's own is refused.
 */
export const byName = <Value>(value: v.GenericSchema<Value>) =>
  v.pipe(
    v.custom<Record<string, unknown>>((input) =>
      typeof input === "object" && input !== null && !Array.isArray(input)
    ),
    v.transform(Object.entries),
    v.array(v.strictTuple([v.pipe(name, v.check((key) => !isWordOfObjects(key))), value])),
    v.transform((entries) => Object.fromEntries(entries)),
  );

const history = v.strictObject({
  action,
  interval: v.number(),
  role,
  status: v.nullable(v.number()),
  meaning: sentence,
  reason: sentence,
  wall,
  took: v.number(),
});

const resource = v.strictObject({
  state: v.picklist(["unknown", "stopped", "started", "failed", "stopFailed"]),
  promoted: v.boolean(),
  migration: v.nullable(v.strictObject({ kind: v.picklist(["to", "from"]), node: name })),
  busy: v.nullable(action),
  instruction: v.nullable(
    v.strictObject({ epoch, serial: whole, finished: v.boolean() }),
  ),
  failcount: whole,
  failures: v.array(
    v.strictObject({ action, interval: v.number(), role, count: whole, wall }),
  ),
  lastFailure: v.nullable(history),
  history: v.array(history),
  definition: v.nullable(name),
  reloadsTo: v.nullable(name),
  startedFor: v.nullable(v.number()),
  remark: v.nullable(sentence),
});

const fenceAction = v.picklist(["off", "reboot", "on", "status"]);

const fencing = v.strictObject({
  attempts: v.array(v.strictObject({
    id: v.strictObject({ epoch, serial: whole }),
    target: name,
    generation: whole,
    action: fenceAction,
    device: name,
    by: name,
    because: sentence,
    state: v.picklist(["underWay", "done", "failed"]),
    why: sentence,
    wall,
    took: v.number(),
  })),
  devices: v.array(
    v.strictObject({
      device: name,
      state: v.picklist(["unknown", "works", "failed"]),
      why: sentence,
    }),
  ),
});

const watchdog = v.strictObject({
  armed: v.boolean(),
  timeout: v.number(),
  problem: v.nullable(sentence),
});

const message = v.variant("kind", [
  v.strictObject({
    kind: v.literal("keepalive"),
    phase: v.picklist(["starting", "ready", "lettingGo", "leaving", "left"]),
    epoch: v.nullable(epoch),
    coordinator: v.nullable(name),
    highest: whole,
    leads: v.nullable(v.strictObject({ members: v.array(name), quorum: v.boolean() })),
    configDigest: name,
    report: whole,
    hears: v.array(v.strictObject({ node: name, generation: whole, seq: whole })),
  }),
  v.strictObject({
    kind: v.literal("report"),
    base: whole,
    report: v.strictObject({
      node: name,
      generation: whole,
      version: whole,
      configDigest: name,
      cutOffFor: v.nullable(v.number()),
      attributes: byName(v.nullable(sentence)),
      written: byName(v.strictObject({ generation: whole, serial: whole })),
      fencing: v.nullable(fencing),
      fenced: byName(whole),
      watchdog: v.nullable(watchdog),
      pings: byName(v.boolean()),
      resources: byName(resource),
    }),
    gone: v.array(name),
    settings: byName(
      v.strictObject({
        value: v.nullable(sentence),
        stamp: v.strictObject({ counter: whole, by: name }),
        user: v.optional(name),
      }),
    ),
    blocked: v.array(v.strictObject({ unit: name, why: sentence })),
    pending: v.array(
      v.strictObject({
        node: name,
        action: v.picklist(["off", "reboot", "on"]),
        because: sentence,
        problem: v.nullable(sentence),
      }),
    ),
  }),
  v.strictObject({ kind: v.literal("want") }),
  v.strictObject({
    kind: v.literal("instruct"),
    epoch,
    generation: whole,
    orders: v.array(
      v.strictObject({ serial: whole, resource: name, action: orderAction, meta: byName(words) }),
    ),
  }),
  v.strictObject({
    kind: v.literal("fence"),
    epoch,
    generation: whole,
    orders: v.array(
      v.strictObject({
        serial: whole,
        target: name,
        targetGeneration: whole,
        device: name,
        action: fenceAction,
        because: sentence,
      }),
    ),
  }),
  v.strictObject({
    kind: v.literal("write"),
    generation: whole,
    attributes: v.pipe(
      v.array(v.strictObject({ serial: whole, name, value: v.nullable(sentence) })),
      v.maxLength(2 * MOST_ATTRIBUTES),
    ),
  }),
]);

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder("utf-8", { fatal: true }) };

export const encodeMessage = (one: Message): Uint8Array => utf8.encode.encode(JSON.stringify(one));

/** Checks every field; a message of another version of hb is refused as a whole. */
export function decodeMessage(bytes: Uint8Array): Result<Message, "malformed"> {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode.decode(bytes));
  } catch {
    return refuse("malformed");
  }
  const parsed = v.safeParse(message, json);
  // The brands of names exist for the compiler only.
  return parsed.success ? ok(parsed.output as unknown as Message) : refuse("malformed");
}
