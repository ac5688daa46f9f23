/** Inside a group: each member starts after the one before it, and stops before it. */
import { ORDER } from "../state/ordering.ts";
import { type Group, type Primitive, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { orderInside } from "./internal_constraints.ts";
import { orderTasks } from "./new_ordering.ts";

const { optional, restart, impliesThen, needsFirst, showsFirst, showsThen } = ORDER;

/** Orders the group's points around its members, and the members among themselves. */
export function orderGroup(w: Working, group: Group): void {
  orderTasks(w, group, "stop", group, "stopped", needsFirst);
  orderTasks(w, group, "stopped", group, "start", optional);
  orderTasks(w, group, "start", group, "running", needsFirst);
  const top = topOf(group);
  const promotable = top.kind === "clone" && top.promotable;
  let previous: Primitive | null = null;
  let lastActive: Primitive | null = null;
  for (const member of group.children) {
    orderInside(w, member);
    orderAround(w, group, member, previous === null, promotable);
    if (!group.ordered) {
      startFromGroup(w, group, member, promotable);
    } else if (previous !== null) {
      orderAfter(w, previous, member, promotable);
    }
    if (member.runningOn.length > 0) {
      // A gap of inactive members is bridged, so that what runs still stops in order.
      const gap = group.ordered && previous?.runningOn.length === 0 && lastActive !== null;
      if (gap && lastActive !== null) orderTasks(w, member, "stop", lastActive, "stop", optional);
      lastActive = member;
    }
    previous = member;
  }
}

/** The group's point before a task, the member's task, the group's point after it. */
function orderAround(
  w: Working,
  group: Group,
  member: Primitive,
  isFirst: boolean,
  promotable: boolean,
): void {
  const last = isFirst && group.ordered;
  const down = last ? showsFirst | optional : showsFirst;
  const downDone = last ? impliesThen : showsThen;
  const upDone = needsFirst | impliesThen | showsThen;
  if (promotable) {
    orderTasks(w, group, "demote", member, "demote", down);
    orderTasks(w, member, "demote", group, "demoted", downDone);
    orderTasks(w, member, "promote", group, "promoted", upDone);
    orderTasks(w, group, "promote", member, "promote", showsFirst);
  }
  orderTasks(w, group, "stop", member, "stop", down);
  orderTasks(w, member, "stop", group, "stopped", downDone);
  orderTasks(w, group, "start", member, "start", showsFirst);
  orderTasks(w, member, "start", group, "running", upDone);
}

/** Members that are not ordered each depend on the group alone. */
function startFromGroup(w: Working, group: Group, member: Primitive, promotable: boolean): void {
  const flags = impliesThen | needsFirst | showsFirst;
  orderTasks(w, group, "start", member, "start", flags);
  if (promotable) orderTasks(w, group, "promote", member, "promote", flags);
}

function orderAfter(w: Working, previous: Primitive, member: Primitive, promotable: boolean): void {
  orderTasks(w, previous, "start", member, "start", impliesThen | needsFirst);
  orderTasks(w, member, "stop", previous, "stop", optional | restart);
  if (!promotable) return;
  orderTasks(w, previous, "promote", member, "promote", impliesThen | needsFirst);
  orderTasks(w, member, "demote", previous, "demote", optional);
}
