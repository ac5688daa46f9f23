/** Failures as they are counted in nodes' attributes: `fail-count-web#monitor_10000`. */
import { addScores, type Millis, stripNumber } from "../../model/mod.ts";
import type { FailureInput } from "../../scheduler/mod.ts";
import type { NodeReading } from "../node.ts";
import type { PrimitiveReading } from "../primitive.ts";
import { readInteger, readScore } from "../value.ts";

export class Failcounts {
  readonly #counted: readonly FailureInput[];
  readonly #byPlace = new Map<string, FailureInput[]>();

  /** `byResource`: of an old cluster, which counts the failures of all operations together. */
  constructor(
    nodes: readonly NodeReading[],
    primitives: ReadonlyMap<string, PrimitiveReading>,
    byResource: boolean,
  ) {
    this.#counted = nodes.flatMap((node) =>
      countsOf(node, byResource).map(({ resource, ...counting }) => ({
        ...counting,
        resource: countedName(resource, primitives),
        node: node.name,
      }))
    );
    for (const failure of this.#counted) {
      const place = `${failure.resource} ${failure.node}`;
      this.#byPlace.set(place, [...this.#byPlace.get(place) ?? [], failure]);
    }
  }

  get all(): readonly FailureInput[] {
    return this.#counted;
  }

  /** `resource`: of an instance that is not unique without `:N`. */
  of(resource: string, node: NodeReading): { readonly count: number; readonly last: number } {
    const found = this.#byPlace.get(`${resource} ${node.name}`);
    if (found === undefined) return { count: 0, last: 0 };
    return {
      count: found.reduce((sum, { count }) => addScores(sum, count), 0),
      last: Math.max(0, ...found.map(({ last }) => last ?? 0)),
    };
  }
}

/** A number is part of the name only where instances are told apart. */
function countedName(
  resource: string,
  primitives: ReadonlyMap<string, PrimitiveReading>,
): string {
  if (primitives.has(resource)) return resource;
  const base = stripNumber(resource);
  const clone = primitives.get(base)?.clone ?? null;
  return clone !== null && !clone.unique ? base : resource;
}

interface Counting {
  readonly resource: string;
  readonly operation: FailureInput["operation"];
  count: number;
  last: number | null;
}

function countsOf(node: NodeReading, byResource: boolean): readonly Counting[] {
  const countings = new Map<string, Counting>();
  for (const [name, value] of node.attributes) {
    const found = /^(fail-count|last-failure)-(.+)$/.exec(name);
    const target = found === null ? null : targetOf(found[2] as string, byResource);
    if (found === null || target === null) continue;
    let counting = countings.get(found[2] as string);
    if (counting === undefined) {
      countings.set(found[2] as string, counting = { ...target, count: 0, last: null });
    }
    if (found[1] === "fail-count") counting.count = readScore(value);
    else counting.last = readInteger(value);
  }
  return [...countings.values()];
}

function targetOf(
  text: string,
  byResource: boolean,
): { resource: string; operation: { name: string; interval: Millis } | null } | null {
  const found = /^(.+)#(.+)_(\d+)$/.exec(text);
  if (byResource) return found === null ? { resource: text, operation: null } : null;
  if (found === null) return null;
  const [, resource = "", name = "", interval] = found;
  return { resource, operation: { name, interval: Number(interval) } };
}
