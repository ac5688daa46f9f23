/** Resources are to run where more of the ping nodes can be reached (Heartbeat: ipfail). */
import {
  INFINITY,
  type LocationConstraint,
  type NodeName,
  type Role,
  type Score,
  type Unit,
} from "../../model/mod.ts";
import { atNode } from "./definitions.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** Nodes that reach fewer than another one on which as much could run. */
export function shortIn({ nodes }: Pick<ScheduleInput, "nodes">): ReadonlySet<NodeName> {
  const { reach: most } = bestOf(nodes);
  return new Set(nodes.flatMap((node) => shortOf(node, most) > 0 ? node.name : []));
}

/**
 * In favour of those that are not short, and not against those that are: these are still to have what
 * nobody else can run. Only one that reaches none gives up. What stays for other reasons is let be.
 */
export function reachWishes(
  unit: Unit,
  { nodes }: Pick<ScheduleInput, "nodes">,
  holders: readonly ScheduleNode[],
  stays: boolean,
): readonly LocationConstraint[] {
  const best = bestOf(nodes);
  const shortest =
    nodes.toSorted((one, other) => shortOf(other, best.reach) - shortOf(one, best.reach))[0];
  if (shortest === undefined || shortOf(shortest, best.reach) === 0) return [];
  const roles: readonly (Role | null)[] = unit.clone?.meta.promotable ? [null, "promoted"] : [null];
  // What is not known of a node is no reason to leave it, nor to go there.
  const compared = (node: ScheduleNode) => node.reach !== null || holders.includes(node);
  return nodes.filter((node) => node.standing === "online" && compared(node)).flatMap((node) => {
    const short = shortOf(node, best.reach);
    const more = A_PING_NODE * (shortOf(shortest, best.reach) - short);
    const ban = node.reach === 0 && short > 0 && !stays;
    const none = `reaches no ping node, ${best.name} reaches ${best.reach}`;
    return roles.flatMap((role) => [
      ...more === 0 ? [] : [{
        ...atNode(`${MORE} than ${shortest.name}`, unit.name, node.name, more),
        role,
      }],
      ...ban ? [{ ...atNode(none, unit.name, node.name, -INFINITY), role }] : [],
    ]);
  });
}

/** How its part of a score begins. */
export const MORE = "reaches more ping nodes";

/** Four of them are above all preferences, and below what an operator moves. */
const A_PING_NODE: Score = INFINITY / 10;
const MOST = 4;

const bestOf = (nodes: readonly ScheduleNode[]) =>
  nodes.reduce(
    (best, { name, standing, reach }) =>
      standing === "online" && reach !== null && reach > best.reach ? { name, reach } : best,
    {
      name: "",
      reach: 0,
    },
  );

/** By how many it reaches fewer. */
const shortOf = ({ standing, reach }: ScheduleNode, most: number): number =>
  standing === "online" && reach !== null ? Math.min(MOST, most - reach) : 0;
