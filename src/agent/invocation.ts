/** How an agent is run: which program, with which arguments, in which environment. */
import type { AgentAction, AgentRef, NodeName, ResourceConfig } from "../model/mod.ts";
import type { Operation } from "./operation.ts";

export interface Invocation {
  /** The first of these that exists is run; none: the agent is not installed here. */
  readonly programs: readonly [string, ...string[]];
  readonly args: readonly string[];
  /** In full: nothing is inherited from the daemon. */
  readonly env: Readonly<Record<string, string>>;
}

/** What agents are told of this host, and where they are found. */
export interface AgentHost {
  readonly cluster: string;
  readonly node: NodeName;
  /** HA_RSCTMP: agents keep there what must be gone after a reboot. */
  readonly stateDir: string;
  /** OCF_ROOT, `/usr/lib/ocf`. */
  readonly ocfRoot: string;
  /** `/etc/init.d` */
  readonly initDir: string;
  /** Heartbeat's scripts, `/etc/ha.d/resource.d`; those not found there are init scripts. */
  readonly heartbeatDir: string;
}

/** Actions that change nothing and answer a question about the agent or its parameters. */
export type Inquiry = "meta-data" | "validate-all";

/** Null: no program is run, for the agent is built in, or its class has no such action. */
export function invocationOf(operation: Operation, host: AgentHost): Invocation | null {
  const { resource, action } = operation;
  if (action === "announce") return null;
  switch (resource.agent.class) {
    case "hb":
      return null;
    case "ocf":
      return ocf(resource, resource.agent, OCF_ACTION[action], host, {
        OCF_CHECK_LEVEL: String(operation.depth),
        OCF_RESKEY_CRM_meta_name: OCF_ACTION[action],
        OCF_RESKEY_CRM_meta_interval: String(action === "monitor" ? operation.interval : 0),
        OCF_RESKEY_CRM_meta_timeout: String(operation.timeout),
      });
    case "lsb":
      return {
        programs: [`${host.initDir}/${resource.agent.type}`],
        args: [LSB_ACTION[action]],
        env: commonEnv(host),
      };
    case "heartbeat":
      return {
        programs: [
          `${host.heartbeatDir}/${resource.agent.type}`,
          `${host.initDir}/${resource.agent.type}`,
        ],
        args: [...resource.agent.args, LSB_ACTION[action]],
        env: { ...commonEnv(host), OCF_ROOT: host.ocfRoot, HA_RSCTMP: host.stateDir },
      };
    case "systemd":
      return systemd(resource.agent.type, action, host);
  }
}

/** How an OCF agent is asked about itself; null for classes that cannot be asked. */
export function inquiryOf(
  resource: ResourceConfig,
  inquiry: Inquiry,
  host: AgentHost,
): Invocation | null {
  return resource.agent.class === "ocf" ? ocf(resource, resource.agent, inquiry, host, {}) : null;
}

const OCF_ACTION = {
  probe: "monitor",
  start: "start",
  stop: "stop",
  monitor: "monitor",
  promote: "promote",
  demote: "demote",
  notify: "notify",
  reload: "reload",
  migrate_to: "migrate_to",
  migrate_from: "migrate_from",
} as const;

const LSB_ACTION = {
  probe: "status",
  start: "start",
  stop: "stop",
  monitor: "status",
  promote: "promote",
  demote: "demote",
  notify: "notify",
  reload: "reload",
  migrate_to: "migrate_to",
  migrate_from: "migrate_from",
} as const;

/** Source: OCF resource agent API 1.1, "Environment variables"; the CRM_meta ones: Pacemaker. */
function ocf(
  resource: ResourceConfig,
  agent: AgentRef & { class: "ocf" },
  action: string,
  host: AgentHost,
  more: Readonly<Record<string, string>>,
): Invocation {
  const params = Object.entries(resource.params)
    .map(([name, value]) => [`OCF_RESKEY_${name}`, value] as const);
  return {
    programs: [`${host.ocfRoot}/resource.d/${agent.provider}/${agent.type}`],
    args: [action],
    env: {
      ...commonEnv(host),
      OCF_ROOT: host.ocfRoot,
      OCF_RA_VERSION_MAJOR: "1",
      OCF_RA_VERSION_MINOR: "1",
      OCF_RESOURCE_INSTANCE: resource.id,
      OCF_RESOURCE_TYPE: agent.type,
      OCF_RESOURCE_PROVIDER: agent.provider,
      OCF_EXIT_REASON_PREFIX: "ocf-exit-reason:",
      OCF_RESKEY_CRM_meta_on_node: host.node,
      OCF_RESKEY_CRM_meta_on_node_uuid: host.node,
      HA_RSCTMP: host.stateDir,
      HA_debug: "0",
      HA_LOGD: "no",
      ...more,
      ...Object.fromEntries(params),
    },
  };
}

/**
 * `start` and `stop` wait for the unit's job. The state is asked with `show`, for `is-active` tells a
 * missing unit, a stopped one and a failed one apart badly; a unit on its way (an administrator
 * restarts it, a slow service starts) is waited for, the operation's timeout being the bound.
 */
function systemd(
  unit: string,
  action: Exclude<AgentAction, "announce">,
  host: AgentHost,
): Invocation {
  const name = /\.[a-z]+$/.test(unit) ? unit : `${unit}.service`;
  const script = action === "start" || action === "stop"
    ? `${SYSTEMD_RUNS}exec systemctl --no-ask-password ${action} -- "$0"`
    : `${SYSTEMD_RUNS}${SETTLED_STATE}`;
  return { programs: ["/bin/sh"], args: ["-c", script, name], env: commonEnv(host) };
}

/** sd_booted(3): on a host of another init the agent is not installed, which is OCF's 5. */
const SYSTEMD_RUNS = `[ -d /run/systemd/system ] || {
  echo "this host does not run systemd"; exit 5
}
`;

const SETTLED_STATE = `while :; do
  state=$(systemctl show --property=LoadState,ActiveState,SubState,Result -- "$0") || exit 1
  case $state in
    *SubState=auto-restart*) break ;;
    *ActiveState=activating* | *ActiveState=deactivating*) sleep 0.2 ;;
    *) break ;;
  esac
done
printf '%s\\n' "$state"
`;

/** Messages in English, and no more of the daemon's own environment than it takes to find programs. */
const commonEnv = (host: AgentHost): Readonly<Record<string, string>> => ({
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  HB_CLUSTER: host.cluster,
  HB_NODE: host.node,
});
