/** The way of datagrams between hosts: over every link, and what happens to chosen ones on it. */
import { later, type LinkName, type Millis, type NodeName, Random } from "../../src/model/mod.ts";
import type { Cluster } from "./cluster.ts";
import { LINK } from "./daemon.ts";

/** farewell: a keepalive that is the last one of a life. rest: a later part of a long message. */
export const MAIL_KINDS = [
  "keepalive",
  "report",
  "farewell",
  "want",
  "instruct",
  "fence",
  "write",
  "rest",
] as const;
export type MailKind = typeof MAIL_KINDS[number];

/** A datagram on its way. */
export interface Letter {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly link: LinkName;
  readonly bytes: Uint8Array;
  readonly kind: MailKind;
  /** Counts what its sender has said. */
  readonly nth: number;
}

/** What happens to the next `count` datagrams of a kind from one host to another. */
export interface Mishandling {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly kind: MailKind;
  /** Null: they are lost. */
  readonly late: Millis | null;
  count: number;
}

/** Of each kind to each host so many are kept; of more, any. */
const KEPT = 60;

const ascii = new TextDecoder("latin1");
/** Names and signature come first. */
const HEAD = 600;

/** Read from the body, which is JSON; whatever stands before it. */
export function kindOf(bytes: Uint8Array): MailKind {
  const head = ascii.decode(bytes.subarray(0, HEAD));
  const named = /\{"kind":"([a-z]+)"(?:,"phase":"(left)")?/.exec(head);
  if (named?.[2] !== undefined) return "farewell";
  return MAIL_KINDS.find((kind) => kind === named?.[1]) ?? "rest";
}

export class Mail {
  /** Called with each datagram that reaches a daemon, if `watched`. */
  onArrival: ((letter: Letter) => void) | null = null;
  readonly mishandlings = new Set<Mishandling>();
  readonly #links: readonly LinkName[];
  /** What was sent to each host, by kind; null: nothing is kept. */
  #bag: Map<string, Letter[]> | null = null;
  readonly #random = new Random(1);
  #sent = 0;

  constructor(private readonly cluster: Cluster) {
    const links = cluster.config.links.map(({ name }) => name);
    this.#links = links.length === 0 ? [LINK] : links;
  }

  /** From now on what is sent can be sent again. */
  keep(): void {
    this.#bag ??= new Map();
  }

  /** `to` null: to all. A clone hears what the node hears as which it runs. */
  send(from: NodeName, to: NodeName | null, bytes: Uint8Array): void {
    const { hosts } = this.cluster;
    const isRead = this.#bag !== null || this.onArrival !== null || this.mishandlings.size > 0;
    const kind = isRead ? kindOf(bytes) : "rest";
    this.#sent += 1;
    for (const host of hosts.keys()) {
      if (host === from || (to !== null && this.cluster.selfOf(host) !== to)) continue;
      for (const link of this.#links) {
        this.#post({ from, to: host, link, bytes, kind, nth: this.#sent });
      }
    }
  }

  /** The `nth` of those of this kind that are kept for a host is brought to it once more. */
  replay(to: NodeName, kind: MailKind, nth: number): Letter | null {
    const kept = this.#bag?.get(`${kind} ${to}`) ?? [];
    const letter = kept[nth % Math.max(1, kept.length)];
    if (letter === undefined) return null;
    this.#bring(letter);
    return letter;
  }

  #post(letter: Letter): void {
    this.#keep(letter);
    const { from, to, link } = letter;
    const delays = this.cluster.network.carry(from, to, link);
    const late = this.#mishandle(letter);
    if (late === null) return;
    for (const delay of delays) {
      this.cluster.at(later(this.cluster.now, delay + late), () => this.#bring(letter));
    }
  }

  #keep(letter: Letter): void {
    if (this.#bag === null) return;
    const place = `${letter.kind} ${letter.to}`;
    const kept = this.#bag.get(place) ?? [];
    this.#bag.set(place, kept);
    if (kept.length < KEPT) kept.push(letter);
    else kept[this.#random.between(0, KEPT - 1)] = letter;
  }

  /** By how much it comes later; null: never. */
  #mishandle({ from, to, kind }: Letter): Millis | null {
    for (const one of this.mishandlings) {
      if (one.from !== from || one.to !== to || one.kind !== kind || one.count === 0) continue;
      one.count -= 1;
      return one.late;
    }
    return 0;
  }

  /** A suspended host hears nothing; what is sent to a paused machine waits for it. */
  #bring(letter: Letter): void {
    const frozen = this.cluster.hosts.get(letter.to)?.frozen ?? null;
    if (frozen === null) return this.#arrive(letter);
    if (frozen.clock === "stands") frozen.mail.push(() => this.#arrive(letter));
  }

  #arrive(letter: Letter): void {
    const { to, link, bytes } = letter;
    const daemon = this.cluster.daemons.get(to);
    if (daemon === undefined) return;
    this.onArrival?.(letter);
    this.cluster.give(to, daemon, { kind: "datagram", link, bytes });
  }
}
