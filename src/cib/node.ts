/** The nodes: what is configured of them, and what their `node_state` says. */
import { compareNames } from "../model/mod.ts";
import type { ClusterOptions, NodeInput } from "../scheduler/mod.ts";
import { childOf, childrenOf, descend, type Element } from "./element.ts";
import { addPairs, type Pairs } from "./nvpairs.ts";
import type { Reading } from "./reading.ts";
import { isTrue, readInteger, readScore } from "./value.ts";

/** A node while its state is read; what resources' histories say may still change it. */
export interface NodeReading {
  readonly id: string;
  readonly name: string;
  readonly kind: NodeInput["kind"];
  readonly dc: boolean;
  readonly attributes: Pairs;
  /** Without the transient ones. */
  readonly permanent: ReadonlyMap<string, string>;
  readonly utilization: ReadonlyMap<string, number>;
  score: number;
  seen: boolean;
  online: boolean;
  unclean: string | null;
  pending: boolean;
  standby: boolean;
  maintenance: boolean;
  shutdown: boolean;
  expectedUp: boolean;
}

/** In the order of their names, as Pacemaker has them. */
export function readNodes(
  reading: Reading,
  cib: Element,
  options: ClusterOptions,
): readonly NodeReading[] {
  const nodes: NodeReading[] = [];
  for (const element of childrenOf(descend(cib, "configuration", "nodes"), "node")) {
    const { id, uname, type } = element.attributes;
    if (id === undefined) {
      reading.warn(element, "has no id and is ignored");
    } else if (type?.toLowerCase() === "remote") {
      reading.warn(element, "is a remote node, which is not supported");
    } else {
      nodes.push(readNode(reading, element, id, uname ?? id, cib, options));
    }
  }
  nodes.sort((one, other) => compareNames(one.name, other.name));
  for (const state of childrenOf(childOf(cib, "status"), "node_state")) {
    const node = nodeOf(nodes, state);
    if (node !== null) readState(reading, state, node, cib, options);
  }
  return nodes;
}

/** The node that a `node_state` is of; null: it is no longer configured. */
export function nodeOf(nodes: readonly NodeReading[], state: Element): NodeReading | null {
  const { id, uname } = state.attributes;
  if (id === undefined || uname === undefined) return null;
  return nodes.find((node) => node.id.toLowerCase() === id.toLowerCase()) ??
    nodes.find((node) => node.name.toLowerCase() === uname.toLowerCase()) ?? null;
}

function readNode(
  reading: Reading,
  element: Element,
  id: string,
  name: string,
  cib: Element,
  options: ClusterOptions,
): NodeReading {
  const { type, score } = element.attributes;
  const ping = !["member", "normal", undefined].includes(type?.toLowerCase());
  const dc = id.toLowerCase() === cib.attributes["dc-uuid"]?.toLowerCase();
  const attributes: Pairs = new Map([["#uname", name], ["#id", id], ["#kind", "cluster"]]);
  attributes.set("#is_dc", String(dc));
  if (options.clusterName !== null) attributes.set("#cluster-name", options.clusterName);
  addPairs(reading, element, { sets: "instance_attributes" }, attributes);
  nameSite(attributes, options);
  const utilization = addPairs(reading, element, { sets: "utilization" }, new Map());
  return {
    id,
    name,
    kind: ping ? "ping" : "member",
    dc,
    attributes,
    permanent: new Map(attributes),
    utilization: readUtilization(utilization),
    score: readScore(score, options.nodeHealth),
    seen: false,
    online: false,
    unclean: options.startupFencing ? "node is unclean" : null,
    pending: false,
    standby: false,
    maintenance: false,
    shutdown: false,
    expectedUp: false,
  };
}

export const readUtilization = (pairs: Pairs): ReadonlyMap<string, number> =>
  new Map([...pairs].map(([name, value]) => [name, readInteger(value) ?? 0]));

