/** Whether this host has what fencing, its watchdog and the arbiter need of it. */
import type {
  ArbiterConfig,
  ClusterConfig,
  FenceAgentRef,
  FenceDeviceConfig,
  NodeName,
} from "../model/mod.ts";
import type { Path } from "./tree.ts";

/** The part of what is known of the host that counts here. */
interface Host {
  readonly fileExists: (path: string) => boolean;
  readonly commandExists: (name: string) => boolean;
  /** Permission bits; null: there is no such file, or it is not known. */
  readonly modeOf: (path: string) => number | null;
}

export interface HostProblem {
  readonly severity: "error" | "warning";
  readonly path: Path;
  readonly message: string;
}

/** @param file the configuration's own path. */
export function safetyOfHost(
  config: ClusterConfig,
  node: NodeName,
  host: Host,
  file: string,
): readonly HostProblem[] {
  const { fencing: { devices, panic }, watchdog, arbiter } = config;
  return [
    ...devices.flatMap((device, index) => checkDevice(device, index, node, host, file)),
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
  { name, agent, from, params }: FenceDeviceConfig,
  index: number,
  node: NodeName,
  host: Host,
  file: string,
): readonly HostProblem[] {
  const absent = from.includes(node) ? explainAbsent(agent, host) : null;
  const secret = Object.keys(params).find((param) => /^pass(wd|word)$/.test(param));
  return [
    ...absent === null
      ? []
      : [warning(["fence", index, "agent"], `${name} cannot be used here: ${absent}`)],
    ...secret === undefined || !isOpen(host.modeOf(file)) ? [] : [
      warning(
        ["fence", index, "params", secret],
        `Others than root can read the password of ${name}: chmod 600 ${file}` +
          (agent.kind === "fence" ? `, or let a script tell it: ${secret}_script = "/PATH"` : ""),
      ),
    ],
  ];
}

const GLUE = ["/usr/lib", "/usr/lib64"].map((folder) => `${folder}/stonith/plugins`);

/** Why this host cannot call it; null where it can. */
function explainAbsent(agent: FenceAgentRef, host: Host): string | null {
  switch (agent.kind) {
    case "fence":
      return host.commandExists(agent.name)
        ? null
        : `there is no ${agent.name}; install fence-agents, or correct the name`;
    case "stonith":
      if (!agent.name.startsWith("external/")) {
        return host.commandExists("stonith") ? null : "there is no stonith; install cluster-glue";
      }
      return GLUE.some((folder) => host.fileExists(`${folder}/${agent.name}`))
        ? null
        : `there is no ${GLUE[0]}/${agent.name}; install cluster-glue, or correct the name`;
    case "command":
      return explainProgram(agent.command[0] ?? "", host);
    case "manual":
    case "watchdog":
      return null;
  }
}

function explainProgram(program: string, host: Host): string | null {
  const exists = program.includes("/") ? host.fileExists(program) : host.commandExists(program);
  return exists ? null : `there is no ${program}; copy it to this host, or correct the name`;
}

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
    return isSecret && isOpen(host.modeOf(file))
      ? [warning(path, `Others than root can read ${file}: chmod 600 ${file}`)]
      : [];
  });
}

const isOpen = (mode: number | null): boolean => mode !== null && (mode & 0o077) !== 0;

const warning = (path: Path, message: string): HostProblem => ({
  severity: "warning",
  path,
  message,
});
