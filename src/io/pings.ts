/**
 * Asks the ping nodes, all addresses of each, once an interval, and tells which have answered.
 *
 * Replies are not waited for but looked for, a moment after the asking and before the next: the
 * engine cares for seconds, and a host that does nothing else is woken twice an interval.
 */
import { type Instant, type Millis, type PingConfig, type PingName, since } from "../model/mod.ts";
import { bootNow } from "./clock.ts";
import type { IpVersion } from "./icmp_echo.ts";
import { IcmpSocket } from "./icmp_socket.ts";
import type { Bytes, Refusal } from "./libc.ts";
import { pingAddress } from "./ping_address.ts";

export interface PingEvents {
  /** An address of it has answered just now. */
  onAnswer(ping: PingName): void;
  /** A sentence, once for each reason why it cannot be asked. */
  onProblem(problem: string): void;
}

/** On a local network the reply takes less than one. */
const LOOK_AFTER: Millis = 50;

/** One request. */
interface Asked {
  readonly config: PingConfig;
  readonly at: Instant;
}

const SEQUENCES = 0x10000;

export class Pings {
  readonly #events: PingEvents;
  readonly #token: Bytes = crypto.getRandomValues(new Uint8Array(16));
  readonly #identifier = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
  readonly #sockets = new Map<IpVersion, IcmpSocket>();
  /** By sequence number. */
  readonly #asked = new Map<number, Asked>();
  #timers: ReturnType<typeof setInterval>[] = [];
  #look: ReturnType<typeof setTimeout> | undefined;
  #configs: readonly PingConfig[] = [];
  #sequence = 0;
  /** Why an address cannot be asked, as told. */
  readonly #problems = new Map<string, string>();

  constructor(events: PingEvents) {
    this.#events = events;
  }

  /** Asks these, and no others, from now on. */
  configure(configs: readonly PingConfig[]): void {
    if (JSON.stringify(configs) === JSON.stringify(this.#configs)) return;
    this.close();
    this.#configs = configs;
    this.#timers = configs.map((config) => setInterval(() => this.#ask(config), config.interval));
    for (const config of configs) this.#ask(config);
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#look);
    for (const socket of this.#sockets.values()) socket.close();
    this.#timers = [];
    this.#configs = [];
    this.#look = undefined;
    this.#sockets.clear();
    this.#asked.clear();
    this.#problems.clear();
  }

  #ask(config: PingConfig): void {
    // In Deno 2.4 a timer that is due already rings once more after it has been cleared.
    if (!this.#configs.includes(config)) return;
    this.#readReplies();
    this.#forget();
    for (const address of config.addresses) this.#note(address, this.#send(config, address));
    this.#look ??= setTimeout(() => {
      this.#look = undefined;
      this.#readReplies();
    }, Math.min(LOOK_AFTER, config.interval / 2));
  }

  /** Null: asked; else why not. */
  #send(config: PingConfig, text: string): string | null {
    const address = pingAddress(text);
    if (address === null) return "it is no address here";
    const socket = this.#open(address.version);
    if (!(socket instanceof IcmpSocket)) {
      return `no socket for ICMP: ${socket.text}; run as root, or with CAP_NET_RAW`;
    }
    const sequence = this.#sequence++ % SEQUENCES;
    const refusal = socket.send({ sequence, token: this.#token }, address.to);
    if (refusal !== null) return refusal.text;
    this.#asked.set(sequence, { config, at: bootNow() });
    return null;
  }

  #open(version: IpVersion): IcmpSocket | Refusal {
    const known = this.#sockets.get(version);
    if (known !== undefined) return known;
    const opened = IcmpSocket.open(version, this.#identifier);
    if (!opened.ok) return opened.problem;
    this.#sockets.set(version, opened.value);
    return opened.value;
  }

  #readReplies(): void {
    const answered = new Set<PingName>();
    const replies = [...this.#sockets.values()].flatMap((socket) => socket.receive());
    for (const { sequence, token } of replies) {
      const asked = this.#asked.get(sequence);
      if (asked === undefined || String(token) !== String(this.#token)) continue;
      this.#asked.delete(sequence);
      if (isFresh(asked)) answered.add(asked.config.name);
    }
    for (const ping of answered) this.#events.onAnswer(ping);
  }

  #forget(): void {
    for (const [sequence, asked] of this.#asked) {
      if (!isFresh(asked)) this.#asked.delete(sequence);
    }
  }

  #note(address: string, problem: string | null): void {
    if (problem === null) {
      this.#problems.delete(address);
      return;
    }
    if (this.#problems.get(address) === problem) return;
    this.#problems.set(address, problem);
    this.#events.onProblem(`Cannot ping ${address}: ${problem}`);
  }
}

/**
 * An answer tells of the moment when it was given. Where this process was stopped meanwhile, or the
 * way is that slow, it tells nothing of now.
 */
const isFresh = ({ config, at }: Asked): boolean => since(at, bootNow()) <= 2 * config.interval;
