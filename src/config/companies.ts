/** Units that are always on one node, by the ties that say so. */
import type { Tie } from "./ties.ts";

export class Companies {
  readonly #ties = new Map<string, Tie[]>();
  readonly #companies = new Map<string, readonly string[]>();

  /** @param ties of units that are together. */
  constructor(ties: readonly Tie[]) {
    for (const tie of ties) {
      for (const { unit } of [tie.one, tie.other]) {
        const known = this.#ties.get(unit);
        if (known === undefined) this.#ties.set(unit, [tie]);
        else known.push(tie);
      }
    }
    for (const unit of this.#ties.keys()) {
      if (this.#companies.has(unit)) continue;
      const company = [...this.#tiesFrom(unit).keys()];
      for (const each of company) this.#companies.set(each, company);
    }
  }

  /** All of its company, itself too. */
  of(unit: string): readonly string[] {
    return this.#companies.get(unit) ?? [unit];
  }

  /** The ties that lead from one unit to the other, as few as can be; null where none do. */
  between(one: string, other: string): readonly Tie[] | null {
    if (!this.of(one).includes(other)) return null;
    const ties = this.#tiesFrom(one);
    const way: Tie[] = [];
    for (let here = other; here !== one;) {
      const tie = ties.get(here);
      if (tie === undefined || tie === null) return null;
      way.unshift(tie);
      here = acrossFrom(tie, here);
    }
    return way;
  }

  /** Whom `start` reaches, and by which tie first. */
  #tiesFrom(start: string): ReadonlyMap<string, Tie | null> {
    const reached = new Map<string, Tie | null>([[start, null]]);
    for (const [unit] of reached) {
      for (const tie of this.#ties.get(unit) ?? []) {
        const next = acrossFrom(tie, unit);
        if (!reached.has(next)) reached.set(next, tie);
      }
    }
    return reached;
  }
}

const acrossFrom = ({ one, other }: Tie, unit: string): string =>
  one.unit === unit ? other.unit : one.unit;
