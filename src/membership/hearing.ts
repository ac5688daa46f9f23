/** What a node tells the others of whom it hears. */
import {
  type ClusterConfig,
  type Instant,
  type LastHeard,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { Heard } from "../wire/mod.ts";
import type { Peer } from "./peer.ts";

type Config = Pick<ClusterConfig, "keepalive" | "deadtime">;
type Peers = ReadonlyMap<NodeName, Peer>;

/** Who has not been heard by itself for so many keepalives, … */
const DIRECT_BEATS = 2;
/** … or for this part of deadtime, is heard through others at most. */
const DIRECT_PART = 0.5;

/** Whether the peer is heard by itself, and not only through another node. */
export function isDirect(peer: Peer, { keepalive, deadtime }: Config, now: Instant): boolean {
  const patience = Math.min(keepalive * DIRECT_BEATS, deadtime * DIRECT_PART);
  return peer.kind === "alive" && since(peer.directAt, now) <= patience;
}

/**
 * By which word each was last heard. One that is gone, too: should it be put back to an earlier state of
 * its memory, it learns that so.
 */
export const heardOf = (peers: Peers, config: Config, now: Instant): readonly Heard[] =>
  [...peers].flatMap(([node, peer]) => {
    if (peer.kind === "unseen") return [];
    const { generation, seq } = peer;
    const twins = peer.kind === "alive" && peer.twins;
    return [{
      twins,
      node,
      generation,
      seq,
      alive: peer.kind === "alive",
      direct: isDirect(peer, config, now),
    }];
  });

/** What of that is worth telling at once, in short. */
export const newsOf = (peers: Peers, config: Config, now: Instant): unknown =>
  [...peers.values()].map((peer) =>
    peer.kind === "alive" ? [peer.generation, isDirect(peer, config, now), peer.twins] : null
  );

/** The last word of each life that is there. */
export const lastHeardOf = (
  peers: ReadonlyMap<NodeName, Peer>,
): Readonly<Record<NodeName, LastHeard>> =>
  Object.fromEntries(
    [...peers].flatMap(([name, peer]) =>
      peer.kind === "alive" ? [[name, { generation: peer.generation, seq: peer.seq }]] : []
    ),
  );
