/** What this node says and when: keepalives, reports of what has changed, orders. */
import type { Ledger } from "../agent/mod.ts";
import type { Membership } from "../membership/mod.ts";
import {
  type FencingReport,
  type Instant,
  later,
  type Millis,
  type NodeName,
  since,
} from "../model/mod.ts";
import type { Keepalive, Message, Post } from "../wire/mod.ts";
import type { Attributes } from "./attributes.ts";
import type { Effect } from "./effect.ts";
import type { Reported, Speech } from "./speech.ts";

/** What the last report was made of. */
interface Said extends Pick<Speech, "settings"> {
  readonly reported: Reported;
  /** With the nodes to be fenced. */
  readonly blocked: string;
  readonly ledger: number;
  readonly version: number;
}

/** A second request for the same report waits for this part of a keepalive interval. */
const WANT_PART = 0.25;

export class Speaker {
  /** Counts what changes in reports besides the ledger. */
  #extras = 0;
  #said: Said | null = null;
  #last: string | null = null;
  #keepaliveAt: Instant;
  #lastKeepaliveAt: Instant;
  readonly #wantedAt = new Map<NodeName, Instant>();
  /** The last attribute that was passed on to each node. */
  readonly #passedOn = new Map<NodeName, number>();
  #sent = 0;

  constructor(
    private readonly post: Post,
    private readonly membership: Membership,
    private readonly ledger: Ledger,
    now: Instant,
  ) {
    this.#keepaliveAt = now;
    this.#lastKeepaliveAt = now;
  }

  get lastKeepaliveAt(): Instant {
    return this.#lastKeepaliveAt;
  }

  /** When the next keepalive must leave though nothing has changed. */
  get deadline(): Instant {
    return this.#keepaliveAt;
  }

  get datagrams(): number {
    return this.#sent;
  }

  /** Whether a keepalive is due by the time alone; orders are repeated with it. */
  isDue(now: Instant): boolean {
    return now >= this.#keepaliveAt;
  }

  /** What has changed in the report, to everybody. */
  tellChanges(speech: Speech, now: Instant): readonly Effect[] {
    const blocked = JSON.stringify([speech.blocked, speech.pending]);
    const said = this.#said;
    const ledger = this.ledger.version;
    const { settings: wished } = speech;
    const { reported } = speech;
    const { fencing } = reported;
    const sameFencing = said?.reported.fencing === fencing;
    const sameExtras = said?.settings === wished && said.blocked === blocked &&
      isSame(said.reported, reported);
    if (sameExtras && said?.ledger === ledger) return [];
    if (!sameExtras) this.#extras += 1;
    const version = this.version;
    this.#said = { settings: wished, reported, blocked, ledger, version };
    // Settings may be many, and change seldom.
    const settings = said?.settings === speech.settings ? {} : speech.settings;
    const changed = { ...speech, settings };
    const told = sameFencing ? null : fencing;
    return this.#sendReport(changed, told, said?.ledger ?? 0, said?.version ?? 0, null, now);
  }

  /** The whole report, to one that asked for it; null: to all. */
  tellAll(speech: Speech, to: NodeName | null, now: Instant): readonly Effect[] {
    return this.#sendReport(speech, speech.reported.fencing, 0, 0, to, now);
  }

  get version(): number {
    return this.ledger.version + this.#extras;
  }

  #sendReport(
    speech: Speech,
    fencing: FencingReport | null,
    sinceLedger: number,
    base: number,
    to: NodeName | null,
    now: Instant,
  ): readonly Effect[] {
    const { self: node, generation, configDigest, cutOffFor, settings } = speech;
    const { blocked, pending } = speech;
    const { resources, gone } = this.ledger.changesSince(base === 0 ? 0 : sinceLedger, now);
    const version = this.version;
    const report = {
      node,
      generation,
      version,
      configDigest,
      cutOffFor,
      ...speech.reported,
      fencing,
      resources,
    };
    return this.send({ kind: "report", base, report, gone, settings, blocked, pending }, to, now);
  }

  /** A keepalive, if its time has come or something in it is news. */
  keepalive(speech: Speech, interval: Millis, now: Instant): readonly Effect[] {
    const message = this.#keepaliveOf(speech);
    const { hears, report: _, ...rest } = message;
    const heard = hears.map(({ node, generation }) => [node, generation]);
    const news = JSON.stringify([rest, heard]);
    if (!this.isDue(now) && news === this.#last) return [];
    this.#last = news;
    this.#lastKeepaliveAt = now;
    // On its own beat, so that a late one does not put off all that follow.
    const beat = later(this.#keepaliveAt, interval);
    this.#keepaliveAt = this.isDue(now)
      ? (beat > now ? beat : later(now, interval))
      : later(now, interval);
    return this.send(message, null, now);
  }

  /** The last words once more, so that one lost datagram does not matter. */
  repeat(speech: Speech, times: number, now: Instant): readonly Effect[] {
    return Array.from({ length: times }).flatMap(() => [
      ...this.tellAll(speech, null, now),
      ...this.send(this.#keepaliveOf(speech), null, now),
    ]);
  }

  /** Nothing is said for now; the beat goes on, so that nobody waits for a moment gone by. */
  skipBeat(interval: Millis, now: Instant): void {
    if (this.isDue(now)) this.#keepaliveAt = later(now, interval);
  }

  #keepaliveOf(speech: Speech): Keepalive {
    const { phase, epoch, coordinator, highest, leads, configDigest } = speech;
    const hears = this.membership.hears();
    const report = this.version;
    return {
      kind: "keepalive",
      phase,
      epoch,
      coordinator,
      highest,
      leads,
      configDigest,
      report,
      hears,
    };
  }

  want(from: NodeName, interval: Millis, now: Instant): readonly Effect[] {
    const before = this.#wantedAt.get(from);
    if (before !== undefined && since(before, now) < interval * WANT_PART) return [];
    this.#wantedAt.set(from, now);
    return this.send({ kind: "want" }, from, now);
  }

  /** To each node what agents here said of it: at once, then with each keepalive until it has it. */
  passOn(attributes: Attributes, now: Instant): readonly Effect[] {
    return this.membership.names.flatMap((name) => {
      const pending = attributes.pendingFor(name);
      const last = pending.at(-1)?.serial;
      const peer = this.membership.peer(name);
      if (last === undefined || peer.kind !== "alive") return [];
      if (this.#passedOn.get(name) === last && !this.isDue(now)) return [];
      this.#passedOn.set(name, last);
      const { generation } = peer;
      return this.send({ kind: "write", generation, attributes: pending }, name, now);
    });
  }

  send(message: Message, to: NodeName | null, now: Instant): readonly Effect[] {
    return this.post.write(message).map((datagram, index, all): Effect => {
      this.membership.noteSent(this.post.lastSeq - all.length + 1 + index, now);
      this.#sent += 1;
      return { kind: "send", datagram, to };
    });
  }
}

/** Each of its parts is the same object until something in it changes. */
const isSame = (one: Reported, other: Reported): boolean =>
  one.attributes === other.attributes && one.written === other.written &&
  one.fencing === other.fencing && one.fenced === other.fenced &&
  one.watchdog === other.watchdog && one.pings === other.pings;
