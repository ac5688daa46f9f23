/** How much an instance recommends itself for promotion: a node attribute that its agent sets. */
import { addScores } from "../../model/mod.ts";
import { recordedName } from "../history_name.ts";
import { healthScores, readScore } from "../score_text.ts";
import type { Node } from "../state/node.ts";
import { type Clone, cloneOf, type Group, type Primitive } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Assignment } from "./assignment.ts";
import type { Working } from "../state/working.ts";

/** Instances are drawn to where they are promoted willingly, and the willing ones have their turn first. */
export function addPromotionScores(a: Assignment, clone: Clone): void {
  if (a.scored.has(clone)) return;
  a.scored.add(clone);
  for (const instance of clone.children) {
    const { scores } = instance.allowed;
    for (const node of a.w.nodes) {
      const old = scores[node.index] as number;
      if (old === ABSENT || a.usable[node.index] === 0) continue;
      const score = promotionScore(a.w, instance, node) ?? 0;
      if (score > 0) {
        scores[node.index] = addScores(old, score);
        instance.parts?.push({ node: node.name, name: "promotion score", score });
      }
      if (score > instance.priority) instance.priority = score;
    }
  }
}

/** Of a group, the sum of its members'; null: nothing says how willing it is. */
export function promotionScore(w: Working, instance: Primitive | Group, node: Node): number | null {
  if (instance.kind === "primitive") return scoreOfPrimitive(w, instance, node);
  let sum: number | null = null;
  for (const member of instance.children) {
    const score = scoreOfPrimitive(w, member, node);
    if (score !== null) sum = (sum ?? 0) + score;
  }
  return sum;
}

function scoreOfPrimitive(w: Working, instance: Primitive, node: Node): number | null {
  if (!counts(instance, node)) return null;
  const { attributes } = node;
  let text = attributes.get(`master-${recordedName(instance) ?? instance.id}`);
  if (text === undefined && !instance.unique) text = attributes.get(`master-${instance.baseId}`);
  return text === undefined ? null : readScore(text, healthScores(w.input.options.nodeHealth));
}

/**
 * The attribute is the node's, and not the instance's: it counts for the one that is active there. Where
 * none is, for each that could be, as far as it is known what is there.
 */
function counts(instance: Primitive, node: Node): boolean {
  const isAllowed = (instance.allowed.scores[node.index] as number) >= 0;
  if (!instance.unique) {
    const clone = cloneOf(instance);
    const alike = clone === null ? [] : membersLike(clone, instance.baseId);
    const active = alike.find(({ runningOn }) => runningOn.includes(node));
    if (active === instance) return isAllowed;
    if (active === undefined && alike.some(({ known }) => known[node.index] === 1)) {
      return isAllowed;
    }
  }
  if (instance.runningOn.length === 0 && !instance.known.includes(1)) return isAllowed;
  const isKnown = instance.known[node.index] === 1 || instance.runningOn.includes(node);
  return isKnown && isAllowed;
}

const membersLike = (clone: Clone, baseId: string): readonly Primitive[] =>
  clone.children.flatMap((child) =>
    (child.kind === "primitive" ? [child] : child.children)
      .filter((member) => member.baseId === baseId)
  );
