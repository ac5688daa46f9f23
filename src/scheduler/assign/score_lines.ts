/** The lines of `crm_simulate -s`, by which decisions can be compared with Pacemaker's. */
import { formatScore, type Score } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import { childrenOf, type Resource } from "../state/resource.ts";
import { ABSENT } from "../state/weights.ts";
import type { Working } from "../state/working.ts";
import type { Assignment } from "./assignment.ts";
import { byName } from "./table_order.ts";

/** What was noted while resources were assigned; empty unless scores are collected. */
export const allocationScores = (w: Working): readonly string[] => w.scoreLines;

/** A resource's score for each node as it stands, and those of what it contains. */
export function showScores(a: Assignment, resource: Resource, when: string): void {
  if (!a.w.collectScores || resource.orphan) return;
  const { scores } = resource.allowed;
  for (const node of [...a.w.nodes].sort(byName)) {
    const score = scores[node.index] as number;
    if (score === ABSENT) continue;
    a.w.scoreLines.push(
      `${when}: ${resource.id} allocation score on ${node.name}: ${formatScore(score)}`,
    );
  }
  for (const child of childrenOf(resource)) showScores(a, child, when);
}

/** How willingly an instance is promoted. */
export function showPromotion(
  { w }: Assignment,
  resource: Resource,
  node: Node | null,
  score: Score,
): void {
  if (!w.collectScores) return;
  w.scoreLines.push(
    `${resource.id} promotion score on ${node?.name ?? "none"}: ${formatScore(score)}`,
  );
}
