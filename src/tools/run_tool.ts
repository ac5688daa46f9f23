/** All tools by their names. */
import { own, printableLines } from "../model/mod.ts";
import { attrdUpdater } from "./attrd_updater.ts";
import { cibadmin } from "./cibadmin.ts";
import { crmAttribute } from "./crm_attribute.ts";
import { crmFailcount, crmMaster, crmStandby } from "./crm_master.ts";
import { crmMon, VERSION } from "./crm_mon.ts";
import { crmNode } from "./crm_node.ts";
import { crmResource } from "./crm_resource.ts";
import { type Call, Exit, type Tool, type ToolWorld } from "./tool.ts";

const TOOLS: Readonly<Record<string, Tool>> = {
  attrd_updater: attrdUpdater,
  cibadmin,
  crm_attribute: crmAttribute,
  crm_failcount: crmFailcount,
  crm_master: crmMaster,
  crm_mon: crmMon,
  crm_node: crmNode,
  crm_resource: crmResource,
  crm_standby: crmStandby,
  // Agents ask for its version only, to know which tools there are.
  pacemakerd: (call) => Promise.resolve(tellVersion(call)),
};

export const TOOL_NAMES: readonly string[] = Object.keys(TOOLS);

/** @returns the exit status; null: there is no such tool. */
export async function runTool(
  name: string,
  args: readonly string[],
  world: ToolWorld,
): Promise<number | null> {
  const tool = own(TOOLS, name);
  if (tool === undefined) return null;
  const { print, complain } = world;
  const call: Call = {
    ...world,
    name,
    args,
    print: (lines) => printableLines(lines).forEach((line) => print(line)),
    complain: (lines) => printableLines(lines).forEach((line) => complain(line)),
  };
  const asksVersion = args.length === 1 && ["--version", "-$"].includes(args[0] ?? "");
  return asksVersion ? tellVersion(call) : await tool(call);
}

/** `hb` after the version, for people; agents read the first two words. */
function tellVersion({ print }: Call): number {
  print(`Pacemaker ${VERSION} (as answered by hb)`);
  return Exit.ok;
}
