/** What of a configuration decides on its promises. */
import {
  type ClusterConfig,
  type FenceDeviceConfig,
  isQuorumBound,
  metaOf,
  type Millis,
  NO_WISHES,
  type NodeName,
  partsOf,
} from "../model/mod.ts";

export interface Grounds {
  /** Nodes that may run anything. */
  readonly runners: readonly NodeName[];
  readonly nodes: number;
  /** All votes, the arbiter's included. */
  readonly votes: number;
  readonly arbiter: boolean;
  /** With one node gone the arbiter's vote is needed for a quorum. */
  readonly needsArbiter: boolean;
  /** Of two nodes with a vote each the survivor goes on (corosync: two_node). */
  readonly twoNodes: boolean;
  /** Without a quorum a node lets go of what it runs before the others may take over. */
  readonly letsGo: boolean;
  /** Every part of the cluster may start what it does not hear elsewhere. */
  readonly ignoresQuorum: boolean;
  /** A node without a quorum resets itself at once, however its stops end. */
  readonly panics: boolean;
  /** The first node whose loss leaves no quorum; null: there is none such. */
  readonly indispensable: { readonly node: NodeName; readonly left: number } | null;
  /** A cut in two may leave no part with a quorum that can run anything. */
  readonly halvable: boolean;
  readonly fencing: FencingGrounds;
  /** The watchdog resets a node that hangs before the others take over. */
  readonly watchdogInTime: boolean;
  /** Its timeout has to be shorter: the last keepalive may be as old as one interval. */
  readonly latestWatchdog: Millis;
  readonly waitForAll: boolean;
  readonly deadtime: Millis;
  /** A resource of which a failed stop is passed over. */
  readonly ignoresStop: string | null;
}

/** `covers`: no node's resources are started elsewhere before it is confirmed off. */
export type FencingGrounds =
  | {
    readonly kind: "covers";
    readonly proof: FenceProof;
    readonly startup: boolean;
    /** Two nodes do not fence each other at the same moment. */
    readonly delayed: boolean;
  }
  | { readonly kind: "none"; readonly why: string; readonly remedy: string };

/** What confirms it, the weakest way that there is for any node. */
export type FenceProof = "device" | "operator" | "watchdog";

export function groundsOf(config: ClusterConfig): Grounds {
  const { nodes, arbiter, noQuorum, fencing, watchdog, deadtime, keepalive } = config;
  const twoNodes = isPair(config);
  const votes = nodes.reduce((sum, node) => sum + node.votes, 0) + (arbiter === null ? 0 : 1);
  const ignoresQuorum = noQuorum === "ignore";
  const bound = !ignoresQuorum && !twoNodes;
  const latestWatchdog = deadtime - keepalive;
  return {
    runners: nodes.filter(({ witness }) => !witness).map(({ name }) => name),
    nodes: nodes.length,
    votes,
    arbiter: arbiter !== null,
    needsArbiter: arbiter !== null && nodes.some((lost) => (votes - 1 - lost.votes) * 2 <= votes),
    twoNodes,
    letsGo: isQuorumBound(config),
    ignoresQuorum,
    panics: noQuorum === "fence" && typeof fencing.panic === "string",
    indispensable: bound ? indispensableOf(config, votes) : null,
    halvable: bound && isHalvable(config, votes),
    fencing: fencingOf(config),
    watchdogInTime: watchdog !== null && watchdog.timeout < latestWatchdog,
    latestWatchdog,
    waitForAll: config.waitForAll && nodes.length > 1,
    deadtime,
    ignoresStop: config.resources.find(({ onFail }) => onFail.stop === "ignore")?.id ?? null,
  };
}

const isPair = ({ nodes, arbiter }: ClusterConfig): boolean =>
  arbiter === null && nodes.length === 2 && nodes.every(({ votes }) => votes === 1);

