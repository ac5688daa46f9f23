/** One node's way of speaking and hearing: messages to signed datagrams and back. */
import {
  type Keys,
  type LastHeard,
  type LinkName,
  type NodeName,
  ok,
  refuse,
  type Release,
  type Result,
} from "../model/mod.ts";
import { Assembler } from "./assembler.ts";
import { BODY_LIMIT, type Envelope, type Junk, openEnvelope, sealEnvelope } from "./envelope.ts";
import { decodeLetter, encodeLetter, type Letter, type Refused } from "./letter.ts";
import { CommonLevel } from "./levels.ts";
import type { Message } from "./message.ts";
import { readRelayed } from "./relayed.ts";
import { ReplayWindow } from "./replay_window.ts";

/** What a good datagram brought. */
export interface Received {
  readonly from: NodeName;
  readonly generation: number;
  readonly seq: number;
  /**
   * Whether the sender's life has shown that it is of now (`Post.admit`). If not, this may be a recording:
   * it is no sign of life, and says nothing but whom that life had heard.
   */
  readonly proven: boolean;
  /** How often it has been handed on; 0: it comes from its sender itself. */
  readonly hops: number;
  /** The sender's clock when it was written; null: only the whole message says so. */
  readonly at: number | null;
  /**
   * Null: only a sign of life, be it a copy of what came another way, one part of a message that is not
   * whole yet, or what is for another life than this one.
   */
  readonly message: Message | null;
  /** False for a copy of what has come another way already. */
  readonly first: boolean;
  /**
   * Why what it says is not understood, though it is signed: a sign of life all the same. Null: it is
   * understood, or there is nothing to understand.
   */
  readonly refused: Refused | null;
  /** Something else has come under the same number: two hosts speak as this life. */
  readonly isTwin: boolean;
}

/** What is known of the life of a sender that has proved itself. */
interface Sender {
  readonly generation: number;
  /** The lowest sequence number that is taken from it. */
  readonly from: number;
  readonly window: ReplayWindow;
  /** By link; what was handed on is apart, for it says nothing of a link. */
  readonly perWay: Map<LinkName | "", ReplayWindow>;
  readonly assembler: Assembler;
}

/** What a node of the largest cluster has to say takes half of them. */
const PARTS_LIMIT = 16_384;

export class Post {
  #seq = 0;
  readonly #senders = new Map<NodeName, Sender>();
  readonly #common: CommonLevel;

  constructor(
    private readonly cluster: string,
    private readonly self: NodeName,
    private generation: number,
    private keys: Keys,
    private peers: ReadonlySet<NodeName>,
    /** This node's own hb. */
    readonly release: Release,
  ) {
    this.#common = new CommonLevel(release, peers);
  }

  configure(keys: Keys, peers: ReadonlySet<NodeName>): void {
    this.keys = keys;
    this.peers = peers;
    this.#common.configure(peers);
  }

  /** The level that is written in now: one that all nodes read. */
  get level(): number {
    return this.#common.level;
  }

  /** This node begins a new life: what others have said to the last one is not for it. */
  begin(generation: number): void {
    this.generation = generation;
    this.#senders.clear();
  }

  /** The sequence number of the last datagram written; 0 before the first. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** One datagram more was written for this life by another post. @returns its number. */
  noteSpoken(): number {
    return this.#seq += 1;
  }

