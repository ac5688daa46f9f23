/** `hb failcount`: how often what has failed where, since that was last forgotten. */
import { formatScore, nearest } from "../model/mod.ts";
import {
  everywhere,
  formatTask,
  formatWall,
  resourceNames,
  type StatusDocument,
} from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { askStatus, fail, SOCKET } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { inColumns } from "./help.ts";
import type { World } from "./world.ts";

export const failcount: Command = {
  name: "failcount",
  operands: "[RESOURCE]",
  fewest: 0,
  most: 1,
  summary: "Show how often which operations have failed",
  details:
    "Without RESOURCE those of all resources, without --node those on all nodes. A group's or\n" +
    "clone's name stands for all that is in it. hb cleanup forgets them.",
  options: [
    { name: "node", value: "NODE", help: "Show the failures on this node only" },
    SOCKET,
  ],
  run: async (given, world) => {
    const document = await askStatus(given, world);
    return document.ok ? show(document.value, given, world) : fail(document.problem, world);
  },
};

function show(document: StatusDocument, given: Given, world: World): number {
  const { snapshot } = document;
  const [name = null] = given.operands;
  const node = given.values.get("node") ?? null;
  const problem = unknown(name, resourceNames(snapshot), "resource, group or clone") ??
    unknown(node, snapshot.nodes.map((one) => one.name), "node");
  if (problem !== null) {
    world.complain(`Cannot show fail counts: ${problem}`);
    return ExitCode.couldNot;
  }
  const rows = everywhere(snapshot).flatMap(({ unit, resource, here }) => {
    const named = [unit.name, unit.clone?.of, resource.id, resource.id.replace(/:\d+$/, "")];
    if (name !== null && !(named as readonly unknown[]).includes(name)) return [];
    if (node !== null && here.node as string !== node) return [];
    return here.failures.map(({ action, interval, role, count, wall }) => [
      resource.id,
      here.node,
      `${formatTask(action, interval)}${role === null ? "" : ` (${role})`}`,
      formatScore(count),
      formatWall(wall),
    ]);
  });
  if (rows.length === 0) {
    world.print("there are no failures");
    return ExitCode.done;
  }
  const titles = ["RESOURCE", "NODE", "OPERATION", "COUNT", "LAST"];
  for (const line of inColumns([titles, ...rows])) world.print(line.trim());
  return ExitCode.done;
}

/** Null: it is not named, or is known. */
function unknown(name: string | null, known: readonly string[], what: string): string | null {
  if (name === null || known.includes(name)) return null;
  const meant = nearest(name, known);
  const question = meant === null ? `there are ${known.join(", ")}` : `did you mean ${meant}?`;
  return `there is no ${what} ${name}; ${question}`;
}