function indispensableOf({ nodes }: ClusterConfig, votes: number): Grounds["indispensable"] {
  const lost = nodes.find((node) => (votes - node.votes) * 2 <= votes);
  return lost === undefined ? null : { node: lost.name, left: votes - lost.votes };
}

/**
 * Whether the nodes can be cut in two so that neither part has a quorum, or only one that runs nothing.
 * The arbiter's vote goes to one of the parts, and nobody knows to which.
 */
function isHalvable({ nodes, arbiter }: ClusterConfig, votes: number): boolean {
  if (nodes.length < 2) return false;
  const lent = arbiter === null ? 0 : 1;
  let sums = new Set([0]);
  for (const node of nodes) sums = new Set([...sums].flatMap((sum) => [sum, sum + node.votes]));
  const own = votes - lent;
  const isTie = (part: number) => part * 2 <= votes && (own - part + lent) * 2 <= votes;
  const witnesses = nodes.filter(({ witness }) => witness);
  const theirs = witnesses.reduce((sum, node) => sum + node.votes, 0);
  return [...sums].some(isTie) || (own - theirs) * 2 <= votes - 2 * lent;
}

function fencingOf(config: ClusterConfig): FencingGrounds {
  const { fencing: { enabled, devices, startup, priorityDelay } } = config;
  const runners = config.nodes.filter(({ witness }) => !witness).map(({ name }) => name);
  const none = (why: string, remedy: string): FencingGrounds => ({ kind: "none", why, remedy });
  if (devices.length === 0) {
    return none("there is no fencing", "fencing: a [[fence]] for every node");
  }
  if (!enabled) return none("fencing is not enabled", "enabled = true in [fencing]");
  const naked = runners.find((node) => devices.every(({ targets }) => !(node in targets)));
  if (naked !== undefined) return none(`nothing can fence ${naked}`, `a [[fence]] for ${naked}`);
  const hasty = startedUnfenced(config);
  if (hasty !== null) {
    return none(`${hasty} does not wait for fencing`, `requires = "fencing" of ${hasty}`);
  }
  const isDelayed = ({ delay, randomDelay }: FenceDeviceConfig) =>
    randomDelay > 0 || Object.values(delay).some((millis) => millis > 0);
  const proof = weakest(runners.flatMap((node) => proofsOf(node, devices)));
  if (proof === "watchdog" && !lapses(config)) {
    return none(
      "the watchdog of a node that is only cut off is fed as before",
      "fencing by a device instead of the watchdog alone",
    );
  }
  return {
    kind: "covers",
    proof,
    startup,
    delayed: priorityDelay > 0 || devices.some(isDelayed),
  };
}

/** Whether a node that is cut off lets go of all, or else is fed no more. */
const lapses = (config: ClusterConfig): boolean => !isPair(config) && isQuorumBound(config);

function weakest(proofs: readonly FenceProof[]): FenceProof {
  if (proofs.includes("watchdog")) return "watchdog";
  return proofs.includes("operator") ? "operator" : "device";
}

/** The first resource that is started elsewhere before its node is fenced; null: none is. */
function startedUnfenced(config: ClusterConfig): string | null {
  const parts = partsOf(config);
  const hasty = config.resources.find(({ id }) => {
    const part = parts.get(id);
    const requires = part && metaOf(part, config.defaults, NO_WISHES).requires;
    return requires === "nothing" || requires === "quorum";
  });
  return hasty?.id ?? null;
}

/** By level: of several devices on one level, all must confirm, so the best of them counts. */
function proofsOf(node: NodeName, devices: readonly FenceDeviceConfig[]): readonly FenceProof[] {
  const levels = Map.groupBy(
    devices.filter(({ targets }) => node in targets),
    ({ level }) => level,
  );
  return [...levels.values()].map((level): FenceProof => {
    const kinds = level.map(({ agent }) => agent.kind);
    if (kinds.includes("manual")) return "operator";
    return kinds.every((kind) => kind === "watchdog") ? "watchdog" : "device";
  });
}
