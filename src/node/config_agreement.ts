/** Whether all nodes that count have a new configuration, and what it waits for. */
import { hasQuorum, isNew, isPair, lastWord, type Membership, votesOf } from "../membership/mod.ts";
import {
  type ClusterConfig,
  type Instant,
  isSameArbiter,
  type Millis,
  type NodeConfig,
  type NodeName,
  type SaidTerms,
} from "../model/mod.ts";
import type { SaidKeys } from "./key_change.ts";
import type { Leadership } from "./leadership.ts";

/** What stands in the way of the next configuration. */
export interface Awaited {
  /** Null: no single node. */
  readonly node: NodeName | null;
  readonly why: string;
}

export interface ChangeView {
  readonly membership: Membership;
  readonly leadership: Leadership;
}

interface Agreement extends ChangeView {
  readonly self: NodeName;
  readonly inForce: ClusterConfig;
  readonly next: ClusterConfig;
  /** Whether a node that says this has gone as far as it must. */
  readonly agrees: (said: SaidTerms) => boolean;
}

/** By this node's knowledge; who does not coordinate says only where nobody does. */
export function awaitedBy(agreement: Agreement, now: Instant): readonly Awaited[] {
  const { membership, leadership } = agreement;
  if (leadership.lead === null) {
    const isAlone = leadership.coordinator === null;
    return isAlone ? [{ node: null, why: "nobody coordinates here" }] : [];
  }
  const { self } = agreement;
  const awaited = [self, ...membership.names].flatMap((node): readonly Awaited[] => {
    const why = (node === self ? null : lacks(node, agreement)) ?? holds(node, agreement);
    return why === null ? [] : [{ node, why }];
  });
  if (awaited.length > 0) return awaited;
  if (!hasMajority(agreement, now)) {
    return [{ node: null, why: "the nodes that are there are no majority of it" }];
  }
  return mayPart(agreement)
    ? [{ node: null, why: "those that are gone and the arbiter may go on without it: start them" }]
    : [];
}

/**
 * One that is gone is not waited for: without those that are there it is no majority. One that is taken out
 * must run nothing, for it is not looked at any more.
 */
function lacks(
  name: NodeName,
  { next, membership, leadership, agrees }: Agreement,
): string | null {
  const stays = next.nodes.some((node) => node.name === name);
  const peer = membership.peer(name);
  if (peer.kind === "alive") {
    if (!stays) return "it is to be taken out and hb runs there: systemctl stop hb there";
    const said = peer.keepalive?.terms ?? null;
    return said !== null && agrees(said)
      ? null
      : "it has not read the new configuration: systemctl reload hb there";
  }
  if (isNew(peer)) return null;
  if (!leadership.isGone(name)) return "it is not known yet whether it is gone";
  if (stays) return null;
  const standing = leadership.lead?.last?.input.nodes.find((node) => node.name === name)?.standing;
  return standing === "offline" ? null : "it is to be taken out, and what runs there is not known";
}

/** A witness is not looked at for resources: what it ran until now would be started elsewhere beside it. */
function holds(name: NodeName, { inForce, next, leadership: { lead } }: Agreement): string | null {
  const before = inForce.nodes.find((node) => node.name === name);
  if (before === undefined || before.witness || !isWitnessIn(next, name)) return null;
  const resources = lead?.last?.input.nodes.find((node) => node.name === name)?.resources;
  const isIdle = resources && Object.values(resources).every(({ state }) => state === "stopped");
  return isIdle && !lead?.isBusy(name)
    ? null
    : `it is to be a witness and may run something: hb standby ${name}`;
}

const isWitnessIn = ({ nodes }: ClusterConfig, name: NodeName): boolean =>
  nodes.some((node) => node.name === name && node.witness);

/**
 * For how long all must have read it before it counts: the last of them speaks as often as it asks for only
 * since then, and shorter leases are of what was said since.
 */
export const timeToQuicken = (inForce: ClusterConfig, next: ClusterConfig): Millis =>
  next.deadtime < inForce.deadtime || next.keepalive < inForce.keepalive ? next.deadtime : 0;

/** Of those that are there, by the votes of the next configuration. */
function hasMajority({ self, inForce, next, membership }: Agreement, now: Instant): boolean {
  const there = next.nodes.filter(({ name }) =>
    name === self || membership.peer(name).kind === "alive"
  );
  const lent = isSameArbiter(next.arbiter, inForce.arbiter) && membership.hasArbiter(now) ? 1 : 0;
  const here = there.reduce((sum, { votes }) => sum + votes, lent);
  return hasQuorum({ here, of: votesOf(next), survivor: isPair(next) });
}

/**
 * Whether those that are gone, who know of no change, may have a majority of what is in force by the
 * arbiter's vote, while others have one of the next without that vote.
 */
function mayPart({ self, inForce, next, membership }: Agreement): boolean {
  const isGone = ({ name }: NodeConfig) => name !== self && membership.peer(name).kind !== "alive";
  const votesIn = (nodes: readonly NodeConfig[]) =>
    nodes.reduce((sum, { votes }) => sum + votes, 0);
  const gone = votesIn(inForce.nodes.filter(isGone));
  const lent = inForce.arbiter === null ? 0 : 1;
  if (gone === 0 || lent === 0 || (gone + lent) * 2 <= votesOf(inForce)) return false;
  const isOther = next.arbiter !== null && !isSameArbiter(next.arbiter, inForce.arbiter);
  const others = votesIn(next.nodes.filter((node) => !isGone(node))) + (isOther ? 1 : 0);
  return hasQuorum({ here: others, of: votesOf(next), survivor: isPair(next) });
}

/** What the nodes that are there say of their terms, … */
export const saidBy = (membership: Membership): readonly SaidTerms[] =>
  membership.names.flatMap((name) => lastWord(membership.peer(name))?.terms ?? []);

/** … and of their keys. */
export const keysSaidBy = (membership: Membership): SaidKeys =>
  membership.names.flatMap((name) => {
    const said = lastWord(membership.peer(name));
    return said === null ? [] : [[name, said.keys] as const];
  });
