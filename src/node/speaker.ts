/** What this node says and when: keepalives, reports of what has changed, orders. */
import type { Ledger } from "../agent/mod.ts";
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
import type {
  Fence,
  Instruct,
  Keepalive,
  Life,
  Message,
  Post,
  ReportMessage,
  SentReport,
} from "../wire/mod.ts";
import type { Attributes } from "./attributes.ts";
import type { Effect } from "./effect.ts";
import { Excess } from "./excess.ts";
import type { NodeInit } from "./node_init.ts";
import type { Reported, Speech } from "./speech.ts";

/** What the last report was made of. */
interface Said extends Pick<Speech, "settings"> {
  readonly reported: Reported;
  /** With the nodes to be fenced, and whom this node follows. */
  readonly blocked: string;
  readonly ledger: number;
  readonly version: number;
}

/** What a report tells of, besides what it always tells: what has changed since version `base`. */
interface Changes
  extends Pick<SentReport, "attributes" | "fencing">, Pick<ReportMessage, "settings"> {
  readonly base: number;
  /** The version of the ledger then. */
  readonly ledger: number;
}

/** A second request for the same report waits for this part of a keepalive interval. */
const WANT_PART = 0.25;

/** In keepalives. */
const AGAIN = 5;

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
  /** Keepalives since the whole report was last said to all. */
  #beats = 0;
  /** Why the last report could not be sent; null: it was. */
  #tooLong: string | null = null;
  readonly #excess = new Excess("report");

  constructor(
    private readonly post: Post,
    private readonly membership: Membership,
    private readonly ledger: Ledger,
    { now, spokenAt }: Pick<NodeInit, "now" | "spokenAt">,
  ) {
    this.#keepaliveAt = now;
    this.#lastKeepaliveAt = now;
    if (spokenAt !== undefined) membership.noteSent(post.noteSpoken(), spokenAt);
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
    const blocked = JSON.stringify([speech.blocked, speech.pending, speech.follows]);
    const said = this.#said;
    const ledger = this.ledger.version;
    const { settings: wished } = speech;
    const { reported } = speech;
    const { fencing } = reported;
    const sameFencing = said?.reported.fencing === fencing;
    const sameExtras = said?.settings === wished && said.blocked === blocked &&
      isSame(said.reported, reported);
    if (sameExtras && said?.ledger === ledger) return this.#tellAgain(speech, now);
    if (!sameExtras) this.#extras += 1;
    const version = this.version;
    this.#said = { settings: wished, reported, blocked, ledger, version };
    const changes: Changes = {
      base: said?.version ?? 0,
      ledger: said?.ledger ?? 0,
      // All of them or none: who has the later wishes without the earlier ones would act on half.
      settings: said?.settings === speech.settings ? {} : speech.settings,
      attributes: changesOf(said?.reported.attributes ?? {}, reported.attributes),
      fencing: sameFencing ? null : fencing,
    };
    return this.#sendReport(speech, changes, null, now);
  }

  /**
   * Who follows nobody may hear nobody: then nobody can ask for what has been lost, and so the whole is said
   * again and again.
   */
  #tellAgain(speech: Speech, now: Instant): readonly Effect[] {
    if (speech.coordinator !== null || !this.isDue(now)) return [];
    this.#beats += 1;
    if (this.#beats < AGAIN) return [];
    this.#beats = 0;
    return this.tellAll(speech, null, now);
  }

  /** The whole report, to one that asked for it; null: to all. */
  tellAll(speech: Speech, to: NodeName | null, now: Instant): readonly Effect[] {
    const { settings, reported: { attributes, fencing } } = speech;
    return this.#sendReport(
      speech,
      { base: 0, ledger: 0, settings, attributes, fencing },
      to,
      now,
    );
  }

  get version(): number {
    return this.ledger.version + this.#extras;
  }

  #sendReport(
    speech: Speech,
    { base, ledger, settings, ...changed }: Changes,
    to: NodeName | null,
    now: Instant,
  ): readonly Effect[] {
    const { self: node, generation, configDigest, follows, cutOffFor, blocked, pending } = speech;
    const { resources, gone } = this.ledger.changesSince(base === 0 ? 0 : ledger, now);
    const { version } = this;
    const rest = { node, generation, version, configDigest, follows, cutOffFor };
    const report = { ...rest, ...speech.reported, ...changed, resources };
    const message = { kind: "report", base, report, gone, settings, blocked, pending } as const;
    const sent = this.#trySend(message, to, now) ??
      this.#trySend({ ...message, report: withoutHistories(report) }, to, now);
    this.#tooLong = sent === null
      ? `it is too long for any message, with ${Object.keys(resources).length} resources`
      : null;
    return sent ?? [];
  }

  /** A keepalive, if its time has come or something in it is news. */
  keepalive(speech: Speech, interval: Millis, now: Instant): readonly Effect[] {
    const message = this.#keepaliveOf(speech, now);
    const { hears: _, report: __, listening: ___, lent, ...rest } = message;
    const news = JSON.stringify([rest, lent !== null, this.membership.hearing(now)]);
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
      ...this.send(this.#keepaliveOf(speech, now), null, now),
    ]);
  }

  /** Nothing is said for now; the beat goes on, so that nobody waits for a moment gone by. */
  skipBeat(interval: Millis, now: Instant): void {
    if (this.isDue(now)) this.#keepaliveAt = later(now, interval);
  }

  #keepaliveOf(speech: Speech, now: Instant): Keepalive {
    const { phase, epoch, coordinator, highest, leads, configDigest, succeeds, lent } = speech;
    return {
      kind: "keepalive",
      phase,
      epoch,
      coordinator,
      highest,
      leads,
      configDigest,
      report: this.version,
      hears: this.membership.hears(now),
      listening: this.membership.listening(now),
      succeeds,
      lent,
      terms: speech.terms,
      keys: speech.keys,
      release: this.post.release,
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
      return this.send({ kind: "write", attributes: pending }, name, now);
    });
  }

  /** What is said of a report that could not be sent. */
  tooLong(self: NodeName, now: Instant): readonly Event[] {
    return this.#excess.note(self, this.#tooLong, now);
  }

  /** Orders stand each for itself: those that are too many for one message go in several. */
  sendOrders(message: Instruct | Fence, to: NodeName, now: Instant): readonly Effect[] {
    const sent = this.#trySend(message, to, now);
    const { orders } = message;
    if (sent !== null || orders.length < 2) return sent ?? [];
    const half = Math.ceil(orders.length / 2);
    return [orders.slice(0, half), orders.slice(half)].flatMap((part) =>
      this.sendOrders({ ...message, orders: part } as Instruct | Fence, to, now)
    );
  }

  /** What is bounded by itself. */
  send(message: Exclude<Message, ReportMessage>, to: NodeName | null, now: Instant) {
    return this.#trySend(message, to, now) ?? [];
  }

  /** To a life of the receiver that is heard. Null: it is longer than any message can be. */
  #trySend(message: Message, to: NodeName | null, now: Instant): readonly Effect[] | null {
    const life = to === null ? null : this.#lifeOf(to);
    const datagrams = this.post.write({ to: life, at: Math.round(now), message });
    // Who does not hear this node is told through those that do.
    const straight = to !== null && this.membership.isHeardDirectlyBy(to) ? to : null;
    return datagrams === null ? null : datagrams.map((datagram, index, all): Effect => {
      this.membership.noteSent(this.post.lastSeq - all.length + 1 + index, now);
      this.#sent += 1;
      return { kind: "send", datagram, to: straight };
    });
  }

  #lifeOf(node: NodeName): Life {
    const peer = this.membership.peer(node);
    return { node, generation: peer.kind === "unseen" ? 0 : peer.generation };
  }
}

/** By name the new values; null: there is none any more. */
function changesOf(
  before: NodeReport["attributes"],
  now: NodeReport["attributes"],
): SentReport["attributes"] {
  if (before === now) return {};
  const gone = Object.keys(before).filter((name) => !(name in now)).map((name) => [name, null]);
  const news = Object.entries(now).filter(([name, value]) => before[name] !== value);
  return Object.fromEntries([...gone, ...news]);
}

/** What people read of the past is the first thing that can be done without. */
const withoutHistories = (report: SentReport): SentReport => ({
  ...report,
  resources: Object.fromEntries(
    Object.entries(report.resources).map(([id, resource]) => [
      id,
      { ...resource, history: [], lastFailure: null, remark: null },
    ]),
  ),
});

/** Each of its parts is the same object until something in it changes. */
const isSame = (one: Reported, other: Reported): boolean =>
  one.attributes === other.attributes && one.written === other.written &&
  one.fencing === other.fencing && one.fenced === other.fenced &&
  one.watchdog === other.watchdog && one.pings === other.pings;
