/** crm_node: who is who in the cluster. */
import type { Lines } from "../model/mod.ts";
import { isMember, type StatusDocument } from "../status/mod.ts";
import { lastOf, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, Exit, fail, withStatus } from "./tool.ts";

const SPELLINGS: Spellings = {
  i: ["id", "flag"],
  "cluster-id": ["id", "flag"],
  l: ["list", "flag"],
  list: ["list", "flag"],
  n: ["name", "flag"],
  name: ["name", "flag"],
  p: ["partition", "flag"],
  partition: ["partition", "flag"],
  q: ["quorum", "flag"],
  quorum: ["quorum", "flag"],
  N: ["name of", "value"],
  "name-for-id": ["name of", "value"],
  Q: ["quiet", "flag"],
  quiet: ["quiet", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
};

const COMMANDS = ["id", "list", "name", "partition", "quorum", "name of"] as const;

export async function crmNode(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const command = lastOf(read.value, COMMANDS);
  if (command === undefined) return fail(call, Exit.usage, "Must specify a command option");
  const own = call.environment("HB_NODE");
  if (command === "name" && own !== undefined) {
    call.print(own);
    return Exit.ok;
  }
  return await withStatus(call, (document) => {
    const answer = answerOf(command, document, read.value);
    if (answer === null) return fail(call, Exit.noSuch, "There is no such node");
    if (answer !== "") call.print(answer);
    return Exit.ok;
  });
}

/** Nodes are numbered in the order of the configuration, from 1. */
function answerOf(
  command: typeof COMMANDS[number],
  { snapshot }: StatusDocument,
  options: Options,
): Lines | null {
  const { nodes } = snapshot;
  switch (command) {
    case "name":
      return snapshot.node;
    case "id":
      return String(nodes.findIndex(({ name }) => name === snapshot.node) + 1);
    case "name of":
      return nodes[Number(valueOf(options, "name of")) - 1]?.name ?? null;
    case "quorum":
      return snapshot.quorum.held ? "1" : "0";
    case "partition":
      return nodes.filter(isMember).map(({ name }) => `${name} `).join("");
    case "list":
      return nodes.map((node, index) =>
        `${index + 1} ${node.name} ${isMember(node) ? "member" : "lost"}`
      );
  }
}
