/** Where something is on its way to, or is to stay, though another node may have come to look better. */
import type { Node } from "../state/node.ts";
import { placeOf } from "../state/place.ts";
import { type Group, type Primitive, topOf } from "../state/resource.ts";
import type { Working } from "../state/working.ts";
import { type Assignment, isFit } from "./assignment.ts";

/** Of these nodes one that may have it: the first of `rather` among them, else the best; null: none. */
export function intendedNode(
  a: Assignment,
  resource: Primitive,
  rather: readonly (Node | null)[],
): Node | null {
  const wanted = a.w.input.intended?.get(topOf(resource).id)?.nodes;
  if (wanted === undefined) return null;
  const { allowed } = resource;
  const fit = a.w.nodes.filter((node) => wanted.has(node.name) && isFit(a, allowed, node));
  const first = rather.find((node) => node !== null && fit.includes(node));
  if (first !== undefined) return first;
  const scoreOf = ({ index }: Node) => allowed.scores[index] as number;
  return fit.reduce<Node | null>(
    (best, node) => best === null || scoreOf(node) > scoreOf(best) ? node : best,
    null,
  );
}

/** Whether it is to be promoted at its place, if it may be promoted at all. */
export function isIntendedPromotion({ input }: Working, instance: Primitive | Group): boolean {
  const place = placeOf(instance, "next");
  return place !== null && instance.sortIndex >= 0 &&
    input.intended?.get(topOf(instance).id)?.promoted.has(place.name) === true;
}
