/** crm_resource: where a resource runs, what is set for it, and forgetting its failures. */
import { own } from "../model/mod.ts";
import type { ResourceView, UnitView } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { placesOf } from "./mon_xml.ts";
import { has, lastOf, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, change, Exit, fail, withStatus } from "./tool.ts";

const SPELLINGS: Spellings = {
  r: ["resource", "value"],
  resource: ["resource", "value"],
  N: ["node", "value"],
  node: ["node", "value"],
  H: ["node", "value"],
  W: ["locate", "flag"],
  locate: ["locate", "flag"],
  l: ["list raw", "flag"],
  "list-raw": ["list raw", "flag"],
  g: ["get", "value"],
  "get-parameter": ["get", "value"],
  m: ["meta", "flag"],
  meta: ["meta", "flag"],
  z: ["utilization", "flag"],
  utilization: ["utilization", "flag"],
  C: ["cleanup", "flag"],
  cleanup: ["cleanup", "flag"],
  R: ["cleanup", "flag"],
  refresh: ["cleanup", "flag"],
  P: ["cleanup", "flag"],
  reprobe: ["cleanup", "flag"],
  n: ["operation", "value"],
  operation: ["operation", "value"],
  I: ["interval", "value"],
  interval: ["interval", "value"],
  M: ["move", "flag"],
  move: ["move", "flag"],
  q: ["quiet", "flag"],
  Q: ["quiet", "flag"],
  quiet: ["quiet", "flag"],
  f: ["force", "flag"],
  force: ["force", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
  p: ["set", "value"],
  "set-parameter": ["set", "value"],
  d: ["unset", "value"],
  "delete-parameter": ["unset", "value"],
  v: ["value", "value"],
  "parameter-value": ["value", "value"],
  B: ["ban", "flag"],
  ban: ["ban", "flag"],
  U: ["clear", "flag"],
  clear: ["clear", "flag"],
};

/** What is in cluster.toml is changed there, by its owner. */
const UNKNOWN = ["set", "unset", "ban", "clear"] as const;

export async function crmResource(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const options = read.value;
  const command = lastOf(options, ["locate", "list raw", "get", "cleanup", "move", ...UNKNOWN]);
  const resource = valueOf(options, "resource") ?? null;
  switch (command) {
    case "set":
    case "unset": {
      const asked = wishOf(valueOf(options, command), valueOf(options, "value") ?? null);
      if (has(options, "meta") && asked !== null) return await change(call, asked, { resource });
      return fail(
        call,
        Exit.unimplemented,
        `hb keeps its resources in cluster.toml: no ${command} but of target-role and is-managed`,
      );
    }
    case "ban":
    case "clear":
      return fail(
        call,
        Exit.unimplemented,
        `hb keeps its resources in cluster.toml: no ${command}`,
      );
    case "cleanup": {
      const node = valueOf(options, "node") ?? null;
      return await change(call, "/control/cleanup", { resource, node });
    }
    case "move": {
      const node = valueOf(options, "node") ?? null;
      return await change(call, "/control/move", { resource, node });
    }
    case "locate":
      return await withStatus(call, (document) => locate(resource, options, document, call));
    case "get":
      return await withStatus(call, (document) => get(resource, options, document, call));
    case "list raw":
      return await withStatus(call, ({ snapshot }) => {
        for (const { id } of snapshot.units.flatMap(({ resources }) => resources)) call.print(id);
        return Exit.ok;
      });
    case undefined:
      return fail(call, Exit.usage, "Must specify a command option");
  }
}

/** The path for a meta attribute that operators may set; null: there is none. `value` null: taken back. */
function wishOf(name: string | undefined, value: string | null): string | null {
  const said = value?.toLowerCase() ?? null;
  switch (name) {
    case "target-role":
      if (said === "stopped") return "/control/stop";
      return said === "started" || said === null ? "/control/start" : null;
    case "is-managed":
      if (said === "false") return "/control/unmanage";
      return said === "true" || said === null ? "/control/manage" : null;
    default:
      return null;
  }
}

function locate(
  name: string | null,
  options: Options,
  document: StatusDocument,
  call: Call,
): number {
  const found = find(name, document);
  if (found === null) return notFound(name, call);
  const places = found.resources.flatMap((resource) => placesOf(resource, { document }));
  if (places.length === 0) {
    call.complain(`resource ${name} is NOT running`);
    return Exit.ok;
  }
  for (const { node, promoted } of places) {
    const role = promoted ? " Promoted" : "";
    call.print(has(options, "quiet") ? node : `resource ${name} is running on: ${node}${role}`);
  }
  return Exit.ok;
}

/** Parameters stay with the daemon: the status is for all to read. */
function get(name: string | null, options: Options, document: StatusDocument, call: Call): number {
  const found = find(name, document);
  if (found === null) return notFound(name, call);
  const attribute = valueOf(options, "get") ?? "";
  const value = has(options, "meta") ? metaOf(found, attribute) : undefined;
  if (value === undefined) {
    call.complain(`Attribute '${attribute}' not found for '${name}'`);
    return Exit.ok;
  }
  call.print(value);
  return Exit.ok;
}

interface Found {
  readonly unit: UnitView;
  readonly resources: readonly ResourceView[];
}

/** By the name of a resource, an instance, a group or a clone. */
function find(name: string | null, { snapshot }: StatusDocument): Found | null {
  for (const unit of snapshot.units) {
    if ((unit.name as string) === name) return { unit, resources: unit.resources };
    const resources = unit.resources.filter(({ id }) =>
      (id as string) === name || (unit.clone?.unique && id.replace(/:\d+$/, "") === name)
    );
    if (resources.length > 0) return { unit, resources };
  }
  return null;
}

function metaOf({ unit, resources: [resource] }: Found, name: string): string | undefined {
  if (resource === undefined) return undefined;
  const { targetRole, managed, migrationThreshold } = resource;
  const meta: Readonly<Record<string, string | undefined>> = {
    "target-role": targetRole === null
      ? undefined
      : `${targetRole.slice(0, 1).toUpperCase()}${targetRole.slice(1)}`,
    "is-managed": String(managed),
    "migration-threshold": String(migrationThreshold),
    promotable: unit.clone === null ? undefined : String(unit.clone.promotable),
    "globally-unique": unit.clone === null ? undefined : String(unit.clone.unique),
  };
  return own(meta, name);
}

function notFound(name: string | null, call: Call): number {
  call.complain(`${call.name}: Resource '${name}' not found`);
  return fail(call, Exit.noSuch, "Error performing operation: No such object");
}
