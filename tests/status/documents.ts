/** Status documents for tests: two nodes, a link of each kind, the group `web` of vip and nginx. */
import {
  type AgentAction,
  type HistoryEntry,
  INFINITY,
  linkName,
  NO_WISHES,
  nodeName,
  parseAgentRef,
  resourceId,
  type ResourceState,
  unitName,
} from "../../src/model/mod.ts";
import type { NodeView, ResourceOnNode, ResourceView, Snapshot } from "../../src/node/mod.ts";
import { renderText, type StatusDocument } from "../../src/status/mod.ts";

/** Sun Nov 22 2026 08:52:13 UTC */
export const WALL = Date.UTC(2026, 10, 22, 8, 52, 13);

export const n1 = nodeName("n1");
export const n2 = nodeName("n2");
export const n3 = nodeName("n3");
export const web = unitName("web");
export const eth0 = linkName("bcast:eth0");
export const eth1 = linkName("ucast:eth1");

/** The screen as one text. */
export const textOf = (...drawn: Parameters<typeof renderText>): string =>
  renderText(...drawn).join("\n");

/** The node that makes the document. */
export function ownView(changes: Partial<NodeView> = {}): NodeView {
  return {
    name: n1,
    standing: "online",
    standby: false,
    maintenance: false,
    because: "self",
    generation: 4,
    heardAgo: null,
    worstSilence: 0,
    heardFor: null,
    late: false,
    hearsUs: null,
    sameConfig: true,
    hb: { version: "0.1.0", lowest: 1, highest: 1, understood: true },
    sameTerms: true,
    votes: 1,
    witness: false,
    unclean: null,
    watchdog: null,
    pings: {},
    attributes: { transient: {}, permanent: {}, utilization: {} },
    links: [],
    ...changes,
  };
}

/** A peer that is well, heard over both links. */
export function peerView(changes: Partial<NodeView> = {}): NodeView {
  return {
    name: n2,
    standing: "online",
    standby: false,
    maintenance: false,
    because: "heard",
    generation: 9,
    heardAgo: 120,
    worstSilence: 1210,
    heardFor: 100_000_000,
    late: false,
    hearsUs: true,
    sameConfig: true,
    hb: { version: "0.1.0", lowest: 1, highest: 1, understood: true },
    sameTerms: true,
    votes: 1,
    witness: false,
    unclean: null,
    watchdog: null,
    pings: {},
    attributes: { transient: {}, permanent: {}, utilization: {} },
    links: [
      { link: eth0, up: true, heardAgo: 120 },
      { link: eth1, up: true, heardAgo: 121 },
    ],
    ...changes,
  };
}

export function entry(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    action: "start",
    interval: 0,
    role: null,
    status: 0,
    meaning: "ok",
    reason: "",
    wall: WALL - 60_000,
    took: 37,
    ...changes,
  };
}

export const FAILED_MONITOR = entry({
  action: "monitor",
  interval: 10_000,
  status: 7,
  meaning: "not running",
  reason: "no process matches /run/nginx.pid",
  wall: WALL - 5000,
  took: 13,
});

export function on(
  node: NodeView["name"],
  state: ResourceState,
  changes: Partial<ResourceOnNode> & { readonly busy?: AgentAction | null } = {},
): ResourceOnNode {
  const history = state === "started" ? [entry()] : [entry({ action: "stop", took: 86 })];
  const failures = { failcount: 0, lastFailure: null, failures: [] };
  return { node, state, promoted: false, busy: null, ...failures, history, ...changes };
}

export function resource(id: string, agent: string, places: readonly ResourceOnNode[]) {
  const parsed = parseAgentRef(agent);
  if (!parsed.ok) throw new Error(parsed.problem);
  const view: ResourceView = {
    id: resourceId(id),
    agent: parsed.value,
    targetRole: null,
    managed: true,
    maintenance: false,
    migrationThreshold: INFINITY,
    on: places,
  };
  return view;
}

/** vip and nginx with the same news of both. */
export const webOn = (...places: readonly ResourceOnNode[]): readonly ResourceView[] => [
  resource("vip", "hb:vip", places),
  resource("nginx", "lsb:nginx", places),
];

export function unit(
  resources: readonly ResourceView[],
  changes: Partial<Snapshot["units"][number]> = {},
): Snapshot["units"][number] {
  return {
    name: web,
    isGroup: true,
    clone: null,
    targetRole: null,
    managed: true,
    maintenance: false,
    holder: n1,
    lacks: null,
    blocked: null,
    resources,
    scores: [],
    ...changes,
  };
}

export function snapshotOf(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    cluster: "shop",
    node: n1,
    generation: 4,
    phase: "joined",
    coordinator: n2,
    epoch: { counter: 7, node: n2, generation: 9 },
    quorum: { held: true, votes: 2, of: 2, waitsFor: [] },
    fencing: { enabled: false, devices: [], history: [], pending: [] },
    arbiter: null,
    configDigest: "5f2c",
    level: 1,
    config: { outdated: false, next: null, keyless: [] },
    nodes: [ownView(), peerView()],
    units: [unit(webOn(on(n1, "started"), on(n2, "stopped")))],
    links: [{ link: eth0, up: true, why: "" }, { link: eth1, up: true, why: "" }],
    pace: { worstLateness: 0, agentsAtOnce: 4 },
    maintenance: false,
    wishes: NO_WISHES,
    properties: {},
    warnings: [],
    counters: { sent: 120, received: 118, "junk.badSignature": 2 },
    ...changes,
  };
}

/** Of two nodes without fencing the first two. */
const PROMISES: StatusDocument["promises"] = [
  {
    fault: "crash",
    atMostOne: true,
    atLeastOne: true,
    provided: null,
    because: "the others take over after 10s of silence",
    strengthen: [],
  },
  {
    fault: "hang",
    atMostOne: false,
    atLeastOne: true,
    provided: null,
    because: "there is no fencing",
    strengthen: ["fencing: a [[fence]] for every node"],
  },
];

/** All is well unless `changes` say otherwise. */
export function documentOf(
  changes: Partial<Snapshot> = {},
  more: Partial<StatusDocument> = {},
): StatusDocument {
  return {
    madeAt: WALL,
    madeBy: n1,
    version: "0.1.0",
    snapshot: snapshotOf(changes),
    events: [
      { wall: WALL - 61_000, event: { kind: "started", generation: 4 } },
      { wall: WALL - 60_500, event: { kind: "joined", coordinator: n2, epoch: 7 } },
    ],
    loopTurnedAgo: 20,
    deadtime: 10_000,
    promises: PROMISES,
    ...more,
  };
}
