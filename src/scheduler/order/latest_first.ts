/** Pacemaker keeps what it makes in stacks, so that what was made last is looked at first. */
export function latestFirst<Item>(items: readonly Item[], visit: (item: Item) => void): void {
  for (let index = items.length - 1; index >= 0; index -= 1) visit(items[index] as Item);
}
