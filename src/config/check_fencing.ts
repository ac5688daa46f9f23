/** `[[fence]]`: whom each device fences, who may use it, and what its agent can be told. */
import { formatMillis, suggestion } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import type { FenceDraft } from "./fence_schema.ts";
import type { Path } from "./tree.ts";

export const checkFencing: Check = (checking) => {
  const lines = new Map<string, number>();
  for (const { index, value: device } of numbered(checking.draft.fence)) {
    const path = ["fence", index];
    checkName(checking, path, device, lines);
    checkTargets(checking, path, device);
    checkFrom(checking, path, device);
    checkDelays(checking, path, device);
    checkAgent(checking, path, device);
    checkParams(checking, path, device);
  }
  checkCoverage(checking);
};

function checkName(
  checking: Checking,
  path: Path,
  { name }: FenceDraft,
  lines: Map<string, number>,
): void {
  if (name === undefined) return;
  const here = [...path, "name"];
  const first = lines.get(name);
  if (first !== undefined) {
    checking.error(
      here,
      `Cannot use name = "${name}": line ${first} has it already; each [[fence]] needs its own`,
    );
  }
  lines.set(name, first ?? checking.line(here));
}

function checkTargets(checking: Checking, path: Path, { nodes }: FenceDraft): void {
  const here = [...path, "nodes"];
  if (!nodes) return;
  const names = nodes.kind === "names" ? nodes.names : Object.keys(nodes.plugs);
  if (names.length === 0) {
    checking.error(
      here,
      "Cannot use nodes: it is empty, so this fences nobody; name a node at least, or leave nodes " +
        "out where it fences all",
    );
  }
  names.forEach((name, position) => {
    const key = nodes.kind === "names" ? position : name ?? "";
    refuseStranger(checking, [...here, key], "fence", name);
    if (name !== undefined && names.indexOf(name) !== position) {
      checking.error([...here, key], `Cannot fence node "${name}": it is in the list already`);
    }
  });
}

function checkFrom(checking: Checking, path: Path, device: FenceDraft): void {
  const { from, agent, name } = device;
  const here = [...path, "from"];
  if (!from) return;
  for (const { index, value: node } of numbered(from)) {
    refuseStranger(checking, [...here, index], "fence from", node);
    if (from.indexOf(node) !== index) {
      checking.error(
        [...here, index],
        `Cannot fence from node "${node}": it is in the list already`,
      );
    }
  }
  if (agent?.kind === "manual" || agent?.kind === "watchdog" || from.includes(undefined)) return;
  const lonely = targetNames(checking, device).find((node) => from.every((by) => by === node));
  if (lonely === undefined) return;
  checking.error(
    here,
    `Cannot fence ${lonely} by ${name ?? "this device"}: ` +
      (from.length === 0 ? "nobody may use it" : `only ${lonely} itself may use it`) +
      "; name another node in from, or leave from out",
  );
}

/** Names of the nodes that it fences, as far as they are known. */
export function targetNames(checking: Checking, { nodes }: FenceDraft): readonly string[] {
  if (!nodes) return nodes === null ? checking.directory.nodes : [];
  const names = nodes.kind === "names" ? nodes.names : Object.keys(nodes.plugs);
  return names.flatMap((name) => name ?? []);
}

function refuseStranger(
  checking: Checking,
  path: Path,
  verb: string,
  name: string | undefined,
): void {
  const { nodes, knowsAllNodes } = checking.directory;
  if (name === undefined || !knowsAllNodes || nodes.includes(name)) return;
  checking.error(
    path,
    `Cannot ${verb} node "${name}": there is no such node; the nodes are ${nodes.join(", ")}` +
      suggestion(name, nodes),
  );
}

function checkDelays(checking: Checking, path: Path, device: FenceDraft): void {
  const { delay } = device;
  if (typeof delay !== "object" || device.nodes === undefined) return;
  const targets = [...new Set(targetNames(checking, device))];
  for (const node of Object.keys(delay).filter((each) => !targets.includes(each))) {
    checking.error(
      [...path, "delay", node],
      `Cannot delay fencing of "${node}": this device fences ${targets.join(", ")}` +
        suggestion(node, targets),
    );
  }
}

