/** crm_attribute: attributes of nodes, and what agents keep for the whole cluster. */
import { own } from "../model/mod.ts";
import type { NodeAttributes } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { has, lastOf, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, change, Exit, fail, noSuch, withStatus } from "./tool.ts";

const SPELLINGS: Spellings = {
  n: ["name", "value"],
  name: ["name", "value"],
  "attr-name": ["name", "value"],
  N: ["node", "value"],
  node: ["node", "value"],
  U: ["node", "value"],
  uname: ["node", "value"],
  v: ["update", "value"],
  update: ["update", "value"],
  "attr-value": ["update", "value"],
  G: ["query", "flag"],
  query: ["query", "flag"],
  "get-value": ["query", "flag"],
  D: ["delete", "flag"],
  delete: ["delete", "flag"],
  "delete-attr": ["delete", "flag"],
  l: ["lifetime", "value"],
  lifetime: ["lifetime", "value"],
  t: ["type", "value"],
  type: ["type", "value"],
  s: ["set", "value"],
  "set-name": ["set", "value"],
  i: ["id", "value"],
  id: ["id", "value"],
  "attr-id": ["id", "value"],
  d: ["default", "value"],
  default: ["default", "value"],
  p: ["promotion", "maybe"],
  promotion: ["promotion", "maybe"],
  z: ["utilization", "flag"],
  utilization: ["utilization", "flag"],
  q: ["quiet", "flag"],
  quiet: ["quiet", "flag"],
  Q: ["quiet", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
  inhibit: ["verbose", "flag"],
};

/** Where an attribute is kept, under the name that Pacemaker gives it in answers. */
type Scope = "nodes" | "status" | "crm_config";

interface Target {
  readonly scope: Scope;
  readonly utilization: boolean;
  /** Null: this one. */
  readonly node: string | null;
  readonly name: string;
}

export async function crmAttribute(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const target = targetOf(read.value, call);
  if (typeof target === "string") return fail(call, Exit.usage, target);
  switch (lastOf(read.value, ["update", "delete", "query"])) {
    case "update":
      return await write(target, valueOf(read.value, "update") ?? "", call);
    case "delete":
      return await write(target, null, call);
    case "query":
    case undefined:
      return await withStatus(call, (document) => query(target, document, read.value, call));
  }
}

/** A string: why it is none. */
function targetOf(options: Options, { environment }: Call): Target | string {
  const promotion = promotionOf(options, environment("OCF_RESOURCE_INSTANCE"));
  if (promotion === null) {
    return "-p/--promotion must be called from an OCF resource agent or with a resource ID specified";
  }
  const name = promotion ?? valueOf(options, "name") ?? "";
  const node = valueOf(options, "node") ?? null;
  const utilization = has(options, "utilization");
  const scope = scopeOf(options, node !== null || promotion !== undefined || utilization);
  return scope === null ? "Unknown lifetime or type" : { scope, utilization, node, name };
}

/** Null: there is no resource whose promotion it could be; undefined: it was not asked for. */
function promotionOf(options: Options, instance: string | undefined): string | null | undefined {
  if (!has(options, "promotion")) return undefined;
  const resource = valueOf(options, "promotion") ?? instance;
  return resource ? `master-${resource}` : null;
}

/** Source: crm_attribute(8); `of` a node where nothing else is said. */
function scopeOf(options: Options, node: boolean): Scope | null {
  const lifetime = valueOf(options, "lifetime") ?? valueOf(options, "type");
  switch (lifetime) {
    case undefined:
      if (has(options, "promotion")) return "status";
      return node ? "nodes" : "crm_config";
    case "reboot":
    case "status":
      return "status";
    case "forever":
    case "nodes":
      return "nodes";
    case "crm_config":
      return "crm_config";
    default:
      return null;
  }
}

async function write(target: Target, value: string | null, call: Call): Promise<number> {
  const { scope, utilization, node, name } = target;
  if (name === "") return fail(call, Exit.usage, "must specify attribute name or pattern");
  if (scope === "crm_config") return await change(call, "/control/property", { name, value });
  const own = node ?? call.environment("HB_NODE");
  const kept = utilization ? "utilization" : scope === "status" ? "reboot" : "forever";
  const ask = (on: string) =>
    change(call, "/control/attribute", { node: on, name, value, scope: kept });
  return own === undefined
    ? await withStatus(call, ({ snapshot }) => ask(snapshot.node))
    : await ask(own);
}

function query(
  target: Target,
  document: StatusDocument,
  options: Options,
  call: Call,
): number {
  const { scope, node, name } = target;
  const fallback = valueOf(options, "default");
  const values = valuesOf(target, document);
  if (values === null && fallback === undefined) {
    call.complain(`${call.name}: Could not map name=${node} to a UUID`);
    return noSuch(call);
  }
  const names = name === "" ? Object.keys(values ?? {}) : [name];
  const found = names.flatMap((each) => {
    const value = own(values ?? {}, each) ?? fallback;
    return value === undefined ? [] : [[each, value] as const];
  });
  for (const [each, value] of found) {
    call.print(has(options, "quiet") ? value : `scope=${scope}  name=${each} value=${value}`);
  }
  return found.length === 0 ? noSuch(call) : Exit.ok;
}

/** Null: there is no such node. */
function valuesOf(
  { scope, utilization, node }: Target,
  { snapshot }: StatusDocument,
): Readonly<Record<string, string>> | null {
  if (scope === "crm_config") return snapshot.properties;
  const name = node ?? snapshot.node;
  const attributes: NodeAttributes | undefined = snapshot.nodes.find((each) =>
    (each.name as string) === name
  )?.attributes;
  if (attributes === undefined) return null;
  if (utilization) return attributes.utilization;
  return scope === "status" ? attributes.transient : attributes.permanent;
}
