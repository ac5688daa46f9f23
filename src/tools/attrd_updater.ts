/** attrd_updater: transient attributes of nodes. */
import { has, lastOf, type Options, readOptions, type Spellings, valueOf } from "./options.ts";
import { type Call, change, Exit, fail, withStatus } from "./tool.ts";

const SPELLINGS: Spellings = {
  n: ["name", "value"],
  name: ["name", "value"],
  U: ["update", "value"],
  update: ["update", "value"],
  v: ["update", "value"],
  "attr-value": ["update", "value"],
  B: ["update", "value"],
  "update-both": ["update", "value"],
  Y: ["delay only", "flag"],
  "update-delay": ["delay only", "flag"],
  Q: ["query", "flag"],
  query: ["query", "flag"],
  D: ["delete", "flag"],
  delete: ["delete", "flag"],
  R: ["refresh", "flag"],
  refresh: ["refresh", "flag"],
  d: ["delay", "value"],
  delay: ["delay", "value"],
  s: ["set", "value"],
  set: ["set", "value"],
  S: ["section", "value"],
  N: ["node", "value"],
  node: ["node", "value"],
  A: ["all", "flag"],
  all: ["all", "flag"],
  l: ["section", "value"],
  lifetime: ["section", "value"],
  p: ["private", "flag"],
  private: ["private", "flag"],
  q: ["quiet", "flag"],
  quiet: ["quiet", "flag"],
  V: ["verbose", "flag"],
  verbose: ["verbose", "flag"],
};

export async function attrdUpdater(call: Call): Promise<number> {
  const read = readOptions(call.args, SPELLINGS);
  if (!read.ok) return fail(call, Exit.usage, read.problem);
  const options = read.value;
  const command = lastOf(options, ["update", "delete", "query", "refresh", "delay only"]);
  // What is asked to be told again is told anyway, and nothing waits for further changes.
  if (command === "refresh" || command === "delay only") return Exit.ok;
  const name = valueOf(options, "name");
  if (name === undefined) return fail(call, Exit.usage, "Command requires --name argument");
  switch (command) {
    case "update":
      return await write(name, valueOf(options, "update") ?? "", options, call);
    case "delete":
      return await write(name, null, options, call);
    case "query":
      return await query(name, options, call);
    case undefined:
      return fail(call, Exit.usage, "Must specify one of: update, delete, query, refresh");
  }
}

async function write(
  name: string,
  value: string | null,
  options: Options,
  call: Call,
): Promise<number> {
  const ask = (node: string) =>
    change(call, "/control/attribute", { node, name, value, scope: "reboot" });
  const node = valueOf(options, "node") ?? call.environment("HB_NODE");
  return node === undefined
    ? await withStatus(call, ({ snapshot }) => ask(snapshot.node))
    : await ask(node);
}

/** A node on which it is not set has no line; that there is none anywhere is an error. */
function query(name: string, options: Options, call: Call): Promise<number> {
  return withStatus(call, ({ snapshot }) => {
    const own = valueOf(options, "node") ?? snapshot.node;
    const set = snapshot.nodes.filter((node) => Object.hasOwn(node.attributes.transient, name));
    if (set.length === 0) {
      const why = `Could not query value of ${name}: attribute does not exist`;
      return fail(call, Exit.noSuch, why);
    }
    for (const node of set) {
      if (!has(options, "all") && (node.name as string) !== own) continue;
      call.print(`name="${name}" host="${node.name}" value="${node.attributes.transient[name]}"`);
    }
    return Exit.ok;
  });
}
