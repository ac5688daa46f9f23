/** Where the daemon keeps what: as its options say, else systemd, else the usual places. */
import type { AgentHost } from "../agent/mod.ts";
import type { NodeName } from "../model/mod.ts";
import type { FenceHost } from "./fence_call.ts";

export interface DaemonOptions {
  /** cluster.toml. */
  readonly config: string;
  /** Of hb, for the status. */
  readonly version: string;
  /** This node's name; absent: this host's. */
  readonly node?: string;
  /** The state directory. */
  readonly state?: string;
  /** The control socket. */
  readonly socket?: string;
}

export interface DaemonPaths {
  readonly state: string;
  readonly socket: string;
  /** The socket's directory: what is in it outlives the daemon, but not a reboot. */
  readonly runtime: string;
  /** What agents keep there is gone after a reboot, as they expect of HA_RSCTMP. */
  readonly agents: string;
  /** What agents find first on their PATH: Pacemaker's tools as hb answers them. */
  readonly tools: string;
}

export function pathsOf(options: DaemonOptions): DaemonPaths {
  const socket = options.socket ?? (Deno.env.get("HB_SOCKET") ||
    `${ofSystemd("RUNTIME_DIRECTORY") ?? "/run/hb"}/hb.sock`);
  return {
    state: options.state ?? ofSystemd("STATE_DIRECTORY") ?? "/var/lib/hb",
    socket,
    runtime: directoryOf(socket),
    agents: `${directoryOf(socket)}/agents`,
    tools: `${directoryOf(socket)}/bin`,
  };
}

const directoryOf = (path: string): string => fromRoot(path).replace(/\/[^/]*$/, "");

/** Agents are run there. */
export const fromRoot = (path: string): string =>
  path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;

/** systemd gives several directories with colons between. */
const ofSystemd = (variable: string): string | undefined =>
  Deno.env.get(variable)?.split(":")[0] || undefined;

/** Where this host has its agents, and they the daemon; null: they run without one. */
export const agentHost = (
  cluster: string,
  node: NodeName,
  paths: DaemonPaths | null,
): AgentHost => ({
  cluster,
  node,
  stateDir: paths?.agents ?? "/run/resource-agents",
  ocfRoot: "/usr/lib/ocf",
  initDir: "/etc/init.d",
  heartbeatDir: "/etc/ha.d/resource.d",
  tools: paths?.tools ?? null,
  socket: paths === null ? null : fromRoot(paths.socket),
});

/** Where this host has its fence agents. */
export const fenceHost = (cluster: string, node: NodeName): FenceHost => ({
  cluster,
  node,
  path: ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"],
  plugins: ["/usr/lib/stonith/plugins/external", "/usr/lib64/stonith/plugins/external"],
  pluginScripts: "/usr/share/cluster-glue",
});
