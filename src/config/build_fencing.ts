/** Drafts of [fencing], [[fence]] and [watchdog] → what they say, with what follows from other keys. */
import {
  assert,
  type FenceAgentRef,
  type FenceDeviceConfig,
  fenceDeviceName,
  fencesNodes,
  type FencingConfig,
  type Millis,
  type NodeName,
  nodeName,
  type WatchdogConfig,
} from "../model/mod.ts";
import type { FenceDraft, FencingDraft, WatchdogDraft } from "./fence_schema.ts";
import type { Times } from "./times.ts";

/** @param nodes all of the cluster's, which a device serves that names none. */
export function buildFencing(
  { enabled, action, startup, priority_delay, panic }: FencingDraft,
  devices: readonly (FenceDraft | undefined)[] | undefined,
  nodes: readonly NodeName[],
  usual: Pick<FencingConfig, "priorityDelay">,
): FencingConfig {
  assert(panic !== undefined, "the panic action was not refused");
  return {
    enabled: enabled ?? true,
    action: action ?? "reboot",
    startup: startup ?? true,
    priorityDelay: priority_delay ?? (devices?.length ? usual.priorityDelay : 0),
    panic: typeof panic === "string" ? panic : panic.map((word) => word ?? ""),
    devices: (devices ?? []).map((each) => {
      assert(each !== undefined, "no device was refused");
      return buildDevice(each, nodes);
    }),
  };
}

function buildDevice(draft: FenceDraft, nodes: readonly NodeName[]): FenceDeviceConfig {
  const { name, agent, params } = draft;
  assert(name !== undefined && agent && params, "nothing of the device was refused");
  const targets = targetsOf(draft, nodes);
  return {
    name: fenceDeviceName(name),
    agent: agent.kind === "command"
      ? { ...agent, command: (draft.command ?? []).map((word) => word ?? "") }
      : agent,
    params: params as Readonly<Record<string, string>>,
    targets,
    from: draft.from ? draft.from.map((node) => nodeName(node ?? "")) : nodes,
    level: draft.level ?? 1,
    action: draft.action ?? null,
    delay: delaysOf(draft, Object.keys(targets)),
    randomDelay: draft.random_delay ?? 0,
    timeout: draft.timeout ?? 0,
    retries: draft.retries ?? 0,
    verify: draft.verify ?? canVerify(agent),
    monitor: draft.monitor ?? usualMonitor(agent),
  };
}

/** By what name the device knows each node that it can fence; absent: all, each by its own. */
export function targetsOf(
  { nodes: written }: Pick<FenceDraft, "nodes">,
  nodes: readonly string[],
): FenceDeviceConfig["targets"] {
  if (written?.kind === "plugs") return written.plugs as Readonly<Record<string, string>>;
  const names = written?.names ?? nodes;
  return Object.fromEntries(names.flatMap((name) => name === undefined ? [] : [[name, name]]));
}

/** Only those that wait. */
function delaysOf({ delay }: FenceDraft, targets: readonly string[]): FenceDeviceConfig["delay"] {
  const each = typeof delay === "object"
    ? Object.entries(delay)
    : targets.map((node) => [node, delay] as const);
  return Object.fromEntries(each.flatMap(([node, millis]) => millis ? [[node, millis]] : []));
}

/** Agents of the fence-agents package know of each node whether it is on; the others need not. */
const canVerify = ({ kind }: FenceAgentRef): boolean => kind === "fence";

/** A command that does not look at what it is asked would fence a node instead of being asked. */
const usualMonitor = ({ kind }: FenceAgentRef): Millis =>
  kind === "fence" || kind === "stonith" ? 60_000 : 0;

export function buildWatchdog(draft: WatchdogDraft | null, times: Times): WatchdogConfig | null {
  if (draft === null) return null;
  return {
    device: draft.device ?? "",
    timeout: draft.timeout ?? usualWatchdogTimeout(times.deadtime ?? 0),
    requireQuorum: draft.require_quorum ?? false,
  };
}

/** A host that hangs is to be reset before the others take over; devices count whole seconds. */
const usualWatchdogTimeout = (deadtime: Millis): Millis =>
  Math.max(1, Math.floor(deadtime * 0.75 / 1000)) * 1000;

interface Voters {
  readonly nodes: readonly { readonly votes: number }[];
  readonly hasArbiter: boolean;
}

/** What is left of two may fence the other, each of them. */
const isRace = ({ nodes, hasArbiter }: Voters): boolean =>
  !hasArbiter && nodes.length === 2 && nodes.every(({ votes }) => votes === 1);

/**
 * Absent: true where the loser of a fencing match would come up alone, hear nobody, and fence the
 * winner: two nodes with fencing (corosync's two_node implies it too). With an arbiter, or with more
 * nodes, the one that is alone has no quorum.
 */
export const usualWaitForAll = (fencing: FencingConfig, voters: Voters): boolean =>
  fencesNodes(fencing) && isRace(voters);

/** Keepalives by which two nodes may differ in when they notice that a cable is cut. */
const APART = 2;
/** More than that of deadtime would be felt when a node really dies. */
const OF_DEADTIME = 0.2;

/**
 * Absent: where two nodes may fence each other, enough that the one with less to lose is not the first.
 * Pacemaker's is 0, and then both are gone.
 */
export const usualPriorityDelay = (
  voters: Voters,
  { keepalive, deadtime }: Times,
): Millis =>
  isRace(voters) ? Math.ceil(Math.max(APART * (keepalive ?? 0), OF_DEADTIME * (deadtime ?? 0))) : 0;
