/**
 * How two versions of hb understand each other: each says in its keepalives which levels of the
 * language it speaks, and each writes in the highest level that all nodes are known to read.
 *
 * What a level may change, and what needs none, is said in src/README.md, "Two versions".
 */
import * as v from "valibot";
import { type Levels, LONGEST_NAME, type NodeName, type Release } from "../model/mod.ts";

/** What this hb reads. It writes none that another node does not read. */
export const LEVELS: Levels = { lowest: 1, highest: 1 };

/** That of an hb which does not say it. */
const UNTOLD: Release = { version: null, lowest: 1, highest: 1 };

export const WHOLE = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const LEVEL = v.pipe(WHOLE, v.minValue(1));

/** In a keepalive; of the same form in every level. */
export const RELEASE = v.optional(
  v.pipe(
    v.object({
      version: v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_NAME))),
      lowest: LEVEL,
      highest: LEVEL,
    }),
    v.check(({ lowest, highest }) => lowest <= highest),
  ),
  UNTOLD,
);

export const reads = ({ lowest, highest }: Levels, written: number): boolean =>
  lowest <= written && written <= highest;

/** There is a level that both speak. */
export const haveCommon = (one: Levels, other: Levels): boolean =>
  one.lowest <= other.highest && other.lowest <= one.highest;

/** The level that this node writes in: the highest that all nodes are known to read. */
export class CommonLevel {
  readonly #highest = new Map<NodeName, number>();

  constructor(private readonly own: Levels, private peers: ReadonlySet<NodeName>) {}

  configure(peers: ReadonlySet<NodeName>): void {
    this.peers = peers;
    for (const name of this.#highest.keys()) if (!peers.has(name)) this.#highest.delete(name);
  }

  /**
   * A node's keepalive has come. A life that is not believed yet may be a recording: it can lower the level,
   * which harms nobody, and without which it might never understand an answer; it cannot raise it.
   */
  note(from: NodeName, { highest }: Levels, isBelieved: boolean): void {
    const known = this.#highest.get(from);
    if (isBelieved || (known !== undefined && highest < known)) this.#highest.set(from, highest);
  }

  /** A node that was not heard yet in this life counts as one that reads the lowest only. */
  get level(): number {
    const { lowest, highest } = this.own;
    const known = [...this.peers].map((name) => this.#highest.get(name) ?? lowest);
    return Math.max(lowest, Math.min(highest, ...known));
  }
}