  /**
   * Datagrams that carry the letter, in order, each with a sequence number of its own. Null: it is longer
   * than any message can be.
   */
  write(letter: Letter): readonly Uint8Array[] | null {
    const whole = encodeLetter(letter, this.level);
    const parts = Math.max(1, Math.ceil(whole.length / BODY_LIMIT));
    if (parts > PARTS_LIMIT) return null;
    return Array.from({ length: parts }, (_, part) => {
      this.#seq += 1;
      const body = whole.subarray(part * BODY_LIMIT, (part + 1) * BODY_LIMIT);
      const { cluster, self: from, generation } = this;
      return sealEnvelope(
        { cluster, from, generation, seq: this.#seq, part, parts, body },
        this.keys[0],
      );
    });
  }

  /** What the last life of this node, in the same boot, has heard of others that it believed. */
  recall(heard: Readonly<Record<NodeName, LastHeard>>): void {
    for (const [name, { generation, seq }] of Object.entries(heard)) {
      this.admit(name as NodeName, generation, seq);
    }
  }

  /** From datagram `seq` on this life of the sender is believed, and no other one. */
  admit(from: NodeName, generation: number, seq: number): void {
    const window = new ReplayWindow(seq);
    this.#senders.set(from, {
      generation,
      from: seq,
      window,
      perWay: new Map(),
      assembler: new Assembler(PARTS_LIMIT),
    });
  }

  /** Reads a datagram that came over `link`. A node's own words, come back, are null. */
  read(bytes: Uint8Array, link: LinkName): Result<Received | null, Junk> {
    const { hops, datagram } = readRelayed(bytes);
    const opened = openEnvelope(datagram, this.cluster, this.keys);
    if (!opened.ok) return opened;
    const envelope = opened.value;
    const { from, generation, seq } = envelope;
    if (from === this.self && generation === this.generation) return ok(null);
    if (from !== this.self && !this.peers.has(from)) return refuse("unknownNode");
    if (envelope.parts === 0 || envelope.parts > PARTS_LIMIT || envelope.part >= envelope.parts) {
      return refuse("malformed");
    }
    const sender = this.#senders.get(from);
    if (sender?.generation !== generation) return this.#readStranger(envelope, hops);
    // It was on its way when its life proved itself, or has been recorded before.
    if (seq <= sender.from) return refuse("unproven");
    if (sender.window.isTwin(seq, envelope.mark)) {
      return ok({ ...NOTHING, from, generation, seq, hops, proven: true, isTwin: true });
    }
    const way = wayOf(sender, hops === 0 ? link : "");
    if (!way.accept(seq)) return refuse("replayed");
    const sign = { from, generation, seq, proven: true, hops, at: null } as const;
    const nothing = { ...NOTHING, ...sign };
    if (!sender.window.accept(seq, envelope.mark)) return ok(nothing);
    const body = sender.assembler.add(envelope);
    if (body === null) return ok({ ...nothing, first: true });
    const letter = decodeLetter(body, this.release);
    if (!letter.ok) {
      const refused = letter.problem;
      return ok({ ...nothing, at: refused.at, first: true, refused });
    }
    const { at, message } = letter.value;
    if (message.kind === "keepalive") this.#common.note(from, message.release, true);
    const heeded = this.#isForThis(letter.value) ? message : null;
    return ok({ ...nothing, at, message: heeded, first: true });
  }

  /** A life that has not proved itself yet: only a message that is whole can do that. */
  #readStranger(envelope: Envelope, hops: number): Result<Received, Junk> {
    const { from, generation, seq, parts, body } = envelope;
    if (parts > 1) return refuse("unproven");
    const letter = decodeLetter(body, this.release);
    const said = { ...NOTHING, from, generation, seq, hops, proven: false, first: true } as const;
    if (!letter.ok) return ok({ ...said, at: letter.problem.at, refused: letter.problem });
    const { at, message } = letter.value;
    if (message.kind === "keepalive") this.#common.note(from, message.release, false);
    return ok({ ...said, at, message });
  }

  #isForThis({ to }: Letter): boolean {
    return to === null || (to.node === this.self && to.generation === this.generation);
  }
}

const NOTHING = { at: null, message: null, first: false, refused: null, isTwin: false } as const;

function wayOf({ perWay, from }: Sender, link: LinkName | ""): ReplayWindow {
  const known = perWay.get(link);
  if (known !== undefined) return known;
  const window = new ReplayWindow(from);
  perWay.set(link, window);
  return window;
}
