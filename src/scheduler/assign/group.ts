/** Finds a group's place: that of its first member, which the others follow. */
import { INFINITY } from "../../model/mod.ts";
import type { Node } from "../state/node.ts";
import type { Group } from "../state/resource.ts";
import type { Assignment } from "./assignment.ts";
import { addThisWith, addWithThis } from "./new_colocation.ts";
import { assignPrimitive } from "./primitive.ts";
import { showScores } from "./score_lines.ts";

/** The node of its first member that gets one; null: none does, or the members need not be together. */
export function assignGroup(a: Assignment, group: Group, preferred: Node | null): Node | null {
  if (!group.unassigned || group.assigning) return null;
  const [first] = group.children;
  if (first === undefined) {
    group.unassigned = false;
    return null;
  }
  group.assigning = true;
  group.role = first.role;
  handDown(group);
  showScores(a, group, "pcmk__group_assign");
  let node: Node | null = null;
  for (const member of group.children) {
    const its = assignPrimitive(a, member, preferred);
    node ??= its;
  }
  group.nextRole = first.nextRole;
  group.nextRoleBecause = first.nextRoleBecause;
  group.assigning = group.unassigned = false;
  group.assignedTo = node;
  return group.colocated ? node : null;
}

/**
 * Its colocations become its members': what it depends on is the first one's business, since the
 * others follow that, and what depends on it waits for the last one.
 */
function handDown(group: Group): void {
  const [first, ...others] = group.children;
  const last = group.children.at(-1);
  if (first === undefined || last === undefined) return;
  for (const colocation of group.thisWith) addThisWith(first.thisWith, colocation);
  // A member that is not managed stays where it is, and those after it would follow it.
  let broken = !first.managed;
  for (const member of others) {
    if (broken) {
      for (const colocation of group.thisWith) {
        if (colocation.score >= INFINITY) addThisWith(member.thisWith, colocation);
      }
    } else if (!member.managed) {
      broken = true;
    }
  }
  group.thisWith.length = 0;
  for (const colocation of group.withThis) addWithThis(last.withThis, colocation);
  group.withThis.length = 0;
}
