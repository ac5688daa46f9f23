/** Whether the configuration fits the host that it is on. */
import type { LinkConfig, NodeName } from "../model/mod.ts";
import { type Problem, ProblemList } from "./problem.ts";
import { suggestion } from "./spelling.ts";
import type { ParsedConfig } from "./parse.ts";

/** What `io` found out about this host. */
export interface HostFacts {
  /** As uname -n gives it. */
  readonly hostname: string;
  readonly interfaces: readonly InterfaceFacts[];
  readonly keysFile: KeysFileFacts;
  readonly fileExists: (path: string) => boolean;
  /** Whether a command is found on the PATH. */
  readonly commandExists: (name: string) => boolean;
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
  /** Permission bits; null: not known. */
  readonly mode: number | null;
  /** User id; null: not known. */
  readonly owner: number | null;
  /** Why it could not be read or used; null: it could. */
  readonly problem: string | null;
}

/** All problems; none where the file itself is not good yet. `file` is for messages only. */
export function checkHost(
  parsed: ParsedConfig,
  node: NodeName,
  facts: HostFacts,
  file: string,
): readonly Problem[] {
  const { config } = parsed;
  if (config === null) return [];
  const problems = new ProblemList(file);
  const names = config.nodes.map(({ name }) => name);
  if (!names.includes(node)) {
    problems.error(
      parsed.locate(["node"]),
      `Cannot find this host: it is called ${node}, and the nodes are ${names.join(", ")}` +
        `${suggestion(node, names)}; add it, or name another with --node`,
    );
  }
  config.links.forEach((link, index) => {
    const at = parsed.locate(["link", index, "interface"]);
    const reason = explainInterface(link, facts.interfaces);
    if (reason !== null) problems.error(at, `Cannot use link ${link.name}: ${reason}`);
  });
  return problems.inOrder();
}

function explainInterface(link: LinkConfig, interfaces: readonly InterfaceFacts[]): string | null {
  const names = interfaces.map(({ name }) => name);
  return names.includes(link.interface)
    ? null
    : `this host has no interface ${link.interface}${suggestion(link.interface, names)}; ` +
      `it has ${names.join(", ")}`;
}
