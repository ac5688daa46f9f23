/** `hb attribute`: what rules and agents go by of a node, looked at and changed. */
import { own } from "../model/mod.ts";
import type { NodeView } from "../node/mod.ts";
import type { StatusDocument } from "../status/mod.ts";
import type { Command, Given } from "./command.ts";
import { ask, askStatus, fail, SOCKET } from "./daemon.ts";
import { ExitCode } from "./exit_code.ts";
import { inColumns } from "./help.ts";
import type { World } from "./world.ts";

type Kind = "permanent" | "transient" | "utilization";

export const attribute: Command = {
  name: "attribute",
  operands: "NODE [NAME [VALUE]]",
  fewest: 1,
  most: 3,
  summary: "Show or set what is said of a node, for rules and agents",
  details:
    "Without VALUE it prints the value of NAME, without NAME all there are. What is set holds\n" +
    "until it is deleted, over what cluster.toml says; with --transient until the node leaves.\n" +
    "A value that begins with a dash is written after two of them: hb attribute n1 db -- -5",
  options: [
    { name: "transient", letter: "t", help: "Only for as long as the node is up" },
    { name: "utilization", letter: "z", help: "What the node has of something, e.g. cpu" },
    { name: "delete", letter: "d", help: "Take back what was set" },
    SOCKET,
  ],
  run: async (given, world) => {
    const [node = "", name, value] = given.operands;
    if (value === undefined && !given.flags.has("delete")) return await show(given, world);
    if (name === undefined || (value !== undefined && given.flags.has("delete"))) {
      world.complain([
        "Cannot run hb attribute: --delete needs a NAME and no VALUE",
        "Try: hb help attribute",
      ]);
      return ExitCode.usage;
    }
    const scope = { permanent: "forever", transient: "reboot", utilization: "utilization" };
    const body = { node, name, value: value ?? null, scope: scope[kindOf(given)] };
    const what = value === undefined ? `delete ${name} of ${node}` : `set ${name} of ${node}`;
    const taken = await ask(what, "/control/attribute", body, given, world);
    return taken.ok ? ExitCode.done : fail(taken.problem, world);
  },
};

function kindOf({ flags }: Given): Kind {
  if (flags.has("utilization")) return "utilization";
  return flags.has("transient") ? "transient" : "permanent";
}

async function show(given: Given, world: World): Promise<number> {
  const [node = "", name] = given.operands;
  const document = await askStatus(given, world);
  if (!document.ok) return fail(document.problem, world);
  const view = nodeOf(node, document.value);
  if (view === undefined) {
    world.complain(`Cannot show the attributes of ${node}: there is no such node`);
    return ExitCode.couldNot;
  }
  return name === undefined ? showAll(view, world) : showOne(view, name, kindOf(given), world);
}

const nodeOf = (name: string, { snapshot }: StatusDocument): NodeView | undefined =>
  snapshot.nodes.find((node) => (node.name as string) === name);

function showAll({ attributes }: NodeView, world: World): ExitCode {
  const kinds: readonly Kind[] = ["permanent", "transient", "utilization"];
  const rows = kinds.flatMap((kind) =>
    Object.entries(attributes[kind]).map(([name, value]) => [name, value, kind])
  );
  for (const line of inColumns(rows)) world.print(line.trimEnd());
  return ExitCode.done;
}

function showOne({ name: node, attributes }: NodeView, name: string, kind: Kind, world: World) {
  const value = own(attributes[kind], name);
  if (value === undefined) {
    world.complain(`Cannot show ${name} of ${node}: no ${kind} attribute of this name is set`);
    return ExitCode.couldNot;
  }
  world.print(value);
  return ExitCode.done;
}
