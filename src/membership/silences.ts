/** The longest silence of each peer in one of its lives, within the last day or two. */
import { type Instant, type Millis, type NodeName, RecentWorst } from "../model/mod.ts";

export class Silences {
  readonly #worst = new Map<NodeName, RecentWorst>();

  note(node: NodeName, silent: Millis, now: Instant): void {
    const worst = this.#worst.get(node) ?? new RecentWorst();
    worst.note(silent, now);
    this.#worst.set(node, worst);
  }

  worst(node: NodeName, now: Instant): Millis {
    return this.#worst.get(node)?.at(now) ?? 0;
  }
}
