/** `hb status`: crm_mon's screen and letters. */
import { nagios, nagiosWithout, renderText, type ScreenFlags } from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { askStatus, askText, fail, SOCKET } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { jsonLines } from "./words.ts";
import type { World } from "./world.ts";

/** Between two screens of `--watch`, in milliseconds. */
const REFRESH = 1000;

export const status: Command = {
  name: "status",
  operands: "",
  fewest: 0,
  most: 0,
  summary: "What runs where, and what an administrator should know",
  details: "The screen and the letters are those of crm_mon; they may be joined: hb status -1Afr",
  options: [
    { name: "once", letter: "1", help: "Print once and end, which is the default" },
    { name: "attributes", letter: "A", help: "Show what is known of each node" },
    { name: "failcounts", letter: "f", help: "Show fail counts" },
    {
      name: "inactive",
      letter: "r",
      help: "Show resources that do not run too, and recent events",
    },
    { name: "by-node", letter: "n", help: "Group resources by node" },
    { name: "operations", letter: "o", help: "Show the operations of each resource" },
    { name: "timing", letter: "t", help: "Show the operations with their times" },
    { name: "fencing", letter: "m", help: "Show fence devices and all that they have done" },
    { name: "json", help: "Print all that the daemon knows, as JSON" },
    { name: "nagios", help: "Print one line and end with 0 OK, 1 WARN, 2 CRIT or 3 UNKNOWN" },
    { name: "watch", help: "Print again every second, until interrupted" },
    SOCKET,
  ],
  run: async (given, world) => {
    if (given.flags.has("nagios")) return await showNagios(given, world);
    const show = given.flags.has("json") ? showJson : showScreen;
    if (!given.flags.has("watch")) return await show(given, world);
    for (;;) {
      if (world.colour) world.clear();
      await show(given, world);
      await world.pause(REFRESH);
    }
  },
};

async function showScreen(given: Given, world: World): Promise<ExitCode> {
  const document = await askStatus(given, world);
  if (!document.ok) return fail(document.problem, world);
  world.draw(renderText(document.value, flagsOf(given), { colour: world.colour }));
  return ExitCode.done;
}

async function showJson(given: Given, world: World): Promise<ExitCode> {
  const body = await askText("/api/v1/status", given, world);
  if (!body.ok) return fail(body.problem, world);
  world.print(jsonLines(JSON.parse(body.value)));
  return ExitCode.done;
}

/** Anything is answered with a line, for monitoring understands nothing else. */
async function showNagios(given: Given, world: World): Promise<number> {
  const document = await askStatus(given, world);
  const { code, line } = document.ok
    ? nagios(document.value)
    : nagiosWithout(document.problem.text);
  world.print(line);
  return code;
}

const flagsOf = ({ flags }: Given): ScreenFlags => ({
  attributes: flags.has("attributes"),
  failcounts: flags.has("failcounts"),
  inactive: flags.has("inactive"),
  byNode: flags.has("by-node"),
  operations: flags.has("operations"),
  timing: flags.has("timing"),
  fencing: flags.has("fencing"),
});
