/**
 * Instances of an anonymous clone are alike, so one that runs where another is to be stays there in its
 * place. Pacemaker changes them one for the other, once a transition; in a running cluster, whose plan
 * is made after every step, that would go on for ever.
 */
import type { Clone, Primitive } from "../state/resource.ts";
import type { Working } from "../state/working.ts";

export function keepAlikeInPlace(w: Working): void {
  for (const resource of w.resources) {
    if (resource.kind === "clone") keepInPlace(resource);
  }
}

function keepInPlace({ children }: Clone): void {
  for (const one of children) {
    const [first] = membersOf(one);
    if (first === undefined || first.unique) return;
    const [here] = first.runningOn;
    if (here === undefined || first.assignedTo === here) continue;
    const other = children.find((each) => {
      const [member] = membersOf(each);
      return member?.assignedTo === here && !member.runningOn.includes(here);
    });
    if (other === undefined) continue;
    const [mine, theirs] = [membersOf(one), membersOf(other)];
    mine.forEach((member, index) => exchange(member, theirs[index] as Primitive));
  }
}

const membersOf = (instance: Clone["children"][number]): readonly Primitive[] =>
  instance.kind === "group" ? instance.children : [instance];

function exchange(one: Primitive, other: Primitive): void {
  const { assignedTo, nextRole, nextRoleBecause, unassigned } = one;
  one.assignedTo = other.assignedTo;
  one.nextRole = other.nextRole;
  one.nextRoleBecause = other.nextRoleBecause;
  one.unassigned = other.unassigned;
  Object.assign(other, { assignedTo, nextRole, nextRoleBecause, unassigned });
  for (const [each, replaced] of [[one, other], [other, one]] as const) {
    const list = each.assignedTo?.assigned;
    const at = list?.indexOf(replaced) ?? -1;
    if (one.assignedTo !== other.assignedTo && at >= 0) list?.splice(at, 1, each);
  }
}
