/** One node's way of speaking and hearing: messages to signed datagrams and back. */
import { type Keys, type LinkName, type NodeName, ok, refuse, type Result } from "../model/mod.ts";
import { Assembler } from "./assembler.ts";
import { BODY_LIMIT, type Envelope, type Junk, openEnvelope, sealEnvelope } from "./envelope.ts";
import { decodeMessage, encodeMessage, type Message } from "./message.ts";
import { ReplayWindow } from "./replay_window.ts";

/** What a good datagram brought. */
export interface Received {
  readonly from: NodeName;
  readonly generation: number;
  readonly seq: number;
  /**
   * Null: only a sign of life on this link, be it a copy of what came over another link, or one
   * part of a message that is not whole yet.
   */
  readonly message: Message | null;
  /** False for a copy of what another link has brought already. */
  readonly first: boolean;
}

interface Sender {
  readonly window: ReplayWindow;
  readonly perLink: Map<LinkName, ReplayWindow>;
  readonly assembler: Assembler;
}

/** What a node of the largest cluster has to say takes half of them. */
const PARTS_LIMIT = 16_384;

export class Post {
  #seq = 0;
  readonly #senders = new Map<NodeName, Sender>();

  constructor(
    private readonly cluster: string,
    private readonly self: NodeName,
    private readonly generation: number,
    private keys: Keys,
    private peers: ReadonlySet<NodeName>,
  ) {}

  configure(keys: Keys, peers: ReadonlySet<NodeName>): void {
    this.keys = keys;
    this.peers = peers;
  }

  /** The sequence number of the last datagram written; 0 before the first. */
  get lastSeq(): number {
    return this.#seq;
  }

  /**
   * Datagrams that carry `message`, in order, each with a sequence number of its own. Null: it is longer
   * than any message can be.
   */
  write(message: Message): readonly Uint8Array[] | null {
    const whole = encodeMessage(message);
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

  /** Reads a datagram that came over `link`. A node's own broadcast comes back as null. */
  read(bytes: Uint8Array, link: LinkName): Result<Received | null, Junk> {
    const opened = openEnvelope(bytes, this.cluster, this.keys);
    if (!opened.ok) return opened;
    const envelope = opened.value;
    const { from, generation, seq } = envelope;
    if (from === this.self) {
      return generation === this.generation ? ok(null) : refuse("replayed");
    }
    if (!this.peers.has(from)) return refuse("unknownNode");
    if (envelope.parts === 0 || envelope.parts > PARTS_LIMIT || envelope.part >= envelope.parts) {
      return refuse("malformed");
    }
    const sender = this.#sender(from);
    if (sender.window.isOutdated(generation)) return refuse("replayed");
    if (!linkWindow(sender, link).accept(generation, seq)) return refuse("replayed");
    if (!sender.window.accept(generation, seq)) {
      return ok({ from, generation, seq, message: null, first: false });
    }
    return this.#assemble(sender, envelope);
  }

  #assemble(sender: Sender, envelope: Envelope): Result<Received, Junk> {
    const { from, generation, seq } = envelope;
    const body = sender.assembler.add(envelope);
    if (body === null) return ok({ from, generation, seq, message: null, first: true });
    const message = decodeMessage(body);
    if (!message.ok) return message;
    return ok({ from, generation, seq, message: message.value, first: true });
  }

  #sender(from: NodeName): Sender {
    const known = this.#senders.get(from);
    if (known !== undefined) return known;
    const sender = {
      window: new ReplayWindow(),
      perLink: new Map(),
      assembler: new Assembler(PARTS_LIMIT),
    };
    this.#senders.set(from, sender);
    return sender;
  }
}

function linkWindow(sender: Sender, link: LinkName): ReplayWindow {
  const known = sender.perLink.get(link);
  if (known !== undefined) return known;
  const window = new ReplayWindow();
  sender.perLink.set(link, window);
  return window;
}
