/** Over which links each peer is heard. */
import {
  earliest,
  type Event,
  type Instant,
  later,
  type LinkName,
  type Millis,
  NEVER,
  type NodeName,
} from "../model/mod.ts";

interface LinkRecord {
  heardAt: Instant | null;
  up: boolean;
}

export class PeerLinks {
  readonly #links = new Map<NodeName, Map<LinkName, LinkRecord>>();

  /** What is in it already keeps what is known of it. */
  configure(names: readonly NodeName[], links: readonly LinkName[]): void {
    for (const name of this.#links.keys()) if (!names.includes(name)) this.#links.delete(name);
    for (const name of names) {
      const known = this.#links.get(name);
      const record = (link: LinkName) => known?.get(link) ?? { heardAt: null, up: false };
      this.#links.set(name, new Map(links.map((link) => [link, record(link)])));
    }
  }

  hear(node: NodeName, link: LinkName, now: Instant): readonly Event[] {
    const record = this.#links.get(node)?.get(link);
    if (record === undefined) return [];
    const wasUp = record.up;
    record.heardAt = now;
    record.up = true;
    return wasUp ? [] : [{ kind: "link", link, node, up: true, why: "heard" }];
  }

  /** A peer that has left is not expected on any of them. */
  leave(node: NodeName): void {
    for (const record of this.#links.get(node)?.values() ?? []) record.up = false;
  }

  tick(node: NodeName, deadtime: Millis, now: Instant): readonly Event[] {
    const events: Event[] = [];
    for (const [link, record] of this.#links.get(node) ?? []) {
      if (!record.up || record.heardAt === null) continue;
      if (now < later(record.heardAt, deadtime)) continue;
      record.up = false;
      events.push({ kind: "link", link, node, up: false, why: "silent for deadtime" });
    }
    return events;
  }

  deadline(node: NodeName, deadtime: Millis): Instant {
    const moments = [...this.#links.get(node)?.values() ?? []].map(({ up, heardAt }) =>
      up && heardAt !== null ? later(heardAt, deadtime) : NEVER
    );
    return earliest(...moments);
  }

  /** Silence of `length` that was this node's own deafness. */
  forgive(length: Millis, now: Instant): void {
    for (const links of this.#links.values()) {
      for (const record of links.values()) {
        if (record.heardAt === null) continue;
        record.heardAt = Math.min(now, record.heardAt + length) as Instant;
      }
    }
  }

  of(node: NodeName): readonly { link: LinkName; up: boolean; heardAt: Instant | null }[] {
    return [...this.#links.get(node) ?? []].map(([link, { up, heardAt }]) => ({
      link,
      up,
      heardAt,
    }));
  }
}
