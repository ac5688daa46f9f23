/** crm_master, crm_failcount and crm_standby: scripts around the other tools, as in Pacemaker. */
import { formatScore, INFINITY } from "../model/mod.ts";
import type { ResourceOnNode } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import { crmAttribute } from "./crm_attribute.ts";
import { has, lastOf, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, change, Exit, fail, withStatus } from "./tool.ts";

const COMMON: Spellings = {
  G: ["query", "flag"],
  query: ["query", "flag"],
  "get-value": ["query", "flag"],
  v: ["update", "value"],
  update: ["update", "value"],
  "attr-value": ["update", "value"],
  D: ["delete", "flag"],
  delete: ["delete", "flag"],
  "delete-attr": ["delete", "flag"],
  N: ["node", "value"],
  node: ["node", "value"],
  U: ["node", "value"],
  uname: ["node", "value"],
  l: ["lifetime", "value"],
  lifetime: ["lifetime", "value"],
  i: ["id", "value"],
  id: ["id", "value"],
  "attr-id": ["id", "value"],
  r: ["resource", "value"],
  resource: ["resource", "value"],
  "resource-id": ["resource", "value"],
  q: ["quiet", "flag"],
  Q: ["quiet", "flag"],
  quiet: ["quiet", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
};

/** Unlike `crm_attribute --promotion` it means the permanent score where no lifetime is named. */
export async function crmMaster(call: Call): Promise<number> {
  const read = readOptions(call.args, COMMON);
  if (!read.ok) return fail(call, Exit.error, read.problem);
  const resource = valueOf(read.value, "resource") ?? call.environment("OCF_RESOURCE_INSTANCE");
  if (!resource) return fail(call, Exit.error, "No resource specified");
  return await crmAttribute({
    ...call,
    args: ["-n", `master-${resource}`, "--lifetime", "forever", ...handedOn(read.value)],
  });
}

export async function crmStandby(call: Call): Promise<number> {
  const read = readOptions(call.args, COMMON);
  if (!read.ok) return fail(call, Exit.error, read.problem);
  const command = lastOf(read.value, ["query", "update", "delete"]) ?? "query";
  return await withStatus(call, async ({ snapshot }) => {
    const node = valueOf(read.value, "node") ?? snapshot.node;
    const seen = snapshot.nodes.find(({ name }) => (name as string) === node);
    if (seen === undefined) return fail(call, Exit.noSuch, `There is no node ${node}`);
    if (command !== "query") {
      const on = command === "update" && /^(on|true|yes|1)$/i.test(valueOf(read.value, "update")!);
      return await change(call, `/control/${on ? "standby" : "online"}`, { node });
    }
    const value = seen.standby ? "on" : "off";
    call.print(has(read.value, "quiet") ? value : `scope=nodes  name=standby value=${value}`);
    return Exit.ok;
  });
}

export async function crmFailcount(call: Call): Promise<number> {
  const known: Spellings = {
    ...COMMON,
    n: ["operation", "value"],
    operation: ["operation", "value"],
    I: ["interval", "value"],
    interval: ["interval", "value"],
  };
  const read = readOptions(call.args, known);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const resource = valueOf(read.value, "resource");
  if (resource === undefined) return fail(call, Exit.usage, "No resource name specified");
  const node = valueOf(read.value, "node");
  if (lastOf(read.value, ["query", "delete"]) === "delete") {
    return await withStatus(
      call,
      ({ snapshot }) => change(call, "/control/cleanup", { resource, node: node ?? snapshot.node }),
    );
  }
  return await withStatus(call, (document) => {
    const count = countFailures(resource, node, read.value, document);
    const operation = valueOf(read.value, "operation");
    const suffix = operation === undefined ? "" : `#${operation}_${intervalOf(read.value)}`;
    const name = `fail-count-${resource}${suffix}`;
    call.print(has(read.value, "quiet") ? count : `scope=status  name=${name} value=${count}`);
    return Exit.ok;
  });
}

function countFailures(
  resource: string,
  node: string | undefined,
  options: Options,
  { snapshot }: StatusDocument,
): string {
  const on = node ?? snapshot.node;
  const here: ResourceOnNode | undefined = snapshot.units.flatMap(({ resources }) => resources)
    .find(({ id }) => (id as string) === resource)?.on
    .find((place) => (place.node as string) === on);
  const operation = valueOf(options, "operation");
  const counted =
    here?.failures.filter(({ action, interval }) =>
      operation === undefined || (action === operation && interval === intervalOf(options))
    ) ?? [];
  return formatScore(Math.min(INFINITY, counted.reduce((sum, { count }) => sum + count, 0)));
}

/** `10`, `10s`, `10000ms`, `1min`, `1h`; a number alone is seconds. */
function intervalOf(options: Options): number {
  const [, number, unit = "s"] = /^\s*(\d+)\s*(ms|msec|s|sec|m|min|h|hr)?\s*$/
    .exec(valueOf(options, "interval") ?? "0") ?? [];
  const factor = unit.startsWith("ms") ? 1 : unit.startsWith("m") ? 60_000 : 1000;
  return Number(number ?? 0) * (unit.startsWith("h") ? 3_600_000 : factor);
}

/** The options as `crm_attribute` spells them. */
const handedOn = ({ given }: Options): readonly string[] =>
  given.flatMap(([meaning, value]) => {
    if (meaning === "resource") return [];
    return value === null ? [`--${meaning}`] : [`--${meaning}`, value];
  });
