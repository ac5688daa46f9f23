/** Makes the snapshot: what this node knows, from its own records and the others' reports. */
import type { Ledger } from "../agent/mod.ts";
import {
  isInMaintenance,
  isStandby,
  nodeFacts,
  properties,
  type Reports,
  wishesIn,
} from "../coordinator/mod.ts";
import type { Membership } from "../membership/mod.ts";
import {
  type ClusterConfig,
  fencesNodes,
  type Instant,
  type NodeName,
  type ResourceId,
  type ResourceReport,
  sameDigest,
  type Settings,
  since,
  type Unit,
} from "../model/mod.ts";
import type { SenderPhase } from "../wire/mod.ts";
import type { Attributes } from "./attributes.ts";
import type { ConfigChange } from "./config_change.ts";
import type { Ear } from "./ear.ts";
import type { Leadership } from "./leadership.ts";
import type { Safeguards } from "./safeguards.ts";
import type { OwnLinks } from "./own_links.ts";
import type { Pace } from "./pace.ts";
import type { NodeAttributes, NodeView, Phase, Snapshot, Standing } from "./snapshot.ts";
import { viewFencing } from "./view_fencing.ts";
import { viewUnits } from "./view_unit.ts";

export interface SnapshotSources {
  readonly self: NodeName;
  readonly generation: number;
  readonly config: ClusterConfig;
  readonly units: readonly Unit[];
  readonly configDigest: string;
  readonly change: ConfigChange;
  readonly phase: SenderPhase;
  readonly settings: Settings;
  readonly leadership: Leadership;
  readonly membership: Membership;
  readonly reports: Reports;
  readonly ledger: Ledger;
  readonly links: OwnLinks;
  readonly attributes: Attributes;
  readonly safeguards: Safeguards;
  readonly pace: Pace;
  readonly stateProblem: string | null;
  readonly ear: Ear;
  /** Datagrams. */
  readonly sent: number;
}

type NodeResources = Readonly<Record<ResourceId, ResourceReport>>;

export function takeSnapshot(sources: SnapshotSources, now: Instant): Snapshot {
  const { self, config, leadership } = sources;
  const leader = leadership.coordinator;
  const wishes = wishesIn(sources.settings);
  const maintenance = wishes.maintenance ?? config.options.maintenanceMode;
  const resources = new Map(
    config.nodes.map(({ name }) => [name, resourcesOn(name, sources, now)]),
  );
  const nodes = config.nodes.map(({ name }) =>
    name === self ? viewSelf(sources, now) : viewPeer(name, sources, now)
  );
  return {
    cluster: config.name,
    node: self,
    generation: sources.generation,
    phase: phaseOf(sources),
    coordinator: leadership.coordinator,
    epoch: leadership.accepted,
    quorum: { ...leadership.quorum, waitsFor: sources.membership.waitsFor },
    fencing: viewFencing({
      config,
      reports: fencingReports(sources),
      pending: leadership.lead?.fencing.progress ??
        (leader === null ? [] : sources.reports.pendingBy(leader)),
      settings: sources.settings,
    }),
    arbiter: sources.safeguards.arbiterView(now),
    configDigest: sources.configDigest,
    level: sources.ear.own.level,
    config: sources.change.view,
    nodes,
    units: viewUnits({
      config,
      units: sources.units,
      wishes,
      resources,
      blocked: blockedUnits(sources),
      placements: leadership.lead?.placements ?? [],
    }),
    maintenance,
    wishes,
    links: sources.links.all(),
    pace: sources.pace.view(sources.phase, config, now),
    properties: { ...optionsOf(config, maintenance), ...properties(sources.settings) },
    warnings: warningsOf(sources, resources),
    counters: {
      received: sources.ear.received,
      sent: sources.sent,
      ...sources.ear.counters(),
    },
  };
}

/** Without a coordinator, or one with quorum, nothing begins here, and all for one reason. */
function blockedUnits({ units, config, leadership, reports }: SnapshotSources) {
  const { coordinator, lead } = leadership;
  const why = leadership.standstill(config);
  if (why !== null) return units.map(({ name: unit }) => ({ unit, why }));
  return lead?.blocked ?? (coordinator === null ? [] : reports.blockedBy(coordinator));
}

/** What agents ask of Pacemaker's options, by its names. */
const optionsOf = (
  { name, noQuorum, options, fencing, watchdog }: ClusterConfig,
  maintenance: boolean,
): Snapshot["properties"] => ({
  "cluster-infrastructure": "hb",
  "cluster-name": name,
  "have-watchdog": String(watchdog !== null),
  "maintenance-mode": String(maintenance),
  "no-quorum-policy": noQuorum,
  "stonith-enabled": String(fencesNodes(fencing)),
  "stop-all-resources": String(options.stopAllResources),
  "symmetric-cluster": String(options.symmetric),
});

function phaseOf({ phase, leadership }: SnapshotSources): Phase {
  switch (phase) {
    case "starting":
    case "lettingGo":
    case "leaving":
      return phase;
    case "left":
      return "leaving";
    case "ready":
      return leadership.coordinator === null ? "apart" : "joined";
  }
}

function resourcesOn(name: NodeName, sources: SnapshotSources, now: Instant): NodeResources {
  if (name === sources.self) return sources.ledger.changesSince(0, now).resources;
  const peer = sources.membership.peer(name);
  const report = sources.reports.of(name);
  const same = peer.kind === "alive" && report?.generation === peer.generation;
  return same ? report.resources : {};
}

