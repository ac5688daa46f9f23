/** Who coordinates: one readable decision, made by each node for itself after every event. */
import { compareEpochs, type Epoch, type NodeName } from "../model/mod.ts";
import type { Keepalive, SenderPhase } from "../wire/mod.ts";

export interface ElectionView {
  readonly self: NodeName;
  readonly generation: number;
  readonly phase: SenderPhase;
  /** The latest epoch that this node has accepted in this life. */
  readonly accepted: Epoch | null;
  /** The highest epoch counter that it has ever seen. */
  readonly highest: number;
  readonly leading: boolean;
  /** A majority might follow this node, or it needs none. */
  readonly able: boolean;
  /** The nodes in the order of the configuration. */
  readonly order: readonly NodeName[];
  /** The peers that are heard and hear this node, with their latest words. */
  readonly peers: readonly { readonly name: NodeName; readonly keepalive: Keepalive }[];
}

export type Verdict =
  /** Go on leading in the epoch accepted. */
  | { readonly kind: "lead" }
  | { readonly kind: "claim"; readonly epoch: Epoch }
  | { readonly kind: "follow"; readonly node: NodeName; readonly epoch: Epoch }
  | { readonly kind: "apart"; readonly why: string }
  /** It would lead, but for want of votes. */
  | { readonly kind: "unable" };

/**
 * The claim with the highest epoch leads. Without any claim the first node of the configuration
 * among those that hear each other claims; but not while a peer still follows somebody whom this
 * node does not hear: one deaf node must not unseat a coordinator that the others can hear. Who can
 * have no majority leads nobody, so that what it says of itself is believed, and nobody waits for it.
 */
export function elect(view: ElectionView): Verdict {
  const verdict = electAble(view);
  const leads = verdict.kind === "lead" || verdict.kind === "claim";
  return leads && !view.able ? { kind: "unable" } : verdict;
}

function electAble(view: ElectionView): Verdict {
  const { accepted, leading, peers } = view;
  const claims = peers.flatMap(({ name, keepalive }) =>
    keepalive.leads !== null && keepalive.epoch?.node === name
      ? [{ name, epoch: keepalive.epoch }]
      : []
  ).sort((one, other) => compareEpochs(other.epoch, one.epoch));
  const [best] = claims;
  if (best !== undefined && compareEpochs(best.epoch, accepted) > (leading ? 0 : -1)) {
    return { kind: "follow", node: best.name, epoch: best.epoch };
  }
  const stranger = followerOfStranger(view);
  if (stranger !== null && (!leading || isOutdated(view))) return stranger;
  if (leading) return isOutdated(view) ? claim(view) : { kind: "lead" };
  if (best !== undefined) {
    return { kind: "apart", why: `this node waits for ${best.name} to renew its epoch` };
  }
  return electWithoutClaims(view);
}

function electWithoutClaims(view: ElectionView): Verdict {
  const { self, phase, order, peers } = view;
  if (phase === "starting") return { kind: "apart", why: "this node waits for the others" };
  if (phase === "lettingGo") {
    return { kind: "apart", why: "this node lets go of its resources first" };
  }
  const stranger = peers.find(({ name, keepalive: { coordinator } }) =>
    coordinator !== null && coordinator !== self && coordinator !== name &&
    !peers.some((peer) => peer.name === coordinator)
  );
  if (stranger !== undefined) {
    const { name, keepalive } = stranger;
    return {
      kind: "apart",
      why: `${name} follows ${keepalive.coordinator}, who is not heard here`,
    };
  }
  const ready = peers.filter(({ keepalive }) => keepalive.phase === "ready").map(({ name }) =>
    name
  );
  const candidates = phase === "ready" ? [self, ...ready] : ready;
  const first = order.find((name) => candidates.includes(name)) ?? self;
  return first === self
    ? claim(view)
    : { kind: "apart", why: `this node waits for ${first} to coordinate` };
}

/** A peer follows somebody whom this node does not hear. */
function followerOfStranger({ self, peers }: ElectionView): Verdict | null {
  const follower = peers.find(({ name, keepalive: { coordinator } }) =>
    coordinator !== null && coordinator !== self && coordinator !== name &&
    !peers.some((peer) => peer.name === coordinator)
  );
  if (follower === undefined) return null;
  const { name, keepalive } = follower;
  return { kind: "apart", why: `${name} follows ${keepalive.coordinator}, who is not heard here` };
}

/** A peer has accepted a later epoch than this node's, whose coordinator is no longer there. */
function isOutdated({ accepted, peers }: ElectionView): boolean {
  return peers.some(({ keepalive }) =>
    keepalive.highest > (accepted?.counter ?? 0) || compareEpochs(keepalive.epoch, accepted) > 0
  );
}

function claim({ self, generation, highest, peers }: ElectionView): Verdict {
  const seen = Math.max(highest, ...peers.map(({ keepalive }) => keepalive.highest));
  return { kind: "claim", epoch: { counter: seen + 1, node: self, generation } };
}
