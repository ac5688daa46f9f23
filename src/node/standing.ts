/** How the coordinator sees each node: what the scheduler may count on. */
import type { Ledger } from "../agent/mod.ts";
import { isInMaintenance, isStandby, nodeFacts, type Reports } from "../coordinator/mod.ts";
import { type Alive, isNew, type Membership, type Silent } from "../membership/mod.ts";
import {
  type ClusterConfig,
  compareEpochs,
  type Epoch,
  fencesNodes,
  type Following,
  type Instant,
  type NodeName,
  type NodeReport,
  type ResourceId,
  type ResourceReport,
  sameDigest,
  type Settings,
  since,
} from "../model/mod.ts";
import type { NodeStanding, ScheduleNode } from "../scheduler/mod.ts";
import type { Keepalive, SenderPhase } from "../wire/mod.ts";

/** What is known of nodes that are not heard. */
export interface FencingFacts {
  /** Whether the last life of the node that anybody here knows of is known to be over. */
  readonly isOff: (node: NodeName) => boolean;
  /** What has gone wrong with fencing it so far; null: nothing. */
  readonly problemOf: (node: NodeName) => string | null;
}

export interface StandingView {
  readonly self: NodeName;
  readonly phase: SenderPhase;
  readonly epoch: Epoch;
  readonly configDigest: string;
  readonly config: ClusterConfig;
  readonly settings: Settings;
  /** What agents have said of a node for as long as it is up. */
  readonly transientOf: (node: NodeName) => Readonly<Record<string, string>>;
  readonly membership: Membership;
  readonly reports: Reports;
  readonly fencing: FencingFacts;
  readonly reachOf: (node: NodeName) => number | null;
  readonly ledger: Ledger;
}

/** `version` says of which state of its resources this is: the same means that nothing has changed there. */
export type Seen = Omit<ScheduleNode, "ordered"> & { readonly version: string };

export function seeSelf(view: StandingView, now: Instant): Seen {
  const { self, phase, ledger } = view;
  const standing = standingBy(phase, self, view);
  const { resources } = ledger.changesSince(0, now);
  const attributes = attributesOf(self, view);
  const version = String(ledger.version);
  return {
    name: self,
    standing,
    sameConfig: true,
    resources,
    attributes,
    version,
    unclean: null,
    reach: view.reachOf(self),
  };
}

/** What the file says of the node, then what operators have set, then what its agents have said. */
function attributesOf(
  name: NodeName,
  { config, settings, transientOf }: StandingView,
): Readonly<Record<string, string>> {
  const configured = config.nodes.find((node) => node.name === name)?.attributes ?? {};
  return { ...nodeFacts(settings, "attribute", name, configured), ...transientOf(name) };
}

/** `heardElsewhere`: a member still hears it, and it may still count on that member. */
export function seePeer(
  name: NodeName,
  view: StandingView,
  heardElsewhere: boolean,
  now: Instant,
): Seen {
  const report = view.reports.of(name);
  return {
    unclean: null,
    ...seeResources(name, view, heardElsewhere, now),
    reach: view.reachOf(name),
    attributes: attributesOf(name, view),
    version: `${report?.generation} ${report?.version}`,
  };
}

type SeenResources =
  & Omit<Seen, "attributes" | "version" | "unclean" | "reach">
  & Partial<Pick<Seen, "unclean" | "fenceProblem">>;

function seeResources(
  name: NodeName,
  view: StandingView,
  heardElsewhere: boolean,
  now: Instant,
): SeenResources {
  const peer = view.membership.peer(name);
  const report = view.reports.of(name);
  if (view.fencing.isOff(name)) return off(name, {});
  switch (peer.kind) {
    case "unseen":
      if (isNew(peer)) return off(name, {});
      if (!peer.dead || heardElsewhere) return unknown(name, view);
      return view.config.fencing.startup
        ? gone(name, "it has not been heard since this node started", view)
        : off(name, {});
    case "silent":
      if (peer.cause === "left") {
        if (hasLastReport(name, peer, view)) return seeLeft(name, leftBehind(report), view);
        // Its good-bye may have overtaken it.
        if (since(peer.heardAt, now) < view.membership.deadtime) return unknown(name, view);
      }
      return heardElsewhere ? unknown(name, view) : gone(name, "it has fallen silent", view);
    case "alive":
      return seeAlive(name, peer, view);
  }
}

