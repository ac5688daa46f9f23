/** Names in the order in which people count: node2 before node10. */

/** Runs of digits compare as numbers, all else without regard to case. */
export function compareNames(one: string, other: string): number {
  const ours = one.toLowerCase().match(PARTS) ?? [];
  const theirs = other.toLowerCase().match(PARTS) ?? [];
  for (let at = 0; at < Math.min(ours.length, theirs.length); at++) {
    const order = compareParts(ours[at] as string, theirs[at] as string);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}

const PARTS = /\d+|\D/g;

function compareParts(one: string, other: string): number {
  const numbers = /^\d/.test(one) && /^\d/.test(other);
  if (numbers) return Number(one) - Number(other);
  return one === other ? 0 : one < other ? -1 : 1;
}
