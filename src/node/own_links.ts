/** This host's side of each link, and when it was last cut off from the others. */
import {
  type Event,
  type Instant,
  type LinkConfig,
  type LinkName,
  type Millis,
  since,
} from "../model/mod.ts";

interface OwnLink {
  readonly up: boolean;
  readonly why: string;
}

export class OwnLinks {
  readonly #links = new Map<LinkName, OwnLink>();
  /** `null`: never; else the last moment at which every link was down, or too few heard this node. */
  #cutOffAt: Instant | null = null;

  constructor(links: readonly LinkConfig[]) {
    this.configure(links);
  }

  configure(links: readonly LinkConfig[]): void {
    const names = links.map((link) => link.name);
    for (const name of this.#links.keys()) if (!names.includes(name)) this.#links.delete(name);
    for (const name of names) {
      if (!this.#links.has(name)) this.#links.set(name, { up: true, why: "" });
    }
  }

  set(link: LinkName, up: boolean, why: string, now: Instant): readonly Event[] {
    const before = this.#links.get(link);
    if (before === undefined) return [];
    this.#noteCutOff(now);
    this.#links.set(link, { up, why });
    this.#noteCutOff(now);
    return before.up === up ? [] : [{ kind: "link", link, node: null, up, why }];
  }

  /** Too few hear this node now: what it has may be somebody else's by right. */
  noteUnheard(now: Instant): void {
    this.#cutOffAt = now;
  }

  /** How long ago it was cut off; 0 while it is. */
  cutOffFor(now: Instant): Millis | null {
    this.#noteCutOff(now);
    return this.#cutOffAt === null ? null : since(this.#cutOffAt, now);
  }

  #noteCutOff(now: Instant): void {
    const links = [...this.#links.values()];
    if (links.length > 0 && links.every(({ up }) => !up)) this.#cutOffAt = now;
  }

  all(): readonly (OwnLink & { readonly link: LinkName })[] {
    return [...this.#links].map(([link, state]) => ({ link, ...state }));
  }
}