/** Silent: off by policy, or with fencing only once that is known. */
function gone(name: NodeName, why: string, view: StandingView): SeenResources {
  const { config, fencing, reports } = view;
  if (isWitness(name, view)) return off(name, {});
  if (!fencesNodes(config.fencing) || fencing.isOff(name)) return off(name, {});
  const resources = reports.lastOf(name)?.resources ?? null;
  const fenceProblem = fencing.problemOf(name);
  return { name, standing: "unclean", sameConfig: true, resources, unclean: why, fenceProblem };
}

/** With fencing, what a node could not stop before it left is ended so. */
function seeLeft(
  name: NodeName,
  left: Readonly<Record<ResourceId, ResourceReport>>,
  view: StandingView,
): SeenResources {
  const stuck = Object.entries(left).find(([, { state }]) => state === "stopFailed");
  if (stuck !== undefined && fencesNodes(view.config.fencing)) {
    return gone(name, `it has left and could not stop ${stuck[0]}`, view);
  }
  return off(name, left);
}

/** What it said when it left is had here: nothing of that can change any more. */
const hasLastReport = (name: NodeName, { generation, report }: Silent, view: StandingView) =>
  report !== null && view.reports.current(name, generation, report) !== null;

/**
 * Its report is believed as long as only this node's orders can change what it says. A member's: what it
 * said since it has followed this node in this epoch, though it may have more to say meanwhile: nothing
 * that began there since then was begun by anybody else. Of who follows nobody: the last that it said.
 */
function seeAlive(name: NodeName, peer: Alive, view: StandingView): SeenResources {
  const { keepalive, generation } = peer;
  const report = view.reports.of(name);
  // What it said under another configuration is not to be judged by this one.
  const sameConfig = [keepalive?.configDigest, report?.configDigest].every((digest) =>
    digest !== undefined && sameDigest(digest, view.configDigest)
  );
  if (keepalive === null || report?.generation !== generation) {
    return { ...unknown(name, view), sameConfig };
  }
  const { resources, follows: followed, version } = report;
  if (follows(name, keepalive, view) && isInThisEpoch(followed, view)) {
    const standing = standingBy(keepalive.phase, name, view);
    return { name, standing, sameConfig, resources };
  }
  const isFree = keepalive.coordinator === null && followed === null;
  const isLatest = version >= keepalive.report;
  const isKnown = isFree && isLatest && !isWitness(name, view);
  return isKnown
    ? { name, standing: "pending", sameConfig, resources }
    : { ...unknown(name, view), sameConfig };
}

/** It was said by one who followed this node in this epoch. */
const isInThisEpoch = (followed: Following | null, { self, epoch }: StandingView): boolean =>
  followed?.node === self && compareEpochs(followed.epoch, epoch) === 0;

/** Hears this node, is heard, and has accepted this node's epoch. */
function follows(name: NodeName, keepalive: Keepalive, view: StandingView): boolean {
  return view.membership.mutual(name) && saysToFollow(keepalive, view.self, view.epoch);
}

/** By its own word the sender follows `coordinator` in this epoch. */
export function saysToFollow(keepalive: Keepalive, coordinator: NodeName, epoch: Epoch): boolean {
  return keepalive.coordinator === coordinator && compareEpochs(keepalive.epoch, epoch) === 0;
}

function standingBy(
  phase: SenderPhase,
  name: NodeName,
  { settings, config }: StandingView,
): NodeStanding {
  const maintenance = isInMaintenance(settings, name);
  const witness = isWitness(name, { config });
  switch (phase) {
    case "ready":
      if (witness) return "witness";
      return maintenance ? "maintenance" : isStandby(settings, name) ? "standby" : "online";
    case "leaving":
      return maintenance ? "maintenance" : "leaving";
    case "starting":
    case "lettingGo":
    case "left":
      return "pending";
  }
}

/** What a node could not stop before it left, or was not to stop, runs there still. */
function leftBehind(report: NodeReport | null): Readonly<Record<ResourceId, ResourceReport>> {
  const resources = Object.entries(report?.resources ?? {});
  return Object.fromEntries(
    resources.filter(([, { state }]) => state !== "stopped" && state !== "unknown"),
  );
}

function off(
  name: NodeName,
  resources: Readonly<Record<ResourceId, ResourceReport>>,
): SeenResources {
  const standing = Object.keys(resources).length === 0 ? "offline" : "pending";
  // With another configuration, what it does not report does not run there.
  return { name, standing, sameConfig: false, resources };
}

/** Of a witness all is known always: it runs nothing. */
const unknown = (name: NodeName, view: StandingView): SeenResources =>
  isWitness(name, view)
    ? off(name, {})
    : { name, standing: "pending", sameConfig: true, resources: null };

const isWitness = (name: NodeName, { config }: Pick<StandingView, "config">): boolean =>
  config.nodes.some((node) => node.name === name && node.witness);
