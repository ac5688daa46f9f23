/**
 * Lives of nodes that have not shown yet that they are of now. What they say may be a recording, so
 * nothing of it counts; but they are answered, for only who is answered can prove himself.
 */
import { type Instant, type Millis, type NodeName, since } from "../model/mod.ts";
import type { Heard } from "../wire/mod.ts";

interface Stranger {
  readonly generation: number;
  readonly seq: number;
  readonly direct: boolean;
  readonly heardAt: Instant;
  /** Since when it has been known to be of now, though another life of its name is; null: it is not. */
  readonly rivalSince: Instant | null;
  /** An administrator has been told of it. */
  readonly told: boolean;
}

/** Of each name, the latest life always among them: recordings of earlier ones do not keep it out. */
const MOST = 3;

export class Strangers {
  readonly #known = new Map<NodeName, readonly Stranger[]>();

  note(
    node: NodeName,
    said: Pick<Stranger, "generation" | "seq" | "direct">,
    now: Instant,
  ): void {
    const known = this.#known.get(node) ?? [];
    const before = known.find(({ generation }) => generation === said.generation);
    const seq = Math.max(before?.seq ?? 0, said.seq);
    const { rivalSince = null, told = false } = before ?? {};
    const one = { ...said, seq, heardAt: now, rivalSince, told };
    const others = known.filter((each) => each !== before);
    const latest = [one, ...others].toSorted((a, b) => b.generation - a.generation)[0];
    const rest = [one, ...others].filter((each) => each !== latest).slice(0, MOST - 1);
    this.#known.set(node, latest === undefined ? rest : [latest, ...rest]);
  }

  /** It has shown that it is of now, while another life of its name is there. */
  noteRival(node: NodeName, generation: number, now: Instant): void {
    this.#change(node, generation, (one) => ({ ...one, rivalSince: one.rivalSince ?? now }));
  }

  /**
   * The life that the other nodes know has answered what was said at `answered`: where that was after a
   * rival had shown itself, both are there. Null: there is none, or it has been told.
   */
  rivalOf(node: NodeName, answered: Instant): number | null {
    const rival = this.#known.get(node)?.find(({ rivalSince, told }) =>
      rivalSince !== null && rivalSince < answered && !told
    );
    if (rival === undefined) return null;
    this.#change(node, rival.generation, (one) => ({ ...one, told: true }));
    return rival.generation;
  }

  #change(node: NodeName, generation: number, change: (one: Stranger) => Stranger): void {
    const known = this.#known.get(node) ?? [];
    this.#known.set(node, known.map((one) => one.generation === generation ? change(one) : one));
  }

  /** It is no stranger any more, or not there. */
  forget(node: NodeName, generation: number): void {
    this.#keep(node, (one) => one.generation !== generation);
  }

  clear(): void {
    this.#known.clear();
  }

  tick(patience: Millis, now: Instant): void {
    for (const node of this.#known.keys()) {
      this.#keep(node, ({ heardAt }) => since(heardAt, now) < patience);
    }
  }

  #keep(node: NodeName, isKept: (one: Stranger) => boolean): void {
    const kept = (this.#known.get(node) ?? []).filter(isKept);
    if (kept.length > 0) this.#known.set(node, kept);
    else this.#known.delete(node);
  }

  /** What they are answered; of each name the latest life first. */
  answers(): readonly Heard[] {
    return [...this.#known].flatMap(([node, known]) =>
      known.map(({ generation, seq, direct }) => ({
        node,
        generation,
        seq,
        direct,
        alive: false,
        twins: false,
      }))
    );
  }

  /** The latest life of each name: worth an answer at once. */
  latest(): readonly (readonly [NodeName, number])[] {
    return [...this.#known].flatMap(([node, [one]]) =>
      one === undefined ? [] : [[node, one.generation] as const]
    );
  }
}
