/** Whether the configuration fits the host that it is on. */
import {
  formatAgentRef,
  type LinkConfig,
  type NodeName,
  type ResourceConfig,
  suggestion,
} from "../model/mod.ts";
import { isWithin, parseAddress } from "./address.ts";
import { explainAgent } from "./agent_files.ts";
import { safetyOfHost } from "./check_host_safety.ts";
import { trustOfHost } from "./check_host_trust.ts";
import type { ParsedConfig } from "./parse.ts";
import type { PathFacts, Self } from "./path_trust.ts";
import { type Problem, ProblemList } from "./problem.ts";

/** What `io` found out about this host. */
export interface HostFacts {
  /** As uname -n gives it. */
  readonly hostname: string;
  readonly interfaces: readonly InterfaceFacts[];
  readonly keysFile: KeysFileFacts;
  readonly fileExists: (path: string) => boolean;
  /** The way from the root folder to a file; empty: there is none such, or it is not known. */
  readonly wayTo: (path: string) => readonly PathFacts[];
  /** Whom hb runs as. */
  readonly self: Self;
  /** Where a command is found on the PATH; null: nowhere. */
  readonly commandPath: (name: string) => string | null;
  /** What OCF agents say that they can do, by `ocf:PROVIDER:TYPE`; those not asked are not there. */
  readonly agentActions?: ReadonlyMap<string, readonly string[]>;
}

export interface InterfaceFacts {
  readonly name: string;
  readonly up: boolean;
  readonly broadcast: boolean;
  /** With their prefix: `10.0.0.1/24`. */
  readonly addresses: readonly string[];
}

export interface KeysFileFacts {
  readonly exists: boolean;
  /** Permission bits, e.g. 0o600; null: not known. */
  readonly mode: number | null;
  /** User id; null: not known. */
  readonly owner: number | null;
  /** Why it could not be read or used; null: it could. */
  readonly problem: string | null;
}

/** All problems; none where the file itself is not good yet. */
export function checkHost(
  parsed: ParsedConfig,
  node: NodeName,
  facts: HostFacts,
  file: string,
): readonly Problem[] {
  const { config, locate } = parsed;
  if (config === null) return [];
  const problems = new ProblemList(file);
  const names = config.nodes.map(({ name }) => name);
  if (!names.includes(node)) {
    problems.error(locate(["node"]), explainStranger(node, names, facts.hostname));
  }
  const keysProblem = explainKeysFile(config.keysFile, facts.keysFile);
  if (keysProblem !== null) problems.error(locate(["cluster", "keys"]), keysProblem);
  const risks = [...safetyOfHost(config, node, facts), ...trustOfHost(config, node, facts, file)];
  for (const { severity, path, message } of risks) {
    problems[severity](locate(path), message);
  }
  config.links.forEach((link, index) => checkLink(link, index, node, parsed, facts, problems));
  const isWitness = config.nodes.some((each) => each.name === node && each.witness);
  (isWitness ? [] : config.resources).forEach((resource, index) => {
    const path = ["resource", index];
    const unreachable = explainVip(resource, facts.interfaces);
    if (unreachable !== null) {
      problems.error(
        locate([...path, "params", unreachable.param]),
        `Cannot bring up ${resource.id}: ${unreachable.reason}`,
      );
    }
    const absent = explainAgent(resource.agent, facts);
    if (absent !== null) {
      problems.warning(locate([...path, "agent"]), `${resource.id} cannot run here: ${absent}`);
    }
  });
  config.clones.forEach(({ of, meta }, index) => {
    if (!meta.promotable) return;
    const members = config.groups.find(({ name }) => name === of)?.members ?? [of];
    for (const { id, agent } of config.resources) {
      const actions = facts.agentActions?.get(formatAgentRef(agent));
      if (!members.some((member) => member === id) || !actions) continue;
      if (actions.includes("promote") && actions.includes("demote")) continue;
      problems.warning(
        locate(["clone", index, "promotable"]),
        `${id} can never be promoted: its agent ${formatAgentRef(agent)} knows no promote and ` +
          `demote, only ${actions.join(", ")}; remove promotable, or use another agent`,
      );
    }
  });
  return problems.inOrder();
}