function checkAgent(checking: Checking, path: Path, device: FenceDraft): void {
  const { agent, command, verify, monitor } = device;
  if (agent === undefined) return;
  const isCommand = agent.kind === "command";
  if (isCommand && !command?.length && command !== undefined) {
    checking.error(
      [...path, command === null ? "agent" : "command"],
      'Cannot use agent = "command": it has no command; add command = ["/usr/local/sbin/power"]',
    );
  }
  const [program] = command ?? [];
  if (isCommand && program?.includes("/") && !program.startsWith("/")) {
    checking.error(
      [...path, "command", 0],
      `Cannot use command "${program}": it must be a path that begins with "/", or a name alone`,
    );
  }
  if (!isCommand && command) {
    checking.error(
      [...path, "command"],
      'Cannot use command: it is for agent = "command"; remove one of the two',
    );
  }
  if (verify && agent.kind !== "fence" && !isCommand) {
    checking.error(
      [...path, "verify"],
      `Cannot use verify = true: ${
        called(agent.kind)
      } cannot tell whether a node is off; remove it`,
    );
  }
  if (monitor && (agent.kind === "manual" || agent.kind === "watchdog")) {
    checking.error(
      [...path, "monitor"],
      `Cannot use monitor = "${formatMillis(monitor)}": ${called(agent.kind)} cannot be asked ` +
        "whether it works; remove it",
    );
  }
  const reason = agent.kind === "watchdog" ? explainWatchdog(checking) : null;
  if (reason !== null) {
    checking.error([...path, "agent"], `Cannot use agent = "watchdog": ${reason}`);
  }
}

/** Silence proves that a node is off only where one that is cut off is reset. */
function explainWatchdog({ draft: { watchdog, node, arbiter, cluster } }: Checking): string | null {
  if (watchdog === null) return "no node has a watchdog that would reset it; add [watchdog]";
  if (arbiter === null && node?.length === 2 && node.every((each) => each?.votes === 1)) {
    return "of two nodes one that is only cut off goes on, and its watchdog is not silent; add an " +
      "[arbiter] or a third node with witness = true, or take another agent";
  }
  const policy = cluster?.no_quorum;
  return policy === "ignore" || policy === "freeze"
    ? `with no_quorum = "${policy}" a node that is only cut off goes on, and its watchdog is not ` +
      'silent; write no_quorum = "stop", or take another agent'
    : null;
}

function called(kind: NonNullable<FenceDraft["agent"]>["kind"]): string {
  switch (kind) {
    case "fence":
      return "an agent of fence-agents";
    case "stonith":
      return "a plugin of cluster-glue";
    case "command":
      return "a command";
    case "manual":
      return "an operator";
    case "watchdog":
      return "a watchdog";
  }
}

/** What hb says itself to agents of fence-agents, each time anew. */
const OWN_PARAMS = ["action", "nodename", "plug", "port"];

function checkParams(checking: Checking, path: Path, { agent, params }: FenceDraft): void {
  if (agent === undefined || params === undefined) return;
  for (const [name, value] of Object.entries(params)) {
    const here = [...path, "params", name];
    if (agent.kind === "manual" || agent.kind === "watchdog") {
      checking.error(
        here,
        `Cannot use params.${name}: ${called(agent.kind)} has no parameters; remove it`,
      );
    } else if (agent.kind === "fence" && OWN_PARAMS.includes(name)) {
      checking.error(
        here,
        `Cannot use params.${name}: hb says it itself, for each node; ` +
          (name === "action" ? "write action beside params" : 'write nodes = { NODE = "…" }'),
      );
    } else if (agent.kind === "fence" && value !== undefined && /[\r\n]/.test(value)) {
      checking.error(here, `Cannot use params.${name}: the agent reads one line of it; shorten it`);
    }
  }
}

/** With fencing what an unclean node may run starts elsewhere only after that node is off. */
function checkCoverage(checking: Checking): void {
  const { fence, fencing, node } = checking.draft;
  const isKnown = fence?.every((each) => each !== undefined && each.nodes !== undefined);
  if (!fence?.length || !isKnown || !checking.directory.knowsAllNodes) return;
  if (fencing?.enabled !== true || node?.length === 1) return;
  const covered = new Set(fence.flatMap((each) => each ? targetNames(checking, each) : []));
  for (const { index, value: { name, witness } } of numbered(node)) {
    if (name === undefined || witness !== false || covered.has(name)) continue;
    checking.error(
      ["node", index, "name"],
      `Cannot fence ${name}: no [[fence]] has it among its nodes, so what it runs could never be ` +
        'taken over; add one, if need be with agent = "manual" (hb fence confirm)',
    );
  }
}
