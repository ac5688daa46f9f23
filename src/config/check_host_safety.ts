/** Whether this host has what fencing, its watchdog and the arbiter need of it. */
import type {
  ArbiterConfig,
  ClusterConfig,
  FenceAgentRef,
  FenceDeviceConfig,
  NodeName,
} from "../model/mod.ts";
import type { Installed } from "./agent_files.ts";
import { isOpen, type PathFacts, type Self } from "./path_trust.ts";
import type { Path } from "./tree.ts";

interface Host extends Installed {
  /** The way from the root folder to a file; empty: there is none such, or it is not known. */
  readonly wayTo: (path: string) => readonly PathFacts[];
  readonly self: Self;
}

export interface HostProblem {
  readonly severity: "error" | "warning";
  readonly path: Path;
  readonly message: string;
}

export function safetyOfHost(
  config: ClusterConfig,
  node: NodeName,
  host: Host,
): readonly HostProblem[] {
  const { fencing: { devices, panic }, watchdog, arbiter } = config;
  return [
    ...devices.flatMap((device, index) => checkDevice(device, index, node, host)),
    ...typeof panic === "string" ? [] : checkPanic(panic, host),
    ...watchdog === null || host.fileExists(watchdog.device) ? [] : [
      warning(
        ["watchdog", "device"],
        `This host is not watched: there is no ${watchdog.device}; load its driver at boot, ` +
          "without one softdog: echo softdog > /etc/modules-load.d/watchdog.conf",
      ),
    ],
    ...arbiter === null ? [] : checkArbiter(arbiter, host),
  ];
}

function checkDevice(
  { name, agent, from }: FenceDeviceConfig,
  index: number,
  node: NodeName,
  host: Host,
): readonly HostProblem[] {
  const absent = from.includes(node) ? explainAbsent(agent, host) : null;
  return absent === null
    ? []
    : [warning(["fence", index, "agent"], `${name} cannot be used here: ${absent}`)];
}

const GLUE = ["/usr/lib", "/usr/lib64"].map((folder) => `${folder}/stonith/plugins`);

/** The program that it calls here; null: none, or it is not there. */
export function fenceProgram(agent: FenceAgentRef, host: Installed): string | null {
  switch (agent.kind) {
    case "fence":
      return host.commandPath(agent.name);
    case "stonith":
      return agent.name.startsWith("external/")
        ? GLUE.map((folder) => `${folder}/${agent.name}`).find(host.fileExists) ?? null
        : host.commandPath("stonith");
    case "command":
      return programPath(agent.command[0] ?? "", host);
    case "manual":
    case "watchdog":
      return null;
  }
}

/** Why this host cannot call it; null where it can. */
function explainAbsent(agent: FenceAgentRef, host: Installed): string | null {
  if (agent.kind === "manual" || agent.kind === "watchdog") return null;
  if (agent.kind === "command") return explainProgram(agent.command[0] ?? "", host);
  if (fenceProgram(agent, host) !== null) return null;
  if (agent.kind === "fence") {
    return `there is no ${agent.name}; install fence-agents, or correct the name`;
  }
  return agent.name.startsWith("external/")
    ? `there is no ${GLUE[0]}/${agent.name}; install cluster-glue, or correct the name`
    : "there is no stonith; install cluster-glue";
}

/** Where a program is that the file names; null: nowhere. */
export const programPath = (program: string, host: Installed): string | null => {
  if (!program.includes("/")) return host.commandPath(program);
  return host.fileExists(program) ? program : null;
};

const explainProgram = (program: string, host: Installed): string | null =>
  programPath(program, host) === null
    ? `there is no ${program}; copy it to this host, or correct the name`
    : null;

function checkPanic(panic: readonly string[], host: Host): readonly HostProblem[] {
  const absent = explainProgram(panic[0] ?? "", host);
  return absent === null
    ? []
    : [warning(["fencing", "panic", 0], `This host could not end itself: ${absent}`)];
}

function checkArbiter(arbiter: ArbiterConfig, host: Host): readonly HostProblem[] {
  const { passwordFile, caFile, certFile, keyFile } = arbiter;
  const files = {
    password_file: passwordFile,
    ca_file: caFile,
    cert_file: certFile,
    key_file: keyFile,
  };
  return Object.entries(files).flatMap(([key, file]): readonly HostProblem[] => {
    const path = ["arbiter", key];
    if (file === null) return [];
    if (!host.fileExists(file)) {
      const message = `Cannot use ${key} = "${file}": there is no such file; copy it to this host`;
      return [{ severity: "error", path, message }];
    }
    const isSecret = key === "password_file" || key === "key_file";
    return isSecret && isOpen(host.wayTo(file), host.self)
      ? [warning(path, `Others than root can read ${file}: chmod 600 ${file}`)]
      : [];
  });
}

export const warning = (path: Path, message: string): HostProblem => ({
  severity: "warning",
  path,
  message,
});
