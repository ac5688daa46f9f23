/** Where the daemon keeps what: as its options say, else systemd, else the usual places. */
import type { AgentHost } from "../agent/mod.ts";
import type { NodeName } from "../model/mod.ts";

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
}

export function pathsOf(options: DaemonOptions): DaemonPaths {
  const socket = options.socket ?? (Deno.env.get("HB_SOCKET") ||
    `${ofSystemd("RUNTIME_DIRECTORY") ?? "/run/hb"}/hb.sock`);
  return {
    state: options.state ?? ofSystemd("STATE_DIRECTORY") ?? "/var/lib/hb",
    socket,
    runtime: directoryOf(socket),
    agents: `${directoryOf(socket)}/agents`,
  };
}

/** From the root, for agents are run there. */
function directoryOf(path: string): string {
  const whole = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return whole.replace(/\/[^/]*$/, "");
}

/** systemd gives several directories with colons between. */
const ofSystemd = (variable: string): string | undefined =>
  Deno.env.get(variable)?.split(":")[0] || undefined;

/** Where this host has its agents. */
export const agentHost = (cluster: string, node: NodeName, stateDir: string): AgentHost => ({
  cluster,
  node,
  stateDir,
  ocfRoot: "/usr/lib/ocf",
  initDir: "/etc/init.d",
  heartbeatDir: "/etc/ha.d/resource.d",
});
