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
  /** Where Pacemaker's tools are that agents call; null: nobody would answer them. */
  readonly tools: string | null;
  /** The control socket of the daemon that answers them. */
  readonly socket: string | null;
}

/** Actions that change nothing and answer a question about the agent or its parameters. */
export type Inquiry = "meta-data" | "validate-all";

/** Null: no program is run, for the agent is built in, or its class has no such action. */
export function invocationOf(operation: Operation, host: AgentHost): Invocation | null {
  const { resource, action } = operation;
  const { agent } = resource;
  if (action === "announce" || agent.class === "hb") return null;
  // Only OCF agents can make anything of what happens to other instances.
  if (action === "notify" && agent.class !== "ocf") return null;
  switch (agent.class) {
    case "ocf": {
      const name = action === "reload" ? operation.reloadAs ?? action : OCF_ACTION[action];
      return ocf(resource, agent, name, host, metaOf(operation, name));
    }
    case "lsb":
      return {
        programs: [`${host.initDir}/${agent.type}`],
        args: [SCRIPT_ACTION[action]],
        env: commonEnv(host),
      };
    case "heartbeat":
      return {
        programs: [`${host.heartbeatDir}/${agent.type}`, `${host.initDir}/${agent.type}`],
        args: [...agent.args, SCRIPT_ACTION[action]],
        env: { ...commonEnv(host), OCF_ROOT: host.ocfRoot, HA_RSCTMP: host.stateDir },
      };
    case "systemd":
      return systemd(agent.type, action, host);
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

type Called = Exclude<AgentAction, "announce">;

const OCF_ACTION: Readonly<Record<Called, string>> = {
  probe: "monitor",
  monitor: "monitor",
  start: "start",
  stop: "stop",
  promote: "promote",
  demote: "demote",
  notify: "notify",
  reload: "reload",
  migrate_to: "migrate_to",
  migrate_from: "migrate_from",
};

/** Init scripts and Heartbeat's; they refuse what they do not know. */
const SCRIPT_ACTION: Readonly<Record<Called, string>> = {
  ...OCF_ACTION,
  probe: "status",
  monitor: "status",
};

/** Names and units: Pacemaker's. */
function metaOf(operation: Operation, name: string): Readonly<Record<string, string>> {
  const { action, interval, timeout, depth, role } = operation;
  const meta = {
    ...operation.meta,
    name,
    interval: String(action === "monitor" ? interval : 0),
    timeout: String(timeout),
    ...role === null ? {} : {
      role: role === "promoted" ? "Promoted" : "Unpromoted",
      ...role === "promoted" ? { op_target_rc: "8" } : {},
    },
  };
  const entries = Object.entries(meta).map(([key, value]) => [`OCF_RESKEY_CRM_meta_${key}`, value]);
  return { OCF_CHECK_LEVEL: String(depth), ...Object.fromEntries(entries) };
}

/** Pacemaker 2.1's: by it agents choose which of its tools to call, and how. */
const FEATURE_SET = "3.16.1";

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
      ...toolsEnv(host),
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
      HA_LOGFACILITY: "none",
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
  action: Called,
  host: AgentHost,
): Invocation {
  const name = /\.[a-z]+$/.test(unit) ? unit : `${unit}.service`;
  const script = `${SYSTEMD_RUNS}${systemdScript(action)}`;
  return { programs: ["/bin/sh"], args: ["-c", script, name], env: commonEnv(host) };
}

function systemdScript(action: Called): string {
  switch (action) {
    case "start":
    case "stop":
    case "reload":
      return `exec systemctl --no-ask-password ${action} -- "$0"`;
    case "probe":
    case "monitor":
      return SETTLED_STATE;
    case "promote":
    case "demote":
    case "notify":
    case "migrate_to":
    case "migrate_from":
      return `echo "systemd knows no ${action}"; exit 3`;
  }
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
const commonEnv = ({ cluster, node }: AgentHost): Readonly<Record<string, string>> => ({
  PATH,
  LANG: "C.UTF-8",
  HB_CLUSTER: cluster,
  HB_NODE: node,
});

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** How an OCF agent finds Pacemaker's tools, and they the daemon. */
const toolsEnv = ({ tools, socket }: AgentHost): Readonly<Record<string, string>> =>
  tools === null || socket === null ? {} : {
    PATH: `${tools}:${PATH}`,
    HA_SBIN_DIR: tools,
    HB_SOCKET: socket,
    OCF_RESKEY_crm_feature_set: FEATURE_SET,
  };
