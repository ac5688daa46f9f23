/** Scores as Pacemaker adds them: INFINITY is 1 000 000, and minus INFINITY always wins. */

export type Score = number;

/** Source: Pacemaker Explained, "Scores". */
export const INFINITY: Score = 1_000_000;

/** The sum of two scores: −INFINITY beats INFINITY, INFINITY beats any finite number. */
export function addScores(one: Score, other: Score): Score {
  if (one <= -INFINITY || other <= -INFINITY) return -INFINITY;
  if (one >= INFINITY || other >= INFINITY) return INFINITY;
  return Math.max(-INFINITY, Math.min(INFINITY, one + other));
}

/** A score as people read it: `INFINITY`, `-INFINITY` or the number. */
export function formatScore(score: Score): string {
  if (score >= INFINITY) return "INFINITY";
  if (score <= -INFINITY) return "-INFINITY";
  return String(score);
}
