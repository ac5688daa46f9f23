/** What units need besides themselves to run, by mandatory orders and colocations. */
import type { ClusterConfig, Unit } from "./cluster.ts";
import type { OrderedAction } from "./constraint.ts";
import type { UnitName } from "./names.ts";
import type { OperatorWishes } from "./operator_wishes.ts";
import { metaOf, type Part, partsOf } from "./part.ts";
import { INFINITY } from "./score.ts";

type Constrained = Pick<ClusterConfig, "colocations" | "orders" | "orderSets">;
type Configured = Constrained & Pick<ClusterConfig, "groups" | "resources" | "clones" | "defaults">;

/**
 * Of a unit what it needs, directly or by others, and what is to be stopped; null: there is nothing of
 * the kind. With that it is to be stopped too.
 */
export function lackingIn(
  config: Configured,
  units: readonly Unit[],
  wishes: OperatorWishes,
): (unit: UnitName) => string | null {
  // Few ask.
  let known: { readonly needs: Needs; readonly parts: ReadonlyMap<string, Part> } | null = null;
  return (unit) => {
    known ??= { needs: new Needs(config, units), parts: partsOf(config) };
    const { needs, parts } = known;
    return needs.missing(unit, (name) => {
      const part = parts.get(name);
      return part !== undefined &&
        metaOf(part, config.defaults, wishes).targetRole === "stopped";
    });
  };
}

class Needs {
  readonly #units = new Map<string, Unit>();
  /** By the name of a unit, what constraints name. */
  readonly #direct = new Map<UnitName, string[]>();

  constructor(config: Constrained, units: readonly Unit[]) {
    for (const unit of units) {
      for (const name of namesOf(unit)) this.#units.set(name, unit);
    }
    for (const { resource, resourceRole, with: other, score } of config.colocations) {
      // Only its promotion needs that one.
      if (score >= INFINITY && resourceRole !== "promoted") this.#add(resource, other);
    }
    for (const { first, firstAction, then, thenAction, kind, requireAll } of config.orders) {
      const needed = kind === "mandatory" && requireAll && isUp(firstAction);
      if (needed && thenAction === "start") this.#add(then, first);
    }
    for (const { sets, kind } of config.orderSets) {
      if (kind === "mandatory") this.#addSets(sets);
    }
  }

  #addSets(sets: ClusterConfig["orderSets"][number]["sets"]): void {
    sets.forEach(({ resources, sequential, action }, index) => {
      if (action !== null && action !== "start") return;
      const before = sets[index - 1];
      resources.forEach((resource, at) => {
        const earlier = sequential ? resources[at - 1] : undefined;
        if (earlier !== undefined) this.#add(resource, earlier);
        for (const first of before?.requireAll ? before.resources : []) this.#add(resource, first);
      });
    });
  }

  #add(name: string, needed: string): void {
    const unit = this.#units.get(name);
    if (unit === undefined || unit === this.#units.get(needed)) return;
    const known = this.#direct.get(unit.name);
    if (known === undefined) this.#direct.set(unit.name, [needed]);
    else known.push(needed);
  }

  /** The first of all that the unit needs, directly or by others, of which `isMissing` is true. */
  missing(unit: UnitName, isMissing: (name: string) => boolean): string | null {
    const seen = new Set<UnitName>([unit]);
    for (const name of seen) {
      for (const needed of this.#direct.get(name) ?? []) {
        const other = this.#units.get(needed);
        if (other === undefined) continue;
        const found = upTo(other, needed).find(isMissing);
        if (found !== undefined) return found;
        seen.add(other.name);
      }
    }
    return null;
  }
}

const isUp = (action: OrderedAction): boolean => action === "start" || action === "promote";

const namesOf = ({ name, clone, members }: Unit): readonly string[] => [
  name,
  ...clone === null ? [] : [clone.of],
  ...members.map(({ id }) => id),
];

/** A member needs those before it; all of a unit is needed where it is named itself. */
function upTo(unit: Unit, needed: string): readonly string[] {
  const index = unit.members.findIndex(({ id }) => id as string === needed);
  const all = namesOf(unit);
  return index < 0 || unit.name as string === needed ? all : [
    ...all.slice(0, all.length - unit.members.length),
    ...unit.members.slice(0, index + 1).map(({ id }) => id),
  ];
}
