/** What assigning needs beside the working state; made for one run of it, thrown away after. */
import { INFINITY } from "../../model/mod.ts";
import type { Clone, Resource } from "../state/resource.ts";
import { isAvailable, type Node } from "../state/node.ts";
import { ABSENT, type Weights } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import { noteCopy } from "./table_order.ts";

export interface Assignment {
  readonly w: Working;
  /** Nodes that could be given something to run, by index. */
  readonly usable: Uint8Array;
  /** Resources whose scores are being merged: a circle of colocations ends there. By index. */
  readonly merging: Uint8Array;
  /** The score for the node that a resource has been assigned to, by the resource's index. */
  readonly assignedScore: Int32Array;
  /** Promotable clones whose promotion scores have been added. */
  readonly scored: Set<Clone>;
  /** Promotable clones whose instances stand in their final order. */
  readonly ranked: Set<Clone>;
  /** Nodes with the same value of an attribute have the same number: by attribute, node index. */
  readonly places: Map<string, Int32Array>;
  /** How often scores have been merged. */
  merges: number;
}

export function newAssignment(w: Working): Assignment {
  let size = 0;
  for (const { index } of w.byId.values()) size = Math.max(size, index + 1);
  return {
    w,
    usable: Uint8Array.from(w.nodes, (node) => isAvailable(node) ? 1 : 0),
    merging: new Uint8Array(size),
    assignedScore: new Int32Array(size),
    scored: new Set(),
    ranked: new Set(),
    places: new Map(),
    merges: 0,
  };
}

/** Whether the resource may run there, and the node could take it. */
export const isFit = (a: Assignment, { scores }: Weights, node: Node): boolean =>
  a.usable[node.index] === 1 && (scores[node.index] as number) >= 0;

/** Whether at least one node is fit. */
export function isAnyFit(a: Assignment, scores: Int32Array): boolean {
  for (let node = 0; node < scores.length; node += 1) {
    if (a.usable[node] === 1 && (scores[node] as number) >= 0) return true;
  }
  return false;
}

/** A copy to change. Where room on nodes decides, it is noted: that can change which node comes first. */
export function copyScores({ w }: Assignment, scores: Int32Array): Int32Array {
  const copy = scores.slice();
  if (w.input.options.placementStrategy !== "default") noteCopy(scores, copy);
  return copy;
}

/** Puts other scores in the place of a resource's. */
export function replaceScores(resource: Resource, scores: Int32Array): void {
  resource.allowed = { ...resource.allowed, scores };
}

/**
 * Which nodes are the same place for a colocation by this attribute; null: each is its own. Case does
 * not matter, and nodes without the attribute are one place.
 */
export function placesBy(a: Assignment, attribute: string): Int32Array | null {
  if (attribute === "#uname" || attribute === "#id") return null;
  const known = a.places.get(attribute);
  if (known !== undefined) return known;
  const numbers = new Map<string | undefined, number>();
  const places = Int32Array.from(a.w.nodes, ({ attributes }) => {
    const value = attributes.get(attribute)?.toLowerCase();
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
  a.places.set(attribute, places);
  return places;
}

/** Whether two nodes are the same place. */
export function isSamePlace(a: Assignment, attribute: string, one: Node, other: Node): boolean {
  const places = placesBy(a, attribute);
  return places === null ? one === other : places[one.index] === places[other.index];
}

/** Names what has changed in a resource's scores, for `explain`. */
export function noteParts(
  a: Assignment,
  resource: Resource,
  before: Int32Array,
  name: string,
): void {
  if (resource.parts === null) return;
  const { scores } = resource.allowed;
  for (const node of a.w.nodes) {
    const old = before[node.index] as number;
    const now = scores[node.index] as number;
    if (now === old) continue;
    const score = old === ABSENT || Math.abs(now) >= INFINITY ? now : now - old;
    resource.parts.push({ node: node.name, name, score });
  }
}
