/** What must be done before what: mandatory orders, and those that groups and clones bring along. */
import type { OrderedAction } from "../model/mod.ts";
import type { Checking } from "./checking.ts";
import { neighbours } from "./ties.ts";
import type { Path } from "./tree.ts";

/** A step before another: the constraint that says so, or the group that does. */
export interface Step {
  readonly from: string;
  readonly to: string;
  /** What an administrator reads: `db before web`; empty: between a group or clone and its own. */
  readonly label: string;
  readonly path: Path | null;
}

const INVERSE = { start: "stop", stop: "start", promote: "demote", demote: "promote" } as const;
const ACTIONS: readonly OrderedAction[] = ["start", "stop", "promote", "demote"];

export function stepsOf(checking: Checking): readonly Step[] {
  const { constraints, directory } = checking;
  const steps: Step[] = [];
  const add = (
    path: Path,
    [first, firstAction]: readonly [string, OrderedAction],
    [then, thenAction]: readonly [string, OrderedAction],
    symmetrical: boolean,
  ) => {
    // Refused for that already.
    if (first === then && firstAction === thenAction) return;
    const label = `${describe(first, firstAction)} before ${describe(then, thenAction)}`;
    steps.push({ from: end(first, firstAction), to: begin(then, thenAction), label, path });
    if (!symmetrical) return;
    const [before, after] = [INVERSE[thenAction], INVERSE[firstAction]];
    steps.push({ from: end(then, before), to: begin(first, after), label, path });
  };
  for (const { it, path } of constraints.orders) {
    if (it.kind !== "mandatory" || !it.requireAll) continue;
    // A group and its own member: refused for that already.
    if (directory.groupOf(it.first)?.name === it.then) continue;
    if (directory.groupOf(it.then)?.name === it.first) continue;
    add(path, [it.first, it.firstAction], [it.then, it.thenAction], it.symmetrical);
  }
  for (const { it: { kind, sets, symmetrical }, path } of constraints.orderSets) {
    if (kind !== "mandatory") continue;
    for (const { resources, sequential, action } of sets) {
      if (!sequential) continue;
      for (const [one, next] of neighbours(resources)) {
        add(path, [one, action ?? "start"], [next, action ?? "start"], symmetrical);
      }
    }
    for (const [set, next] of neighbours(sets)) {
      if (!set.requireAll) continue;
      for (const one of set.resources) {
        for (const other of next.resources) {
          add(path, [one, set.action ?? "start"], [other, next.action ?? "start"], symmetrical);
        }
      }
    }
  }
  return [...steps, ...stepsInside(checking)];
}

/** Groups in their order, and between the two ends of what has parts. */
function stepsInside({ directory }: Checking): readonly Step[] {
  const groups = directory.namesOf("group").flatMap((group) => {
    const members = directory.membersOf(group);
    return ACTIONS.flatMap((action) => {
      const inOrder = isUp(action) ? members : members.toReversed();
      return [
        ...stepsAround(group, action, inOrder),
        ...neighbours(inOrder).map(([one, next]): Step => ({
          from: end(one, action),
          to: begin(next, action),
          label: `${one} before ${next} (group ${group})`,
          path: null,
        })),
      ];
    });
  });
  const clones = directory.namesOf("clone").flatMap((clone) => {
    const of = directory.cloneNamed(clone)?.of;
    if (of === undefined) return [];
    const around = ACTIONS.flatMap((action) => stepsAround(clone, action, [of]));
    return [
      ...around,
      { from: end(clone, "start"), to: begin(clone, "promote"), label: "", path: null },
      { from: end(clone, "demote"), to: begin(clone, "stop"), label: "", path: null },
    ];
  });
  const resources = directory.namesOf("resource").flatMap((resource) =>
    ACTIONS.map((action) => inner(begin(resource, action), end(resource, action)))
  );
  return [...groups, ...clones, ...resources];
}

const stepsAround = (
  whole: string,
  action: OrderedAction,
  parts: readonly string[],
): readonly Step[] =>
  parts.flatMap((part) => [
    inner(begin(whole, action), begin(part, action)),
    inner(end(part, action), end(whole, action)),
  ]);

const inner = (from: string, to: string): Step => ({ from, to, label: "", path: null });

const begin = (name: string, action: OrderedAction): string => `${name} ${action} begins`;
const end = (name: string, action: OrderedAction): string => `${name} ${action} ends`;

const isUp = (action: OrderedAction): boolean => action === "start" || action === "promote";

const describe = (name: string, action: OrderedAction): string =>
  action === "start" ? name : `${name}:${action}`;