function nameSite(attributes: Pairs, { clusterName }: ClusterOptions): void {
  if (attributes.has("#site-name")) return;
  const site = attributes.get("site-name") ?? clusterName;
  if (site !== null) attributes.set("#site-name", site);
}

function readState(
  reading: Reading,
  state: Element,
  node: NodeReading,
  cib: Element,
  options: ClusterOptions,
): void {
  for (const transient of childrenOf(state, "transient_attributes").slice(0, 1)) {
    const spec = { sets: "instance_attributes", overwrite: true };
    addPairs(reading, transient, spec, node.attributes);
    nameSite(node.attributes, options);
  }
  if (isTrue(node.attributes.get("standby"))) node.standby = true;
  if (isTrue(node.attributes.get("maintenance"))) node.maintenance = true;
  node.unclean = null;
  node.seen = true;
  judgeOnline(state, node, options);
  const quorum = isTrue(cib.attributes["have-quorum"]);
  if (!quorum && node.online && options.noQuorumPolicy === "fence") {
    condemn(node, "cluster does not have quorum");
  }
}

/** The first reason for which a node must be fenced stays. */
export function condemn(node: NodeReading, because: string): void {
  node.unclean ??= because;
}

function judgeOnline(state: Element, node: NodeReading, options: ClusterOptions): void {
  const shutdown = node.attributes.get("shutdown");
  node.shutdown = shutdown !== undefined && shutdown !== "0";
  node.expectedUp = !node.shutdown && is(state, "expected", "member");
  const online = node.kind === "ping"
    ? false
    : options.fencingEnabled
    ? judgeFenceable(state, node)
    : judgeUnfenceable(state, node);
  if (online) node.online = true;
}

const is = (state: Element, attribute: string, value: string): boolean =>
  state.attributes[attribute]?.toLowerCase() === value;

function judgeUnfenceable(state: Element, node: NodeReading): boolean {
  if (!isTrue(state.attributes["in_ccm"])) return false;
  if (is(state, "crmd", "online")) return is(state, "join", "member");
  if (node.expectedUp) condemn(node, "peer is unexpectedly down");
  return false;
}

/** A node that does not leave as it should is off only once it has been fenced. */
function judgeFenceable(state: Element, node: NodeReading): boolean {
  const inCluster = isTrue(state.attributes["in_ccm"]);
  const process = is(state, "crmd", "online");
  const terminate = mustTerminate(node.attributes.get("terminate"));
  const down = is(state, "expected", "down") || state.attributes["expected"] === undefined;
  if (node.shutdown) return process;
  if (state.attributes["in_ccm"] === undefined) {
    condemn(node, "peer has not been seen by the cluster");
  } else if (is(state, "join", "banned")) {
    condemn(node, "peer failed Pacemaker membership criteria");
  } else if (!terminate && down) {
    if (inCluster || process) expectJoin(node);
  } else if (terminate && is(state, "join", "down") && !inCluster && !process) {
    return false;
  } else if (!inCluster) {
    condemn(node, "peer is no longer part of the cluster");
  } else if (!process) {
    condemn(node, "peer process is no longer available");
  } else if (terminate) {
    condemn(node, "termination was requested");
  } else if (is(state, "join", "pending") || is(state, "join", "down")) {
    expectJoin(node);
  } else if (!is(state, "join", "member")) {
    condemn(node, "peer was in an unknown state");
  }
  return inCluster;
}

/** It has not joined yet. */
function expectJoin(node: NodeReading): void {
  node.standby = node.pending = true;
}

/** Also a time at which it was asked for. */
const mustTerminate = (value: string | undefined): boolean =>
  isTrue(value) || /^[1-9]/.test(value ?? "");

/** Clusters of old noted on a node that its probes had all been done, or were still to be. */
export const toNodeInput = (node: NodeReading): NodeInput => ({
  ...node,
  probes: isTrue(node.attributes.get("probe_complete") ?? "true"),
});