function explainStranger(node: string, names: readonly string[], hostname: string): string {
  const called = node === hostname ? `this host is called ${node} (uname -n)` : `it is ${node}`;
  return `Cannot find this node in the file: ${called}, and the nodes are ${names.join(", ")}; ` +
    `add it, or say with --node which of them it is${suggestion(node, names)}`;
}

/** Source of the rule: authkeys(5), which Heartbeat refuses in the same way. */
function explainKeysFile(path: string, keys: KeysFileFacts): string | null {
  const thing = `Cannot use keys = "${path}"`;
  if (!keys.exists) {
    return `${thing}: there is no such file; make it once with (umask 077; hb keygen > ${path}), ` +
      "and copy it to every node";
  }
  if (keys.mode !== null && (keys.mode & 0o177) !== 0) {
    const mode = (keys.mode & 0o7777).toString(8).padStart(4, "0");
    return `${thing}: its mode is ${mode}, so others than its owner could read it or run it; ` +
      `chmod 600 ${path}`;
  }
  if (keys.owner !== null && keys.owner !== 0) {
    return `${thing}: it belongs to user ${keys.owner} instead of root; chown root ${path}`;
  }
  return keys.problem === null ? null : `${thing}: ${keys.problem}`;
}

function checkLink(
  link: LinkConfig,
  index: number,
  node: NodeName,
  { locate }: ParsedConfig,
  { interfaces }: HostFacts,
  problems: ProblemList,
): void {
  const at = locate(["link", index, "interface"]);
  const found = interfaces.find(({ name }) => name === link.interface);
  if (found === undefined) {
    const absent = explainAbsent(link.interface, interfaces);
    return problems.error(at, `Cannot use link ${link.name}: ${absent}`);
  }
  if (!found.up) problems.warning(at, `${link.name} is down: interface ${found.name} is not up`);
  if (link.kind === "bcast") {
    if (found.broadcast) return;
    const reason = `interface ${found.name} has no broadcast; write kind = "ucast" with addresses`;
    return problems.error(at, `Cannot use link ${link.name}: ${reason}`);
  }
  const own = link.addresses[node];
  if (own === undefined || holds(found, own)) return;
  const holder = interfaces.find((other) => holds(other, own));
  problems.error(
    locate(["link", index, "addresses", node]),
    `Cannot use address ${own} of ${node}: interface ${found.name} of this host ` +
      `has ${found.addresses.join(", ") || "no address"}` +
      (holder === undefined ? "" : `; ${own} is on ${holder.name}`),
  );
}

const holds = ({ addresses }: InterfaceFacts, address: string): boolean =>
  addresses.some((held) => held.split("/")[0] === address);

function explainAbsent(name: string, interfaces: readonly InterfaceFacts[]): string {
  const names = interfaces.map((found) => found.name);
  return `this host has no interface ${name}; it has ${names.join(", ")}${suggestion(name, names)}`;
}

/** An address needs an interface: the one that is named, or one whose network it is in. */
function explainVip(
  { agent, params }: ResourceConfig,
  interfaces: readonly InterfaceFacts[],
): { readonly param: string; readonly reason: string } | null {
  if (agent.class !== "hb") return null;
  const { interface: name, address: text = "" } = params;
  if (name !== undefined) {
    return interfaces.some((found) => found.name === name)
      ? null
      : { param: "interface", reason: explainAbsent(name, interfaces) };
  }
  const address = parseAddress(text);
  const networks = interfaces.flatMap((found) =>
    found.addresses.flatMap((held) => parseAddress(held) ?? [])
  );
  if (address === null || networks.some((network) => isWithin(address, network))) return null;
  const reason = `no interface of this host has a network with ${text} in it; ` +
    'add interface = "…" to its params';
  return { param: "address", reason };
}
