/**
 * What nodes say to each other. Every message may be lost, doubled, delayed, overtaken or replayed.
 * Fields that this version does not know are ignored, so that a later one may say more.
 */
import * as v from "valibot";
import {
  type Epoch,
  type FenceOrder,
  type FencePending,
  type FencingReport,
  isWordOfObjects,
  LONGEST_NAME,
  LONGEST_TEXT,
  type Millis,
  MOST_ATTRIBUTES,
  MOST_EPOCH,
  MOST_GENERATION,
  MOST_INSTANCES,
  MOST_STAMP,
  type NodeName,
  type NodeReport,
  type OrderAction,
  type Release,
  type ResourceId,
  type SaidTerms,
  type Settings,
  type UnitName,
} from "../model/mod.ts";
import { RELEASE, WHOLE as whole } from "./levels.ts";

const MOST_MILLIS = 8.64e15;

export type Message = Keepalive | ReportMessage | Want | Instruct | Write | Fence;

/** A life of a node: its daemon's, from one start to the next. */
export interface Life {
  readonly node: NodeName;
  readonly generation: number;
}

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
  /** For how long it has listened without a break: what it heard before that it may have forgotten. */
  readonly listening: Millis;
  /** The life of this node that this one takes up, in the same boot; null: none, or not known. */
  readonly succeeds: number | null;
  /**
   * The sender has the arbiter's vote for so long, and who it counts as alive may count it, too; null: it
   * has it not, or nobody needs it.
   */
  readonly lent: Millis | null;
  /** By which terms the sender counts votes; null: it is of a version that does not say so. */
  readonly terms: SaidTerms | null;
  /** Fingerprints of the keys that it takes, first the one it signs with; null: as `terms`. */
  readonly keys: readonly string[] | null;
  /** The sender's hb. */
  readonly release: Release;
}

/** starting: waits for its peers. ready: may coordinate. left: the last word of this life. */
export type SenderPhase = "starting" | "ready" | "lettingGo" | "leaving" | "left";

export interface Leads {
  readonly members: readonly NodeName[];
  readonly quorum: boolean;
}

/** The last message that the sender heard of a life of another node. */
export interface Heard extends Life {
  readonly seq: number;
  /** Whether it counts that life as alive; else it only answers, for who is answered can prove himself. */
  readonly alive: boolean;
  /** Whether it hears that node itself, and not through another one only. */
  readonly direct: boolean;
  /** Whether two hosts have spoken as that life. */
  readonly twins: boolean;
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
  readonly orders: readonly FenceOrder[];
}

/**
 * Transient attributes of one life of the receiver, set by agents on the sender; repeated until the
 * receiver's report has them in `written`.
 */
export interface Write {
  readonly kind: "write";
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
const upTo = (most: number) => v.pipe(whole, v.maxValue(most));
/** Numbers that count on for ever have room to do so, whoever has damaged one. */
const generation = upTo(MOST_GENERATION);
const stamp = v.object({ counter: upTo(MOST_STAMP), by: name });
const life = { node: name, generation };
export const LIFE = v.object(life);
const epoch = v.object({ counter: upTo(MOST_EPOCH), ...life });

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

const history = v.object({
  action,
  interval: v.number(),
  role,
  status: v.nullable(v.number()),
  meaning: sentence,
  reason: sentence,
  wall,
  took: v.number(),
});

const resource = v.object({
  state: v.picklist(["unknown", "stopped", "started", "failed", "stopFailed"]),
  promoted: v.boolean(),
  migration: v.nullable(v.object({ kind: v.picklist(["to", "from"]), node: name })),
  busy: v.nullable(action),
  instruction: v.nullable(
    v.object({ epoch, serial: whole, finished: v.boolean() }),
  ),
  failcount: whole,
  failures: v.array(
    v.object({ action, interval: v.number(), role, count: whole, wall }),
  ),
  lastFailure: v.nullable(history),
  history: v.array(history),
  definition: v.nullable(name),
  reloadsTo: v.nullable(name),
  startedFor: v.nullable(v.number()),
  remark: v.nullable(sentence),
});

const fenceAction = v.picklist(["off", "reboot", "on", "status"]);

const fencing = v.object({
  attempts: v.array(v.object({
    id: v.object({ epoch, serial: whole }),
    target: name,
    generation,
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
    v.object({
      device: name,
      state: v.picklist(["unknown", "works", "failed"]),
      why: sentence,
    }),
  ),
});

const watchdog = v.object({
  armed: v.boolean(),
  timeout: v.number(),
  problem: v.nullable(sentence),
});

/** What this hb reads of each kind; `tests/golden/schema` shows it. */
export const MESSAGE = v.variant("kind", [
  v.object({
    kind: v.literal("keepalive"),
    phase: v.picklist(["starting", "ready", "lettingGo", "leaving", "left"]),
    epoch: v.nullable(epoch),
    coordinator: v.nullable(name),
    highest: upTo(MOST_EPOCH),
    leads: v.nullable(v.object({ members: v.array(name), quorum: v.boolean() })),
    configDigest: name,
    report: whole,
    hears: v.array(
      v.object({
        ...life,
        seq: whole,
        alive: v.boolean(),
        direct: v.boolean(),
        twins: v.boolean(),
      }),
    ),
    listening: v.pipe(v.number(), v.minValue(0)),
    succeeds: v.nullable(generation),
    lent: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0))), null),
    terms: v.optional(
      v.nullable(
        v.object({
          inForce: name,
          number: upTo(MOST_EPOCH),
          next: v.nullable(name),
          joint: v.boolean(),
        }),
      ),
      null,
    ),
    keys: v.optional(v.nullable(v.array(name)), null),
    release: RELEASE,
  }),
  v.object({
    kind: v.literal("report"),
    base: whole,
    report: v.object({
      node: name,
      generation,
      version: whole,
      configDigest: name,
      follows: v.nullable(v.object({ node: name, epoch })),
      cutOffFor: v.nullable(v.number()),
      attributes: byName(v.nullable(sentence)),
      written: byName(v.object({ generation, serial: whole })),
      fencing: v.nullable(fencing),
      fenced: byName(generation),
      watchdog: v.nullable(watchdog),
      pings: byName(v.boolean()),
      resources: byName(resource),
    }),
    gone: v.array(name),
    settings: byName(
      v.object({
        value: v.nullable(sentence),
        stamp,
        user: v.optional(name),
      }),
    ),
    blocked: v.array(v.object({ unit: name, why: sentence })),
    pending: v.array(
      v.object({
        node: name,
        action: v.picklist(["off", "reboot", "on"]),
        because: sentence,
        problem: v.nullable(sentence),
      }),
    ),
  }),
  v.object({ kind: v.literal("want") }),
  v.object({
    kind: v.literal("instruct"),
    epoch,
    orders: v.array(
      v.object({ serial: whole, resource: name, action: orderAction, meta: byName(words) }),
    ),
  }),
  v.object({
    kind: v.literal("fence"),
    epoch,
    orders: v.array(
      v.object({
        serial: whole,
        target: name,
        targetGeneration: generation,
        device: name,
        action: fenceAction,
        because: sentence,
      }),
    ),
  }),
  v.object({
    kind: v.literal("write"),
    attributes: v.pipe(
      v.array(v.object({ serial: whole, name, value: v.nullable(sentence) })),
      v.maxLength(2 * MOST_ATTRIBUTES),
    ),
  }),
]);
