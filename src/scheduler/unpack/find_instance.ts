/** Which resource, and of a clone which instance, a recorded name stands for. */
import { INFINITY, stripNumber } from "../../model/mod.ts";
import { needsFencing } from "../state/requirement.ts";
import type { Node } from "../state/node.ts";
import { type Clone, cloneOf, type Group, type Primitive } from "../state/resource.ts";
import { addScore } from "../state/scores.ts";
import { addInstance } from "./resources.ts";
import type { Working } from "../state/working.ts";

/** null: nothing of that name is configured. */
export function findRecorded(w: Working, recorded: string, node: Node): Primitive | null {
  const known = w.byId.get(recorded) ?? zeroth(w, recorded);
  if (known === undefined || known.kind !== "primitive") return null;
  const clone = cloneOf(known);
  if (clone === null || known.unique) return known;
  return instanceOn(w, clone, known.baseId, node);
}

/** Histories that are not of unique instances name what is cloned, old ones with a number. */
function zeroth(w: Working, recorded: string) {
  const instance = w.byId.get(`${stripNumber(recorded)}:0`);
  return instance?.unique ? undefined : instance;
}

/**
 * The instance that is active on this node, else a free one, else one too many. All instances of an
 * anonymous clone are alike; the number only tells them apart here.
 */
function instanceOn(w: Working, clone: Clone, baseId: string, node: Node): Primitive {
  let free: Primitive | null = null;
  let mayBeFree = true;
  let found: Primitive | null = null;
  for (const child of clone.children) {
    const places = placesOf(child);
    const member = memberOf(child, baseId);
    if (places.length > 0) {
      if (places[0] !== node) continue;
      if (member.runningOn.length > 0) {
        // A second history of this clone on one node: left over from when instances were unique.
        mayBeFree = false;
        continue;
      }
      found = member;
      break;
    }
    if (!mayBeFree || free !== null || child.blocked) continue;
    if (member.pendingNode === null || member.pendingNode === node) free = member;
  }
  const chosen = found ?? (mayBeFree ? free : null);
  if (chosen !== null && !isWasted(w, clone, chosen, node)) return chosen;
  return memberOf(addLate(w, clone), baseId);
}

/** A number that a node out of reach is not to use up, since another could start it. */
function isWasted(w: Working, clone: Clone, instance: Primitive, node: Node): boolean {
  const everywhere = clone.cloneMax === w.nodes.length;
  return !needsFencing(instance) && (!node.online || node.unclean) && !everywhere;
}

/** One too many; nodes that are known by now to be off are nothing for it. */
function addLate(w: Working, clone: Clone): Primitive | Group {
  const instance = addInstance(w, clone);
  if (!w.input.options.symmetric) return instance;
  for (const node of w.nodes) {
    if (!node.online || node.shutdown) addScore(instance, node, -INFINITY, "is off");
  }
  return instance;
}

function placesOf(child: Clone["children"][number]): readonly Node[] {
  const members = child.kind === "group" ? child.children : [child];
  return members.flatMap(({ runningOn, pendingNode }) =>
    runningOn.length > 0 ? runningOn : pendingNode === null ? [] : [pendingNode]
  );
}

const memberOf = (child: Clone["children"][number], baseId: string): Primitive =>
  child.kind === "primitive"
    ? child
    : child.children.find((member) => member.baseId === baseId) as Primitive;
