/** crm_mon: the cluster's status, once. */
import type { Lines } from "../model/mod.ts";
import { renderText, type StatusDocument } from "../status/mod.ts";
import { monXml } from "./mon_xml.ts";
import { has, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, Exit, fail, withStatus } from "./tool.ts";
import { printXml } from "./xml.ts";

const SPELLINGS: Spellings = {
  "1": ["once", "flag"],
  "one-shot": ["once", "flag"],
  n: ["by node", "flag"],
  "group-by-node": ["by node", "flag"],
  X: ["as xml", "flag"],
  "as-xml": ["as xml", "flag"],
  "output-as": ["output as", "value"],
  r: ["inactive", "flag"],
  inactive: ["inactive", "flag"],
  A: ["attributes", "flag"],
  "show-node-attributes": ["attributes", "flag"],
  f: ["failcounts", "flag"],
  failcounts: ["failcounts", "flag"],
  o: ["operations", "flag"],
  operations: ["operations", "flag"],
  t: ["operations", "flag"],
  R: ["detail", "flag"],
  "show-detail": ["detail", "flag"],
  N: ["no headers", "flag"],
  m: ["fence history", "maybe"],
  "fence-history": ["fence history", "maybe"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
};

export async function crmMon(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const format = formatOf(read.value);
  if (format === null) return fail(call, Exit.usage, "Invalid output format");
  return await withStatus(call, (document) => {
    call.print(show(document, format, read.value, call));
    return Exit.ok;
  });
}

type Format = "text" | "xml" | "old xml";

function formatOf(options: Options): Format | null {
  if (has(options, "as xml")) return "old xml";
  const named = valueOf(options, "output-as") ?? valueOf(options, "output as") ?? "text";
  return named === "text" || named === "xml" ? named : null;
}

function show(document: StatusDocument, format: Format, options: Options, call: Call): Lines {
  const byNode = has(options, "by node");
  if (format === "text") {
    return renderText(document, {
      byNode,
      inactive: has(options, "inactive"),
      attributes: has(options, "attributes"),
      failcounts: has(options, "failcounts"),
      operations: has(options, "operations"),
      fencing: showsHistory(options),
    });
  }
  const children = monXml(document, byNode);
  if (format === "old xml") {
    return printXml({ name: "crm_mon", attributes: { version: VERSION }, children });
  }
  const request = ["crm_mon", ...call.args].join(" ");
  const status = { name: "status", attributes: { code: 0, message: "OK" } };
  return printXml({
    name: "pacemaker-result",
    attributes: { "api-version": "2.25", request },
    children: [...children, status],
  });
}

/** Source: crm_mon(8): 0 off, 1 what failed and is pending, which is the default, 2 and 3 all. */
const showsHistory = (options: Options): boolean =>
  has(options, "fence history") && Number(valueOf(options, "fence history") ?? 2) >= 2;

/** The Pacemaker whose output this is. */
export const VERSION = "2.1.5";
