/**
 * Which life of a node is believed. A recording of what it has said is as well signed as the words
 * themselves; so a life proves that it is of now by an echo of what this node's own life has said a
 * moment ago, which no recording has. One that takes up the life that is believed proves by that alone
 * that it came later, also where it does not hear this node.
 */
import { type Event, type Instant, type Millis, type NodeName, since } from "../model/mod.ts";
import type { Heard, Keepalive, Received } from "../wire/mod.ts";
import type { Peer } from "./peer.ts";
import { SentLog } from "./sent_log.ts";
import { Strangers } from "./strangers.ts";

/** What is made of a word of a life that this node does not believe yet. */
export interface Meeting {
  /** From now on it is believed. */
  readonly admitted: boolean;
  readonly events: readonly Event[];
}

const NOT_YET: Meeting = { admitted: false, events: [] };

export class Admission {
  readonly #sent = new SentLog();
  readonly #strangers = new Strangers();
  /** Of each node, when its life was admitted: who comes after it must have been answered since. */
  readonly #admittedAt = new Map<NodeName, Instant>();
  #isPutBack = false;
  /** When another host was last heard that is this node, too; null: never. */
  #rivalAt: Instant | null = null;

  constructor(private readonly self: NodeName, private generation: number) {}

  /** This node begins a new life. */
  begin(generation: number): void {
    this.generation = generation;
    this.#isPutBack = false;
    this.#strangers.clear();
    this.#admittedAt.clear();
  }

  noteSent(seq: number, now: Instant): void {
    this.#sent.note(seq, now);
  }

  /**
   * @param known what is known of the node. Another life of it that is still there must be the last one
   * of this: else two hosts go by one name, and the one that was there first counts.
   * @param longest an answer to what was said before that may be a recording.
   */
  meet(
    { from, generation, seq, hops, message }: Received,
    known: Peer,
    longest: Millis,
    now: Instant,
  ): Meeting {
    this.#strangers.note(from, { generation, seq, direct: hops === 0 }, now);
    if (message?.kind !== "keepalive") return NOT_YET;
    const isHeir = known.kind !== "unseen" && message.succeeds === known.generation;
    if (!isHeir && !this.#isOfNow(from, message, longest, now)) return NOT_YET;
    if (from === this.self) {
      this.#rivalAt = now;
      this.#strangers.noteRival(from, generation, now);
      return { admitted: false, events: this.tellRival(from, now) };
    }
    if (known.kind === "alive" && !isHeir) {
      this.#strangers.noteRival(from, generation, now);
      return NOT_YET;
    }
    this.#strangers.forget(from, generation);
    this.#admittedAt.set(from, now);
    return { admitted: true, events: [] };
  }

  #isOfNow(from: NodeName, message: Keepalive, longest: Millis, now: Instant): boolean {
    const answered = this.answeredBy(message);
    const earliest = this.#admittedAt.get(from) ?? -Infinity;
    return answered !== null && answered >= earliest && since(answered, now) <= longest;
  }

  /** When this node said what the keepalive answers; null: it answers nothing that this life has said. */
  answeredBy({ hears }: Keepalive): Instant | null {
    const echo = hears.find((each) => this.#isOwn(each));
    return echo === undefined ? null : this.#sent.sentAt(echo.seq);
  }

  #isOwn({ node, generation }: Heard): boolean {
    return node === this.self && generation === this.generation;
  }

  /** @param answered when this node said what the life that counts has answered now. */
  tellRival(node: NodeName, answered: Instant): readonly Event[] {
    const generation = this.#strangers.rivalOf(node, answered);
    return generation === null ? [] : [{ kind: "sameName", node, generation }];
  }

  /** Whether another host, too, is this node, or was a moment ago. */
  hasRival(patience: Millis, now: Instant): boolean {
    return this.#rivalAt !== null && since(this.#rivalAt, now) < patience;
  }

  /** Who answers what this life has not said yet has heard a later self of this node, or its twin. */
  noticePutBack({ hears }: Keepalive): void {
    this.#isPutBack ||= hears.some((each) =>
      this.#isOwn(each) && (each.twins || each.seq > this.#sent.last)
    );
  }

  /** This host was put back to an earlier state of its memory, or copied with it. */
  get isPutBack(): boolean {
    return this.#isPutBack;
  }

  tick(patience: Millis, now: Instant): void {
    this.#strangers.tick(patience, now);
  }

  /** What those are told that are not believed yet. */
  answers(): readonly Heard[] {
    return this.#strangers.answers();
  }

  /** Those of them that are worth an answer at once. */
  latest(): ReturnType<Strangers["latest"]> {
    return this.#strangers.latest();
  }
}
