/**
 * On a cold start, whether all configured nodes have been there at once (votequorum: wait_for_all).
 * Until then a node has no quorum and does not count as what is left of a pair: it cannot know what the
 * absent have been doing.
 */
import type { NodeName } from "../model/mod.ts";
import { type Alive, isNew, type Peer } from "./peer.ts";

export class WaitForAll {
  #isOver: boolean;
  #absent: readonly NodeName[] = [];
  #excused: readonly NodeName[] = [];

  /** `goesOn`: this life takes up what one that had waited left a moment ago. */
  constructor(goesOn: boolean) {
    this.#isOver = goesOn;
  }

  /**
   * It is over once all hear this node and are heard, or one that is coordinates with quorum: then
   * those who have quorum waited before this one came.
   */
  settle(isAsked: boolean, peers: ReadonlyMap<NodeName, Peer>): void {
    if (this.#isOver) return;
    this.#absent = [...peers].filter(([name, peer]) =>
      !isMutual(peer) && !isNew(peer) && !this.#isExcused(name, peer)
    )
      .map(([name]) => name);
    this.#isOver = !isAsked || this.#absent.length === 0 ||
      [...peers.values()].some((peer) => isMutual(peer) && peer.keepalive?.leads?.quorum === true);
  }

  /** Known to be off, by an operator's word: nothing of what it did can be missed. */
  excuse(nodes: readonly NodeName[]): void {
    this.#excused = nodes;
  }

  #isExcused(name: NodeName, { kind }: Peer): boolean {
    return kind !== "alive" && this.#excused.includes(name);
  }

  /** As at the start: what happened while this node slept it cannot know. */
  startOver(): void {
    this.#isOver = false;
  }

  /** Those without whom there is no quorum yet; none once the wait is over. */
  get waitsFor(): readonly NodeName[] {
    return this.#isOver ? [] : this.#absent;
  }
}

const isMutual = (peer: Peer): peer is Alive => peer.kind === "alive" && peer.hearsUs;
