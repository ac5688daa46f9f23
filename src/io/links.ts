/**
 * All links of this node.
 *
 * An interface may be missing at the start, vanish and come back, lose its cable or its address:
 * every change, and every two seconds, the links are compared with what the kernel has, and put
 * right. None of it is ever fatal, and no send ever throws: refusals are counted.
 */
import type { LinkConfig, LinkName, NodeName } from "../model/mod.ts";
import type { Datagram } from "../node/mod.ts";
import { readInterfaces } from "./interfaces.ts";
import { Link, type LinkEvents } from "./link.ts";
import { LinkMonitor } from "./link_monitor.ts";

export type { LinkEvents } from "./link.ts";

/** Until somebody listens; about what the kernel would keep. */
const MOST_KEPT = 1000;

export class Links {
  readonly #monitor: LinkMonitor;
  #events: LinkEvents | null = null;
  /** What was to be told before somebody listened. */
  readonly #untold: ((events: LinkEvents) => void)[] = [];
  #links: ReadonlyMap<LinkName, Link> = new Map();
  #self: NodeName | null = null;

  constructor() {
    this.#monitor = new LinkMonitor(() => this.#review());
  }

  /** From now on all is told at once; first what has come before. */
  listen(events: LinkEvents): void {
    this.#events = events;
    for (const tell of this.#untold.splice(0)) tell(events);
  }

  /**
   * Opens these links and closes all others; one that has not changed stays as it is. Tells each
   * new link's state before it returns.
   */
  configure(links: readonly LinkConfig[], self: NodeName): void {
    const before = this.#links;
    const kept = (config: LinkConfig) => {
      const known = before.get(config.name);
      const isSame = self === this.#self && known !== undefined && isEqual(known.config, config);
      return isSame ? known : new Link(config, self, this.#teller);
    };
    this.#links = new Map(links.map((config) => [config.name, kept(config)]));
    this.#self = self;
    for (const [name, link] of before) if (this.#links.get(name) !== link) link.close();
    this.#review();
  }

  /** Over every link: on bcast to everyone, on ucast to `to`, or to every peer where it is null. */
  send(bytes: Uint8Array, to: NodeName | null): void {
    for (const link of this.#links.values()) link.send(bytes, to);
  }

  /** What has come over all of them and was not told yet. */
  waiting(): readonly Datagram[] {
    return [...this.#links.values()].flatMap((link) =>
      link.waiting().map((bytes) => ({ link: link.config.name, bytes }))
    );
  }

  /** By link: `bcast:eth0.sentPackets`, `.receivedBytes`, `.sendErrors.ENETUNREACH`, … */
  counters(): Record<string, number> {
    const all = [...this.#links].flatMap(([name, link]) => {
      link.countDrops();
      return link.counters.entries().map(([what, count]) => [`${name}.${what}`, count] as const);
    });
    return Object.fromEntries(all);
  }

  close(): void {
    this.#monitor.close();
    for (const link of this.#links.values()) link.close();
    this.#links = new Map();
  }

  readonly #teller: LinkEvents = {
    onDatagram: (link, bytes) => {
      if (this.#untold.length < MOST_KEPT) this.#tell((events) => events.onDatagram(link, bytes));
    },
    onState: (link, state, why) => this.#tell((events) => events.onState(link, state, why)),
  };

  #tell(tell: (events: LinkEvents) => void): void {
    if (this.#events === null) this.#untold.push(tell);
    else tell(this.#events);
  }

  #review(): void {
    const interfaces = readInterfaces();
    // Where the kernel does not answer, what was true last is the best that is known.
    if (!interfaces.ok) return;
    for (const link of this.#links.values()) {
      link.review(interfaces.value.get(link.config.interface));
    }
  }
}

/** Whoever wrote them, and in whatever order. */
const isEqual = (one: LinkConfig, other: LinkConfig): boolean => textOf(one) === textOf(other);

const textOf = (link: LinkConfig): string => JSON.stringify(Object.entries(link).toSorted());
