/**
 * How a STONITH plugin of cluster-glue is called, as Heartbeat did.
 *
 * An `external/` plugin is a program: its parameters are in its environment, which no other user of
 * the host can read. All others are libraries, for which cluster-glue's `stonith` is called, told
 * with -E to look into the environment too.
 * Source: README.external and external.c of cluster-glue 1.0.12, fence_legacy of Pacemaker.
 */
import type { FenceOperation } from "../fencing/mod.ts";
import { ok, refuse, type Result } from "../model/mod.ts";
import { commonEnv, type FenceCall, type FenceHost, plugOf, programsOf } from "./fence_call.ts";

const EXTERNAL = "external/";

/** The problem is why this plugin cannot do that. */
export function fencePluginCall(
  name: string,
  operation: FenceOperation,
  host: FenceHost,
): Result<FenceCall, string> {
  const { action, device } = operation;
  // The `status` of a plugin is the device's own.
  if (action === "status") {
    return refuse("a STONITH plugin cannot tell whether a node is off; set verify = false");
  }
  const common = commonEnv(host);
  const env = {
    ...device.params,
    ...LOGGING,
    ...common,
    PATH: `${host.pluginScripts}:${common["PATH"]}`,
  };
  const call = name.startsWith(EXTERNAL)
    ? {
      programs: pluginPaths(name.slice(EXTERNAL.length), host),
      args: action === "monitor" ? ["status"] : [VERB[action], plugOf(operation)],
    }
    : {
      programs: programsOf("stonith", host),
      args: [
        ...["-t", name, "-E"],
        ...action === "monitor" ? ["-S"] : ["-T", VERB[action], plugOf(operation)],
      ],
    };
  return ok({ ...call, env, input: null });
}

const VERB = { off: "off", reboot: "reset", on: "on" } as const;

/** What plugins say by ha_log.sh goes to standard error, and is not said twice. */
const LOGGING = {
  HA_LOGD: "no",
  HA_LOGFACILITY: "none",
  HA_LOGFILE: "/dev/stderr",
  HA_LOGTAG: "",
  HA_DATEFMT: "",
  HA_debug: "0",
};

function pluginPaths(name: string, { plugins }: FenceHost): readonly [string, ...string[]] {
  const [first = name, ...others] = plugins.map((directory) => `${directory}/${name}`);
  return [first, ...others];
}
