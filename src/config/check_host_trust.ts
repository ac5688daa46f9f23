/** Whether others than root could change what hb runs here, or read the secrets that it is told. */
import {
  type ClusterConfig,
  formatAgentRef,
  type NodeName,
  type ResourceConfig,
  secretsAmong,
} from "../model/mod.ts";
import { agentPath, type Installed } from "./agent_files.ts";
import { fenceProgram, type HostProblem, programPath, warning } from "./check_host_safety.ts";
import { explainDistrust, isOpen, type PathFacts, type Self } from "./path_trust.ts";
import type { Path } from "./tree.ts";

export interface Guarded extends Installed {
  /** The way from the root folder to a file; empty: there is none such, or it is not known. */
  readonly wayTo: (path: string) => readonly PathFacts[];
  readonly self: Self;
}

/** @param file the configuration's own path. */
export function trustOfHost(
  config: ClusterConfig,
  node: NodeName,
  host: Guarded,
  file: string,
): readonly HostProblem[] {
  const { fencing: { devices, panic }, arbiter, keysFile } = config;
  const isWitness = config.nodes.some((each) => each.name === node && each.witness);
  const resources = isWitness ? [] : config.resources;
  return [
    ...distrust([], "this file", file, host),
    ...distrust(["cluster", "keys"], "the folder of the keys", folderOf(keysFile), host),
    ...checkAgents(resources, host),
    ...devices.flatMap(({ name, agent, from }, index) =>
      from.includes(node)
        ? distrust(["fence", index, "agent"], `what ${name} calls`, fenceProgram(agent, host), host)
        : []
    ),
    ...typeof panic === "string" ? [] : distrust(
      ["fencing", "panic", 0],
      "what ends this host",
      programPath(panic[0] ?? "", host),
      host,
    ),
    ...arbiter === null
      ? []
      : FILES.flatMap(([key, property]) =>
        distrust(["arbiter", key], key, arbiter[property], host)
      ),
    ...openSecrets(config, node, host, file),
  ];
}

const FILES = [
  ["password_file", "passwordFile"],
  ["ca_file", "caFile"],
  ["cert_file", "certFile"],
  ["key_file", "keyFile"],
] as const;

/** Each agent once, where it is first named. */
function checkAgents(
  resources: readonly ResourceConfig[],
  host: Guarded,
): readonly HostProblem[] {
  const seen = new Set<string>();
  return resources.flatMap(({ agent }, index) => {
    const name = formatAgentRef(agent);
    if (seen.has(name)) return [];
    seen.add(name);
    return distrust(["resource", index, "agent"], name, agentPath(agent, host), host);
  });
}

function distrust(
  path: Path,
  what: string,
  file: string | null,
  { wayTo, self }: Guarded,
): readonly HostProblem[] {
  const why = file === null ? null : explainDistrust(wayTo(file), self);
  return why === null ? [] : [warning(path, `Not only root can change ${what}: ${why}`)];
}

const folderOf = (path: string): string => path.replace(/\/[^/]*$/, "") || "/";

/** Resources' parameters reach agents on any node; a fence device's those that call it. */
function openSecrets(
  { resources, fencing: { devices } }: ClusterConfig,
  node: NodeName,
  { wayTo, self }: Guarded,
  file: string,
): readonly HostProblem[] {
  if (!isOpen(wayTo(file), self)) return [];
  const told = (table: string, index: number, name: string, params: Params, hint = "") =>
    secretParams(params).slice(0, 1).map((param) =>
      warning(
        [table, index, "params", param],
        `Others than root can read ${param} of ${name}: chmod 600 ${file}` +
          (/^pass(wd|word)$/.test(param) && hint !== ""
            ? `, ${hint} ${param}_script = "/PATH"`
            : ""),
      )
    );
  return [
    ...resources.flatMap(({ id, params }, index) => told("resource", index, id, params)),
    ...devices.flatMap(({ name, agent, from, params }, index) =>
      from.includes(node)
        ? told(
          "fence",
          index,
          name,
          params,
          agent.kind === "fence" ? "or let a script tell it:" : "",
        )
        : []
    ),
  ];
}

type Params = Readonly<Record<string, string>>;

const secretParams = (params: Params): readonly string[] =>
  Object.entries(params)
    .filter(([name, value]) => secretsAmong({ [name]: value }).length > 0)
    .map(([name]) => name);
