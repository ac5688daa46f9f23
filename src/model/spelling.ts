/** "Did you mean …?" for a mistyped word. */

/** `; did you mean "deadtime"?`, or nothing where no candidate comes near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === null ? "" : `; did you mean "${near}"?`;
}

/** Longer ones are no slip of the finger. */
const LONGEST_WORD = 200;

/** The candidate that was probably meant; null where none comes near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > LONGEST_WORD) return null;
  const asked = normal(word);
  const tolerance = Math.floor(asked.length / 3);
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceTo(asked, normal(candidate), tolerance) }))
    .filter(({ distance }) => distance <= tolerance)
    .toSorted((one, other) => one.distance - other.distance);
  return ranked[0]?.candidate ?? null;
}

/** Case, and whether words are joined by `-`, `_` or nothing, is the least of mistakes. */
const normal = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, "");

/** A word of four letters or more within the other counts as one mistake: failback, auto_failback. */
function distanceTo(asked: string, candidate: string, tolerance: number): number {
  const [short, long] = asked.length < candidate.length ? [asked, candidate] : [candidate, asked];
  if (short.length >= 4 && long.includes(short)) return Math.min(1, long.length - short.length);
  // The dear comparison is not for what is too long or too short to come near.
  return long.length - short.length > tolerance ? Infinity : editDistance(asked, candidate);
}

/** Letters added, left out, changed, or swapped with a neighbour (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
