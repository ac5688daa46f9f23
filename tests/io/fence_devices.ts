/** Fence devices of every kind for the tests, each with a power switch that the test can look at. */
import {
  type FenceAgentRef,
  type FenceDeviceConfig,
  type NodeName,
  nodeName,
} from "../../src/model/mod.ts";
import { fenceDevice } from "../fence_device.ts";
import type { FenceOperation } from "../../src/fencing/mod.ts";
import type { FenceHost } from "../../src/io/fence_call.ts";

export const n2: NodeName = nodeName("n2");
const PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** A host whose own agents and plugins lie in `dir`. */
export const hostIn = (dir: string): FenceHost => ({
  cluster: "test",
  node: nodeName("n1"),
  path: [`${dir}/bin`, ...PATH],
  plugins: [`${dir}/plugins`, "/usr/lib/stonith/plugins/external"],
  pluginScripts: "/usr/share/cluster-glue",
});

export const deviceOf = (
  agent: FenceAgentRef,
  params: Readonly<Record<string, string>> = {},
): FenceDeviceConfig =>
  fenceDevice("power", [nodeName("n1")], { agent, params, targets: { [n2]: "plug-7" } });

export function operationOf(
  device: FenceDeviceConfig,
  action: FenceOperation["action"],
  timeout = 20_000,
): FenceOperation {
  return { id: 1, device, action, target: action === "monitor" ? null : n2, timeout };
}

/** One way of calling a device, and devices of it that do what a case asks for. */
export interface Kind {
  readonly name: string;
  /** Null: it can be tested here. */
  readonly lacks: string | null;
  /** Whether it knows of a node that it is off. */
  readonly tells: boolean;
  /** The node is on as long as this file in `dir` does not say `off`. */
  readonly works: (dir: string) => Promise<FenceDeviceConfig>;
  readonly fails: (dir: string) => Promise<FenceDeviceConfig>;
  /** For longer than any test waits. */
  readonly hangs: (dir: string) => Promise<FenceDeviceConfig>;
  readonly missing: FenceDeviceConfig;
}

export const stateFile = (dir: string): string => `${dir}/plug-7`;

/** Called with the action in $1 and the plug in $2. */
const SWITCH = `
case $1 in
  off | on) echo $1 >"$state/$2" ;;
  reboot | reset) echo off >"$state/$2"; echo on >"$state/$2" ;;
  monitor) ;;
  status) [ -z "$2" ] || ! grep -qx off "$state/$2" || exit 2 ;;
  *) exit 1 ;;
esac`;
const FAILS =
  `echo "trying with \${password}"; echo "the switch \${password} is stuck" >&2; exit 1`;
const HANGS = `echo "waits for the switch"; sleep 600 & echo $! >"$state/child"; wait`;

async function script(path: string, body: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

const exists = (path: string): Promise<boolean> => Deno.stat(path).then(() => true, () => false);

/** A command of the test's own. */
export const COMMAND: Kind = {
  name: "a command",
  lacks: null,
  tells: true,
  works: (dir) => command(dir, SWITCH),
  fails: (dir) => command(dir, FAILS),
  hangs: (dir) => command(dir, HANGS),
  missing: deviceOf({ kind: "command", command: ["/no/such/switch"] }),
};

async function command(dir: string, body: string): Promise<FenceDeviceConfig> {
  await script(`${dir}/bin/switch`, body);
  return deviceOf({ kind: "command", command: ["switch"] }, { state: dir, password: "sesame" });
}

/** An external/ plugin of the test's own, which says what goes wrong as cluster-glue's do. */
export const PLUGIN: Kind = {
  name: "a STONITH plugin",
  lacks: await exists("/usr/share/cluster-glue/ha_log.sh") ? null : "cluster-glue",
  tells: false,
  works: (dir) => plugin(dir, SWITCH),
  fails: (dir) => plugin(dir, `ha_log.sh err "the switch $password is stuck"; exit 1`),
  hangs: (dir) => plugin(dir, HANGS),
  missing: deviceOf({ kind: "stonith", name: "external/nosuch" }),
};

async function plugin(dir: string, body: string): Promise<FenceDeviceConfig> {
  await script(`${dir}/plugins/switch`, body);
  return deviceOf({ kind: "stonith", name: "external/switch" }, { state: dir, password: "sesame" });
}

/** The package's own agent, which has no plugs: its file is the one node's power. */
export const FENCE_AGENT: Kind = {
  name: "fence_dummy of fence-agents",
  lacks: await exists("/usr/sbin/fence_dummy") ? null : "fence-agents",
  tells: true,
  works: async (dir) => {
    await Deno.writeTextFile(stateFile(dir), "on");
    return dummy({ status_file: stateFile(dir) });
  },
  fails: () => Promise.resolve(dummy({ type: "fail", plug: "7", power_timeout: "1" })),
  hangs: (dir) => Promise.resolve(dummy({ status_file: stateFile(dir), delay: "600" })),
  missing: deviceOf({ kind: "fence", name: "fence_nosuch" }),
};

const dummy = (params: Readonly<Record<string, string>>): FenceDeviceConfig =>
  deviceOf({ kind: "fence", name: "fence_dummy" }, params);
