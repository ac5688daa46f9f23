/** `hb tool`: Pacemaker's tools, as resource agents call them. */
import { ok, refuse } from "../model/mod.ts";
import { runTool, TOOL_NAMES, type ToolWorld } from "../tools/mod.ts";
import type { Command, Given } from "./command.ts";
import { ask, askStatus } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import type { World } from "./world.ts";

export const tool: Command = {
  name: "tool",
  operands: "NAME [ARGUMENT…]",
  fewest: 1,
  most: Infinity,
  summary: "Answer as one of Pacemaker's tools, for resource agents",
  details: `NAME is one of ${TOOL_NAMES.slice(0, 5).join(", ")},\n` +
    `${TOOL_NAMES.slice(5).join(", ")}.\n` +
    "Options, output and exit status are those of Pacemaker 2.1. Agents that the daemon runs find\n" +
    "the tools on their PATH; this is for trying by hand what they would be told.",
  options: [],
  verbatim: true,
  run: async (given, world) => {
    const [name = "", ...args] = given.operands;
    const status = await runTool(name, args, toolWorld(given, world));
    if (status !== null) return status;
    world.complain([`Cannot run hb tool: there is no ${name}`, "Try: hb help tool"]);
    return ExitCode.usage;
  },
};

/** The daemon is found by $HB_SOCKET, which agents have. */
const toolWorld = (given: Given, world: World): ToolWorld => ({
  print: world.print,
  complain: world.complain,
  environment: world.environment,
  status: async () => {
    const document = await askStatus(given, world);
    return document.ok ? ok(document.value) : refuse(document.problem.text);
  },
  ask: async (path, body) => {
    const taken = await ask("change it", path, body, given, world);
    return taken.ok ? null : taken.problem.text;
  },
});
