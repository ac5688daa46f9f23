/** One of the cluster's links, as far as this host has it: a socket, where it sends to, its state. */
import type { LinkConfig, LinkName, NodeName } from "../model/mod.ts";
import type { Interface } from "./interfaces.ts";
import { broadcastOf, parseIpv4 } from "./ipv4.ts";
import { LinkCounters } from "./link_counters.ts";
import { LinkSocket, type SocketAddress, socketAddress } from "./link_socket.ts";

export interface LinkEvents {
  onDatagram(link: LinkName, bytes: Uint8Array): void;
  /** `why` is empty where it is up. */
  onState(link: LinkName, state: "up" | "down", why: string): void;
}

/** More than some seconds of any cluster's words; what is left is told as it always is. */
const MOST_WAITING = 1000;

/** 255.255.255.255: everyone on the network, whatever addresses they have. */
const EVERYONE = 0xffffffff;

export class Link {
  readonly config: LinkConfig;
  readonly counters = new LinkCounters();
  readonly #self: NodeName;
  readonly #events: LinkEvents;
  #socket: LinkSocket | null = null;
  #everyone: SocketAddress;
  readonly #peers: ReadonlyMap<NodeName, SocketAddress>;
  #droppedBefore = 0;
  /** Why it is down; empty where it is up; null before the first review. */
  #why: string | null = null;

  constructor(config: LinkConfig, self: NodeName, events: LinkEvents) {
    this.config = config;
    this.#self = self;
    this.#events = events;
    this.#everyone = socketAddress(EVERYONE, config.port);
    this.#peers = peerAddresses(config, self);
  }

  /** Brings the socket in line with the interface as it is now; undefined: there is none. */
  review(at: Interface | undefined): void {
    const why = this.#open(at) ?? this.#whyUseless(at);
    if (why === this.#why) return;
    this.#why = why;
    this.#events.onState(this.config.name, why === "" ? "up" : "down", why);
  }

  /** `to` null: to all peers. On a bcast link everyone hears everything. */
  send(bytes: Uint8Array, to: NodeName | null): void {
    for (const address of this.#targets(to)) {
      if (this.#socket === null) {
        this.counters.notSent("ENODEV");
        continue;
      }
      const refusal = this.#socket.send(bytes, address);
      if (refusal === null) this.counters.sent(bytes.length);
      else this.counters.notSent(refusal.name);
    }
  }

  /** What has come and was not told yet. */
  waiting(): readonly Uint8Array[] {
    const found = this.#socket?.waiting(MOST_WAITING) ?? [];
    for (const { length } of found) this.counters.received(length);
    return found;
  }

  countDrops(): void {
    this.counters.receiveDrops = this.#droppedBefore + (this.#socket?.drops() ?? 0);
  }

  close(): void {
    this.countDrops();
    this.#droppedBefore = this.counters.receiveDrops;
    this.#socket?.close();
    this.#socket = null;
  }

  /** Null: there is a socket on the interface; else why there cannot be one. */
  #open(at: Interface | undefined): string | null {
    if (this.#socket !== null && this.#socket.index === at?.index) return null;
    this.close();
    if (at === undefined) return `interface ${this.config.interface} does not exist`;
    const { name, port } = this.config;
    const opened = LinkSocket.open(at, port, (bytes) => {
      this.counters.received(bytes.length);
      this.#events.onDatagram(name, bytes);
    });
    if (!opened.ok) return opened.problem;
    this.#socket = opened.value;
    return null;
  }

  /** Why nobody would hear this host on an interface that exists; empty where they would. */
  #whyUseless(at: Interface | undefined): string {
    const [first] = at?.addresses ?? [];
    if (!at?.up) return `interface ${this.config.interface} is down`;
    if (!at.carrier) return `no carrier on ${at.name}`;
    if (first === undefined) return `${at.name} has no IPv4 address`;
    if (this.config.kind === "ucast") return whyNotOwn(this.config.addresses[this.#self], at);
    const broadcast = first.prefix <= 30 ? broadcastOf(first.address, first.prefix) : EVERYONE;
    this.#everyone = socketAddress(first.broadcast ?? broadcast, this.config.port);
    return "";
  }

  #targets(to: NodeName | null): Iterable<SocketAddress> {
    if (this.config.kind === "bcast") return [this.#everyone];
    if (to === null) return this.#peers.values();
    const peer = this.#peers.get(to);
    return peer === undefined ? [] : [peer];
  }
}

/** Of a ucast link; never this node's own. */
function peerAddresses(config: LinkConfig, self: NodeName): Map<NodeName, SocketAddress> {
  const addresses = config.kind === "ucast" ? config.addresses : {};
  const known = Object.entries(addresses) as [NodeName, string][];
  return new Map(known.flatMap(([node, text]) => {
    const address = parseIpv4(text);
    return node === self || address === null ? [] : [[node, socketAddress(address, config.port)]];
  }));
}

function whyNotOwn(own: string | undefined, at: Interface): string {
  const address = own === undefined ? null : parseIpv4(own);
  return address === null || at.addresses.some((each) => each.address === address)
    ? ""
    : `${at.name} does not have this node's address ${own}`;
}
