/**
 * What comes in over the links: read, believed or not, and handed on to the nodes that do not hear
 * its sender. Between nodes that do not hear each other one that hears both is the link: what it hands
 * on is signed, counted and dated as if it had come straight, so one broken link changes nothing.
 */
import { hearsItself, lastWord, type Membership } from "../membership/mod.ts";
import type { Event, Instant, LinkName, Millis, NodeName, Release } from "../model/mod.ts";
import { handOn, type Junk, type Keepalive, type Post, type Received } from "../wire/mod.ts";
import type { Effect } from "./effect.ts";
import { JunkLog } from "./junk_log.ts";
import { NotUnderstood } from "./not_understood.ts";

/** What is made of a datagram. */
export interface Listened {
  /** Null: nothing of it counts. */
  readonly word: Received | null;
  /** What a life has said that is not believed yet. */
  readonly unproven?: Received;
  readonly effects: readonly Effect[];
}

/** So many nodes hand on the same, that one of them may fail. */
const RELAYS = 2;
/** How often a datagram may be handed on. */
const MOST_HOPS = 2;

export class Ear {
  readonly #junk = new JunkLog();
  readonly #notUnderstood: NotUnderstood;
  #received = 0;

  constructor(
    private readonly self: NodeName,
    private readonly post: Post,
    private readonly membership: Membership,
  ) {
    this.#notUnderstood = new NotUnderstood(post.release);
  }

  /** Datagrams that have come, whatever they were. */
  get received(): number {
    return this.#received;
  }

  counters(): Readonly<Record<string, number>> {
    return this.#junk.counters();
  }

  /** @param order all nodes, as they are configured. */
  listen(
    bytes: Uint8Array,
    link: LinkName,
    order: readonly NodeName[],
    now: Instant,
  ): Listened {
    this.#received += 1;
    const read = this.post.read(bytes, link);
    if (!read.ok) return { word: null, effects: this.#count(read.problem, link, now) };
    const word = read.value;
    if (word === null) return { word, effects: [] };
    if (word.isTwin) {
      return { word: null, effects: this.membership.noteTwins(word.from).map(told) };
    }
    const refused = this.#noteRefused(word, link, now);
    if (word.proven) {
      return { word, effects: [...refused, ...this.#relay(word, bytes, order, now)] };
    }
    if (word.refused !== null) return { word: null, effects: refused };
    const { admitted, events } = this.membership.meet(word, now);
    if (admitted) this.post.admit(word.from, word.generation, word.seq);
    const junk = admitted ? [] : this.#count("unproven", link, now);
    const effects = [...junk, ...events.map(told)];
    return admitted ? { word, effects } : { word: null, unproven: word, effects };
  }

  /** This node's own hb, and the level of what it writes now. */
  get own(): { readonly release: Release; readonly level: number } {
    const { release, level } = this.post;
    return { release, level };
  }

  /** The hb of a node that has spoken within `patience` and was not understood; null: there is none. */
  notUnderstood(node: NodeName, patience: Millis, now: Instant): Release | null {
    return this.#notUnderstood.releaseOf(node, patience, now);
  }

  #noteRefused({ from, refused }: Received, link: LinkName, now: Instant): readonly Effect[] {
    if (refused === null) return [];
    const events = this.#notUnderstood.note(from, refused, now);
    return [...this.#count(refused.why, link, now), ...events.map(told)];
  }

  #count(junk: Junk, link: LinkName, now: Instant): readonly Effect[] {
    const events = this.#junk.count(junk, link, now);
    // Every life begins so: it is counted, and no news.
    return junk === "unproven" ? [] : events.map(told);
  }

  #relay(
    { from, first, hops }: Received,
    bytes: Uint8Array,
    order: readonly NodeName[],
    now: Instant,
  ): readonly Effect[] {
    if (!first || hops >= MOST_HOPS) return [];
    return this.membership.names.filter((to) =>
      to !== from && this.membership.hearsDirectly(to, now) && !hearsItself(this.#said(to), from) &&
      this.#isMineToTell(from, to, hops, order, now)
    ).map((to): Effect => ({ kind: "send", datagram: handOn(bytes), to }));
  }

  /** The first that hear the sender, and are heard by the receiver; what they cannot, all others try. */
  #isMineToTell(
    from: NodeName,
    to: NodeName,
    hops: number,
    order: readonly NodeName[],
    now: Instant,
  ): boolean {
    const able = order.filter((name) =>
      name !== from && name !== to && hearsItself(this.#said(to), name) &&
      (name === this.self
        ? this.membership.hearsDirectly(from, now)
        : hearsItself(this.#said(name), from))
    );
    const place = able.indexOf(this.self);
    return place >= 0 ? place < RELAYS : hops > 0 && able.length === 0;
  }

  #said(name: NodeName): Keepalive | null {
    return lastWord(this.membership.peer(name));
  }
}

const told = (event: Event): Effect => ({ kind: "report", event });
