/**
 * Whether an operation was done with the parameters that are configured now. Pacemaker keeps MD5 sums
 * of them in the history: of all, and of those that cannot be changed without a restart.
 */
import { createHash } from "node:crypto";
import type { Millis } from "../../model/mod.ts";
import { descend } from "../element.ts";
import type { NodeReading } from "../node.ts";
import { addPairs, type Pairs } from "../nvpairs.ts";
import { readTimeout, settingsOf } from "../operation.ts";
import type { Reading } from "../reading.ts";
import { paramsOf, type PrimitiveReading } from "../primitive.ts";
import type { HistoryEntry } from "./entry.ts";

/** `other`: what has changed can be reloaded, or is not known. */
export type Definition = "same" | "other" | "restart";

export class Digests {
  /** By node and operation: of one the sums are made once. */
  readonly #params = new Map<PrimitiveReading, Map<string, Pairs>>();
  readonly #ruled = new Map<PrimitiveReading, boolean>();
  /** Whether the first entry looked at of an operation on a node knows what needs a restart. */
  readonly #fixed = new Map<PrimitiveReading, Map<string, boolean>>();

  constructor(readonly reading: Reading) {}

  /** `expired`: its failure is forgotten, so that it is to be begun again, as if that needed a restart. */
  compare(
    primitive: PrimitiveReading,
    entry: HistoryEntry,
    node: NodeReading,
    expired = false,
  ): Definition {
    if (entry.current) return "same";
    const { attributes } = entry.element;
    const all = attributes["op-digest"];
    const restart = expired ? "expired" : attributes["op-restart-digest"];
    if (all === undefined && restart === undefined) return "other";
    const params = this.#paramsOf(primitive, entry.task, entry.interval, node);
    if (this.#knowsFixed(primitive, entry, node, restart !== undefined) && restart !== undefined) {
      const fixed = attributes["op-force-restart"];
      if (digestOf(fixed === undefined ? params : only(params, fixed)) !== restart) {
        return "restart";
      }
    }
    return all !== undefined && digestOf(params) === all ? "same" : "other";
  }

  /** Pacemaker keeps the sums of an operation, so that what its first entry leaves out is never compared. */
  #knowsFixed(
    primitive: PrimitiveReading,
    { task, interval }: HistoryEntry,
    node: NodeReading,
    now: boolean,
  ): boolean {
    let byKey = this.#fixed.get(primitive);
    if (byKey === undefined) this.#fixed.set(primitive, byKey = new Map());
    const key = `${task} ${interval} ${node.name}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, now);
    return known ?? now;
  }

  /** Reports have secrets masked, so there is a sum of the parameters that are no secrets too. */
  onlySecretsDiffer(primitive: PrimitiveReading, entry: HistoryEntry, node: NodeReading): boolean {
    const { attributes } = entry.element;
    const digest = attributes["op-secure-digest"];
    if (digest === undefined) return false;
    const { element, parents, input } = primitive;
    const params = paramsOf(this.reading, [element, ...parents], node.attributes);
    const secrets = attributes["op-secure-params"] ?? "";
    const fencing = input.agent.class === "stonith";
    const open = [...params].filter(([name]) =>
      !secrets.includes(` ${name} `) && !(fencing && OF_FENCING.test(name)) && counts(name)
    );
    return digestOf(new Map(open)) === digest;
  }

  /** Has rules, so that they may differ from node to node. */
  #isRuled(primitive: PrimitiveReading): boolean {
    let ruled = this.#ruled.get(primitive);
    if (ruled === undefined) {
      const { element, parents, operations } = primitive;
      const defaults = descend(this.reading.configuration, "rsc_defaults");
      const holders = [element, ...parents, ...operations.map((one) => one.element)];
      ruled = [...holders, ...defaults === null ? [] : [defaults]].some(({ children }) =>
        children.some((set) =>
          set.name === "instance_attributes" &&
          (this.reading.resolve(set)?.children.some(({ name }) => name === "rule") ?? false)
        )
      );
      this.#ruled.set(primitive, ruled);
    }
    return ruled;
  }

  #paramsOf(
    primitive: PrimitiveReading,
    task: string,
    interval: Millis,
    node: NodeReading,
  ): Pairs {
    let byKey = this.#params.get(primitive);
    if (byKey === undefined) this.#params.set(primitive, byKey = new Map());
    const key = `${task} ${interval} ${this.#isRuled(primitive) ? node.name : ""}`;
    let params = byKey.get(key);
    if (params === undefined) {
      byKey.set(key, params = this.#collect(primitive, task, interval, node));
    }
    return params;
  }

  /** What the agent is given, without what Pacemaker tells it of itself; monitors know their timeout. */
  #collect(
    { element, parents, operations, input }: PrimitiveReading,
    task: string,
    interval: Millis,
    node: NodeReading,
  ): Pairs {
    const { reading } = this;
    const { attributes } = node;
    const params = new Map(paramsOf(reading, [element, ...parents], attributes));
    const operation = operations.find((one) => one.name === task && one.interval === interval) ??
      null;
    const own: Pairs = new Map();
    const spec = { sets: "instance_attributes" };
    addPairs(reading, operation?.element ?? null, spec, own, { attributes });
    for (const [name, value] of own) if (!params.has(name)) params.set(name, value);
    for (const name of params.keys()) {
      if (!counts(name)) params.delete(name);
    }
    if (interval > 0) {
      const settings = settingsOf(reading, input.agent, operation, task, interval);
      params.set("CRM_meta_timeout", String(readTimeout(settings.get("timeout"))));
    }
    return params;
  }
}

/** Names that do not count, since they are not the agent's. */
const UNCOUNTED: ReadonlySet<string> = new Set([
  "id",
  "crm_feature_set",
  "op-digest",
  "on_node",
  "on_node_uuid",
  "pcmk_external_ip",
]);

const counts = (name: string): boolean => !name.startsWith("CRM_meta_") && !UNCOUNTED.has(name);

/** Parameters of every fence device, which its agent does not know. */
const OF_FENCING = /^(provides|stonith-timeout|pcmk_.*)$/;

/** `names`: each between blanks. */
const only = (params: Pairs, names: string): Pairs =>
  new Map([...params].filter(([name]) => names.includes(` ${name} `)));

/** Sums are asked for once for each entry of a history, and made once for each set of parameters. */
const sums = new WeakMap<Pairs, string>();

function digestOf(params: Pairs): string {
  let sum = sums.get(params);
  if (sum === undefined) sums.set(params, sum = sumOf(params));
  return sum;
}

/** Of an element `parameters` with these as its attributes, in the order of their names. */
function sumOf(params: Pairs): string {
  const attributes = [...params]
    .filter(([, value]) => value !== "")
    .sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0)
    .map(([name, value]) => ` ${name}="${escape(value)}"`);
  return createHash("md5").update(` <parameters${attributes.join("")}/>\n`).digest("hex");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "&": "&amp;",
  "\t": "    ",
  "\n": "\\n",
  "\r": "\\r",
};

const escape = (value: string): string =>
  value.replace(/[<>"'&\t\n\r]/g, (one) => ESCAPES[one] ?? one).replace(
    /[^\x20-\x7e]/gu,
    (one) => [...new TextEncoder().encode(one)].map(octal).join(""),
  );

/** As Pacemaker's C prints a byte that is no printable character. */
const octal = (byte: number): string =>
  `\\${(byte > 127 ? 0x1_0000_0000 - 256 + byte : byte).toString(8).padStart(3, "0")}`;
