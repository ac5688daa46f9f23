/**
 * Sorts as GLib sorts lists: halves, each sorted, then merged. Where a comparison goes round in a circle, as
 * that of instances can, the way of sorting decides, and Pacemaker's is this.
 */
export function mergeSorted<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Item[] {
  if (items.length < 2) return [...items];
  const half = Math.floor(items.length / 2);
  const left = mergeSorted(items.slice(0, half), compare);
  const right = mergeSorted(items.slice(half), compare);
  const merged: Item[] = [];
  let [at, beside] = [0, 0];
  while (at < left.length && beside < right.length) {
    const [one, other] = [left[at] as Item, right[beside] as Item];
    if (compare(one, other) <= 0) {
      merged.push(one);
      at += 1;
    } else {
      merged.push(other);
      beside += 1;
    }
  }
  return [...merged, ...left.slice(at), ...right.slice(beside)];
}