function viewSelf(sources: SnapshotSources, now: Instant): NodeView {
  const { self, generation, settings, leadership, phase } = sources;
  const standby = isStandby(settings, self);
  const maintenance = isInMaintenance(settings, self);
  const joined = leadership.coordinator !== null && (phase === "ready" || phase === "leaving");
  return {
    name: self,
    standing: joined ? memberAs(standby, maintenance, phase) : "pending",
    standby,
    maintenance,
    because: "self",
    generation,
    heardAgo: null,
    worstSilence: 0,
    heardFor: null,
    late: false,
    hearsUs: null,
    sameConfig: true,
    hb: { ...sources.ear.own.release, understood: true },
    sameTerms: true,
    ...ownWords(self, sources, now),
    attributes: attributesOf(self, sources),
    links: [],
  };
}

function viewPeer(name: NodeName, sources: SnapshotSources, now: Instant): NodeView {
  const { membership, settings } = sources;
  const peer = membership.peer(name);
  const keepalive = peer.kind === "alive" ? peer.keepalive : null;
  const standby = isStandby(settings, name);
  const maintenance = isInMaintenance(settings, name);
  const links = membership.linksOf(name).map(({ link, up, heardAt }) => ({
    link,
    up,
    heardAgo: heardAt === null ? null : since(heardAt, now),
  }));
  return {
    name,
    standing: standingOf(name, standby, maintenance, sources, now),
    standby,
    maintenance,
    because: peer.kind === "silent" && peer.cause === "left"
      ? "left"
      : peer.kind === "silent"
      ? "silent"
      : peer.kind === "unseen"
      ? "unseen"
      : "heard",
    generation: peer.kind === "unseen" ? null : peer.generation,
    heardAgo: peer.kind === "unseen" ? null : since(peer.heardAt, now),
    worstSilence: membership.worstSilence(name, now),
    heardFor: peer.kind === "alive" ? since(peer.aliveSince, now) : null,
    late: peer.kind === "alive" && peer.late,
    hearsUs: peer.kind === "alive" ? peer.hearsUs : null,
    sameConfig: keepalive === null
      ? null
      : sameDigest(keepalive.configDigest, sources.configDigest),
    hb: keepalive === null
      ? notUnderstood(name, sources, now)
      : { ...keepalive.release, understood: true },
    sameTerms: keepalive === null ? null : sources.change.likenessOf(keepalive) !== "terms",
    ...ownWords(name, sources, now),
    attributes: attributesOf(name, sources),
    links,
  };
}

function notUnderstood(name: NodeName, { ear, config }: SnapshotSources, now: Instant) {
  const release = ear.notUnderstood(name, config.deadtime, now);
  return release === null ? null : { ...release, understood: false };
}

/** What the file says of the node, and what it says itself besides its resources. */
function ownWords(name: NodeName, sources: SnapshotSources, now: Instant) {
  const { self, config, safeguards, reports, leadership } = sources;
  const node = config.nodes.find((each) => each.name === name);
  const { votes = 1, witness = false } = node ?? {};
  const told = name === self ? safeguards.reported : reports.of(name);
  const seen = leadership.lead?.last?.input.nodes.find((each) => each.name === name);
  const unclean = seen?.unclean ?? (name === self ? null : uncleanBecause(name, sources, now));
  return { votes, witness, unclean, watchdog: told?.watchdog ?? null, pings: told?.pings ?? {} };
}

/** As far as every node can tell: one that is silent, and not known to be off. */
function uncleanBecause(
  name: NodeName,
  { membership, config, safeguards }: SnapshotSources,
  now: Instant,
): string | null {
  const peer = membership.peer(name);
  if (!fencesNodes(config.fencing) || peer.kind === "alive") return null;
  if (peer.kind === "unseen" ? !peer.dead || !config.fencing.startup : peer.cause === "left") {
    return null;
  }
  return safeguards.isOff(name, config, now) ? null : "it is silent, and has not been fenced yet";
}

function fencingReports({ self, config, safeguards, reports }: SnapshotSources) {
  return new Map(config.nodes.flatMap(({ name }) => {
    const report = name === self ? safeguards.fencing : reports.of(name)?.fencing;
    return report === undefined ? [] : [[name, report] as const];
  }));
}

function attributesOf(name: NodeName, sources: SnapshotSources): NodeAttributes {
  const { config, settings } = sources;
  const node = config.nodes.find((each) => each.name === name);
  const room = Object.entries(node?.utilization ?? {}).map(([kind, has]) => [kind, String(has)]);
  return {
    transient: sources.attributes.of(name),
    permanent: nodeFacts(settings, "attribute", name, node?.attributes ?? {}),
    utilization: nodeFacts(settings, "utilization", name, Object.fromEntries(room)),
  };
}

const memberAs = (
  standby: boolean,
  maintenance: boolean,
  phase: SenderPhase | undefined,
): Standing => maintenance ? "maintenance" : standby || phase === "leaving" ? "standby" : "online";

function standingOf(
  name: NodeName,
  standby: boolean,
  maintenance: boolean,
  sources: SnapshotSources,
  now: Instant,
): Standing {
  const { membership, leadership } = sources;
  const peer = membership.peer(name);
  if (peer.kind === "silent" || (peer.kind === "unseen" && peer.dead)) {
    return uncleanBecause(name, sources, now) === null ? "offline" : "unclean";
  }
  if (peer.kind === "unseen" || !leadership.members.includes(name)) return "pending";
  return memberAs(standby, maintenance, peer.keepalive?.phase);
}

/** What no other part of the snapshot says. */
function warningsOf(
  { stateProblem }: SnapshotSources,
  resources: ReadonlyMap<NodeName, NodeResources>,
): readonly string[] {
  const remarks = [...resources].flatMap(([node, reports]) =>
    Object.entries(reports).flatMap(([id, { remark }]) =>
      remark === null ? [] : [`${id} on ${node}: ${remark}`]
    )
  );
  return [...stateProblem === null ? [] : [`Cannot save the state: ${stateProblem}`], ...remarks];
}
