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

export class Links {
  readonly #events: LinkEvents;
  readonly #monitor: LinkMonitor;
  #links: ReadonlyMap<LinkName, Link> = new Map();
  #self: NodeName | null = null;

  constructor(events: LinkEvents) {
    this.#events = events;
    this.#monitor = new LinkMonitor(() => this.#review());
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
      return isSame ? known : new Link(config, self, this.#events);
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

  #review(): void {
    const interfaces = readInterfaces();
    // Where the kernel does not answer, what was true last is the best that is known.
    if (!interfaces.ok) return;
    for (const link of this.#links.values()) {
      link.review(interfaces.value.get(link.config.interface));
    }
  }
}

const isEqual = (one: LinkConfig, other: LinkConfig): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
