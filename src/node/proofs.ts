/**
 * Which nodes are known to be off by fencing, or by an operator's word, and up to which of their lives.
 *
 * Known only as long as this node has been counted on by a majority without a break: while it was not,
 * others may have given things to a later life of such a node. Never kept on disk, for the same reason.
 */
import type { Membership } from "../membership/mod.ts";
import {
  type Event,
  type Instant,
  later,
  type Millis,
  type NodeName,
  type NodeReport,
  since,
} from "../model/mod.ts";

interface Proof {
  readonly generation: number;
  readonly notedAt: Instant;
}

export interface ProofsView {
  /** Nobody else can have a majority now. */
  readonly sure: boolean;
  /** The last life of a node that is known here or to a member. */
  readonly generationOf: (node: NodeName) => number;
  /** Of the other members. */
  readonly reports: readonly NodeReport[];
  readonly deadtime: Millis;
}

/** What was on its way when the node was switched off has come within this part of deadtime. */
const GRACE_PART = 0.25;

export class Proofs {
  readonly #latest = new Map<NodeName, Proof>();
  /** Lives that spoke again after a proof: others' words for it count no more. */
  readonly #refuted = new Map<NodeName, number>();
  #reported: NodeReport["fenced"] = {};

  constructor(private readonly membership: Membership) {}

  /** For the report; the same object until something in it changes. */
  get reported(): NodeReport["fenced"] {
    return this.#reported;
  }

  clear(): void {
    this.#latest.clear();
    if (Object.keys(this.#reported).length > 0) this.#reported = {};
  }

  /** @param generation the last life of `node` that is known to be over. */
  note(node: NodeName, generation: number, now: Instant): void {
    if (generation > (this.#latest.get(node)?.generation ?? -1)) {
      this.#latest.set(node, { generation, notedAt: now });
    }
  }

  /** Takes in what other members know, and strikes off what is no longer so. */
  settle(view: ProofsView, now: Instant): readonly Event[] {
    if (!view.sure) this.clear();
    for (const { fenced } of view.sure ? view.reports : []) {
      for (const [name, generation] of Object.entries(fenced)) {
        this.#adopt(name as NodeName, generation, now);
      }
    }
    const events = [...this.#latest].flatMap(([node, proof]) => this.#review(node, proof, view));
    if (this.#isNews()) {
      this.#reported = Object.fromEntries(
        [...this.#latest].map(([node, { generation }]) => [node, generation]),
      );
    }
    return events;
  }

  #isNews(): boolean {
    const latest = [...this.#latest];
    return latest.length !== Object.keys(this.#reported).length ||
      latest.some(([node, { generation }]) => this.#reported[node] !== generation);
  }

  #adopt(node: NodeName, generation: number, now: Instant): void {
    if (!this.membership.names.includes(node) || generation <= (this.#refuted.get(node) ?? -1)) {
      return;
    }
    this.note(node, generation, now);
  }

  #review(node: NodeName, { generation, notedAt }: Proof, view: ProofsView): readonly Event[] {
    if (view.generationOf(node) > generation) {
      this.#latest.delete(node);
      return [];
    }
    const peer = this.membership.peer(node);
    const grace = view.deadtime * GRACE_PART;
    if (peer.kind !== "alive" || peer.heardAt <= later(notedAt, grace)) return [];
    this.#latest.delete(node);
    this.#refuted.set(node, generation);
    return [{ kind: "stillThere", node, generation: peer.generation }];
  }

  /**
   * Whether the last life of `node` that is known, `generation`, is over. One that was heard a moment
   * ago may be about to say that it is not.
   */
  covers(node: NodeName, generation: number, keepalive: Millis, now: Instant): boolean {
    const proof = this.#latest.get(node);
    if (proof === undefined || generation > proof.generation) return false;
    const peer = this.membership.peer(node);
    if (peer.kind !== "alive") return true;
    return peer.heardAt <= later(proof.notedAt, keepalive) &&
      since(peer.heardAt, now) > 2 * keepalive;
  }
}
