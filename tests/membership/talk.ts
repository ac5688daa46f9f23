/** Memberships that talk to each other over links that can be cut, each by a clock of its own. */
import { type Instant, instant, linkName, type NodeName } from "../../src/model/mod.ts";
import { Membership } from "../../src/membership/mod.ts";
import type { Keepalive, Received, SenderPhase } from "../../src/wire/mod.ts";
import { clusterConfig, nodes } from "../cluster_config.ts";

export const KEEPALIVE = 200;
export const DEADTIME = 2000;
export const LEASE = 1500;
export const ETH0 = linkName("bcast:eth0");

/** What a keepalive says that matters to membership, and the rest. */
export const keepalive = (
  hears: Keepalive["hears"],
  phase: SenderPhase = "ready",
  listening = 0,
): Keepalive => ({
  kind: "keepalive",
  phase,
  epoch: null,
  coordinator: null,
  highest: 0,
  leads: null,
  configDigest: "d",
  report: 0,
  hears,
  listening,
  succeeds: null,
  lent: null,
  terms: null,
  keys: null,
  release: { version: "0.1.0", lowest: 1, highest: 1 },
});

/** What brings a message of a life that is believed, which `at` by its clock was written. */
export const received = (
  said: Pick<Received, "from" | "generation" | "seq" | "message">,
  at: number | null,
): Received => ({ ...said, at: at === null ? null : Math.round(at), ...STRAIGHT });

const STRAIGHT = { proven: true, hops: 0, first: true, refused: null, isTwin: false } as const;

interface Voice {
  readonly membership: Membership;
  /** This clock minus the true time. */
  readonly offset: number;
  seq: number;
}

/** Everybody speaks every keepalive at the same true time; what is not cut arrives `delay` later. */
export class Talk {
  readonly names: readonly NodeName[];
  readonly #voices = new Map<NodeName, Voice>();
  readonly #cut = new Set<string>();
  readonly #underWay: { readonly at: number; readonly run: () => void }[] = [];
  time = 0;

  constructor(count: number, private readonly delay = 1) {
    this.names = nodes(count);
    const config = clusterConfig({ nodes: count });
    for (const [index, name] of this.names.entries()) {
      const offset = 1_000_000 * index;
      const membership = new Membership(config, name, 1, instant(offset), null);
      this.#voices.set(name, { membership, offset, seq: 0 });
    }
  }

  of(name: NodeName): Membership {
    return this.#voice(name).membership;
  }

  /** The time by this node's clock. */
  now(name: NodeName): Instant {
    return instant(this.time + this.#voice(name).offset);
  }

  cut(from: NodeName, to: NodeName): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  mayHold(name: NodeName): boolean {
    return this.of(name).mayHold(this.now(name));
  }

  /** Lets true time pass, one millisecond a step. */
  run(millis: number, afterEach: () => void = () => {}): void {
    for (let left = millis; left > 0; left -= 1) {
      if (this.time % KEEPALIVE === 0) { for (const name of this.names) this.#speak(name); }
      this.time += 1;
      const due = this.#underWay.filter(({ at }) => at <= this.time);
      this.#underWay.splice(0, due.length);
      for (const { run } of due) run();
      for (const name of this.names) this.of(name).tick(this.now(name));
      afterEach();
    }
  }

  #speak(from: NodeName): void {
    const voice = this.#voice(from);
    const seq = voice.seq += 1;
    voice.membership.noteSent(seq, this.now(from));
    const now = this.now(from);
    const { membership } = voice;
    const message = keepalive(membership.hears(now), "ready", membership.listening(now));
    for (const to of this.names) {
      if (to === from || this.#cut.has(`${from}>${to}`)) continue;
      const run = () => {
        const word = received({ from, generation: 1, seq, message }, now);
        this.of(to).hear(word, ETH0, this.now(to));
      };
      this.#underWay.push({ at: this.time + this.delay, run });
    }
  }

  #voice(name: NodeName): Voice {
    return this.#voices.get(name) as Voice;
  }
}
