/** Failures as they are counted in nodes' attributes: `fail-count-web#monitor_10000`. */
import { addScores, type Millis } from "../../model/mod.ts";
import type { FailureInput } from "../../scheduler/mod.ts";
import type { NodeReading } from "../node.ts";
import { readInteger, readScore } from "../value.ts";

export class Failcounts {
  readonly #byNode = new Map<NodeReading, ReadonlyMap<string, FailureInput[]>>();

  /** `byResource`: of an old cluster, which counts the failures of all operations together. */
  constructor(nodes: readonly NodeReading[], byResource: boolean) {
    for (const node of nodes) this.#byNode.set(node, countsOf(node, byResource));
  }

  get all(): readonly FailureInput[] {
    return [...this.#byNode.values()].flatMap((counts) => [...counts.values()].flat());
  }

  /** `resource`: of an instance that is not unique without `:N`. */
  of(resource: string, node: NodeReading): { readonly count: number; readonly last: number } {
    const found = this.#byNode.get(node)?.get(resource) ?? [];
    return {
      count: found.reduce((sum, { count }) => addScores(sum, count), 0),
      last: Math.max(0, ...found.map(({ last }) => last ?? 0)),
    };
  }
}

interface Counting {
  readonly resource: string;
  readonly operation: FailureInput["operation"];
  count: number;
  last: number | null;
}

function countsOf(node: NodeReading, byResource: boolean): ReadonlyMap<string, FailureInput[]> {
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
  const counts = new Map<string, FailureInput[]>();
  for (const counting of countings.values()) {
    const failure = { ...counting, node: node.name };
    for (const resource of new Set([counting.resource, counting.resource.replace(/:\d+$/, "")])) {
      counts.set(resource, [...counts.get(resource) ?? [], failure]);
    }
  }
  return counts;
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
