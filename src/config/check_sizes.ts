/** How often each table may be there: what is far above any cluster is not looked at any closer. */
import { MOST_INSTANCES, MOST_NODES } from "../model/mod.ts";
import type { ProblemList } from "./problem.ts";
import type { Draft } from "./schema.ts";
import { locateIn, type TableTree } from "./tree.ts";

const MOST: Readonly<Partial<Record<keyof Draft, number>>> = {
  node: MOST_NODES,
  link: 64,
  ping: 64,
  fence: 8 * MOST_NODES,
  resource: MOST_INSTANCES,
  group: MOST_INSTANCES,
  clone: MOST_INSTANCES,
  template: MOST_INSTANCES,
  tag: MOST_INSTANCES,
  location: MOST_INSTANCES,
  colocation: MOST_INSTANCES,
  order: MOST_INSTANCES,
};

/** Whether the file is small enough to be checked. */
export function checkSizes(draft: Draft, root: TableTree, problems: ProblemList): boolean {
  const excess = Object.entries(MOST).flatMap(([name, most]) => {
    const tables = draft[name as keyof Draft];
    return Array.isArray(tables) && tables.length > most
      ? [{ name, most, all: tables.length }]
      : [];
  });
  for (const { name, most, all } of excess) {
    const at = locateIn(root, [name, most]);
    problems.error(at, `Cannot use ${all} tables [[${name}]]: ${most} are the most`);
  }
  return excess.length === 0;
}
