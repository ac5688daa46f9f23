/** Sets of names and values (`instance_attributes`, `meta_attributes`, …) in the order that counts. */
import { holds, type RuleContext } from "../scheduler/mod.ts";
import { childrenOf, type Element } from "./element.ts";
import type { Reading } from "./reading.ts";
import { readRules } from "./rule_element.ts";
import { readScore } from "./value.ts";

export type Pairs = Map<string, string>;

export interface PairsSpec {
  /** The name of the sets' elements. */
  readonly sets: string;
  /** Whether later ones replace what is already there. */
  readonly overwrite?: boolean;
  /** The id of a set that comes first, whatever its score. */
  readonly first?: string;
}

/** What rules are asked about where there is no node, resource or operation. */
export type PairsContext = Omit<RuleContext, "now">;
const NOTHING: PairsContext = { attributes: null };

/**
 * Adds to `into` what the sets of `element` say. Those with higher scores come first, of the same
 * score the later ones, and a name that is there keeps its value; `#default` removes it.
 */
export function addPairs(
  reading: Reading,
  element: Element | null,
  spec: PairsSpec,
  into: Pairs,
  context: PairsContext = NOTHING,
): Pairs {
  for (const set of sortedSets(reading, element, spec)) {
    const rule = readRules(reading, set);
    if (rule !== null && !holds(rule, { ...context, now: reading.now })) continue;
    for (const pair of pairsOf(set)) addPair(reading, pair, into, spec.overwrite ?? false);
  }
  return into;
}

function sortedSets(
  reading: Reading,
  element: Element | null,
  { sets, first, overwrite = false }: PairsSpec,
): readonly Element[] {
  const found = childrenOf(element, sets).flatMap((set) => reading.resolve(set) ?? []);
  if (found.length < 2) return found;
  const scored = found.reverse().map((set) => ({ set, score: readScore(set.attributes["score"]) }));
  const direction = overwrite ? -1 : 1;
  scored.sort((one, other) => direction * (other.score - one.score));
  const sorted = scored.map(({ set }) => set);
  const leader = sorted.findIndex((set) => first !== undefined && set.attributes["id"] === first);
  if (leader > 0) sorted.unshift(...sorted.splice(leader, 1));
  return sorted;
}

/** Very old sets have their pairs in an element of their own. */
function pairsOf(set: Element): readonly Element[] {
  const inner = set.children[0]?.name === "attributes" ? set.children[0] : set;
  return childrenOf(inner, "nvpair");
}

function addPair(reading: Reading, pair: Element, into: Pairs, overwrite: boolean): void {
  const source = reading.resolve(pair);
  const name = pair.attributes["name"] ?? source?.attributes["name"];
  const value = pair.attributes["value"] ?? source?.attributes["value"];
  if (name === undefined || value === undefined) return;
  if (value.toLowerCase() === "#default") into.delete(name);
  else if (overwrite || !into.has(name)) into.set(name, value);
}
