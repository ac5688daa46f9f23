/** Who really holds which address when: each node's own kernel is asked, not hb. */
import type { Namespace } from "./namespace.ts";
import { type HbCommand, PartProcess, promptPart, tell } from "./part.ts";
import { labNow, pause } from "./until.ts";

const INTERVAL = 10;

/** One change of a node's addresses. */
interface Addresses {
  readonly at: number;
  readonly addresses: readonly string[];
}

/** The part itself: tells the node's addresses whenever they have changed. */
export async function playHolding(): Promise<void> {
  let before = "none yet";
  while (true) {
    const addresses = Deno.networkInterfaces()
      .filter(({ family, name }) => family === "IPv4" && name !== "lo")
      .map(({ address }) => address);
    const now = addresses.join(" ");
    if (now !== before) tell({ addresses });
    before = now;
    await pause(INTERVAL);
  }
}

/** A time in which several nodes had the same address at once. */
export interface Overlap {
  readonly from: number;
  readonly to: number;
  readonly nodes: readonly string[];
}

/** Watches all nodes of a lab. */
export class Holding {
  readonly #parts: ReadonlyMap<string, PartProcess<Addresses>>;

  constructor(nodes: readonly { name: string; space: Namespace }[], hb: HbCommand) {
    this.#parts = new Map(
      nodes.map(({ name, space }) => [
        name,
        new PartProcess<Addresses>(space.enter(promptPart(hb, "holding", []))),
      ]),
    );
  }

  get pids(): readonly number[] {
    return [...this.#parts.values()].map(({ pid }) => pid);
  }

  /** Nodes that have `address` now. */
  holders(address: string): readonly string[] {
    return [...this.#parts]
      .filter(([, { told }]) => told.at(-1)?.addresses.includes(address))
      .map(([name]) => name);
  }

  /** When more than one node had `address`; the last may still go on. */
  overlaps(address: string): readonly Overlap[] {
    const changes = [...this.#parts].flatMap(([node, { told }]) =>
      told.map(({ at, addresses }) => ({ at, node, has: addresses.includes(address) }))
    ).sort((one, other) => one.at - other.at);
    const holders = new Set<string>();
    const overlaps: Overlap[] = [];
    changes.forEach(({ at, node, has }, index) => {
      if (has) holders.add(node);
      else holders.delete(node);
      const to = changes[index + 1]?.at ?? labNow();
      if (holders.size > 1 && to > at) overlaps.push({ from: at, to, nodes: [...holders].sort() });
    });
    return overlaps;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.end()));
  }
}
