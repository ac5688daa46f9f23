/** Which of two halves shoots first when they cannot hear each other. */
import type { Millis } from "../../model/mod.ts";
import { factOf, isActive } from "./fact.ts";
import { isMember, type ScheduleInput, type ScheduleNode } from "./schedule_input.ts";

/**
 * How long this half waits before it fences a node that has more of what runs, so that the service
 * stays where it is; of two that have as much, the first in the configuration is spared. For resources
 * with priorities the scheduler says it itself (Pacemaker: priority-fencing-delay).
 */
export function headStart(target: ScheduleNode, input: ScheduleInput): Millis {
  const { nodes, config: { fencing: { priorityDelay } } } = input;
  const members = nodes.filter(isMember);
  const isHalf = members.length * 2 <= nodes.length && target.standing === "unclean";
  if (priorityDelay === 0 || !isHalf || hasPriorities(input)) return 0;
  const theirs = runningOn(target, input);
  const ours = Math.max(0, ...members.map((node) => runningOn(node, input)));
  if (theirs !== ours) return theirs > ours ? priorityDelay : 0;
  const first = nodes.findIndex((node) => node === target || isMember(node));
  return nodes[first] === target ? priorityDelay : 0;
}

const hasPriorities = ({ config: { defaults, resources, groups, clones } }: ScheduleInput) =>
  [defaults, ...[...resources, ...groups, ...clones].map(({ meta }) => meta)]
    .some(({ priority = 0 }) => priority !== 0);

/** Of a silent node by what it said last. */
const runningOn = (node: ScheduleNode, { config }: ScheduleInput): number =>
  config.resources.filter((resource) => {
    const seen = node.standing === "unclean" ? { ...node, standing: "pending" as const } : node;
    return isActive(factOf(seen, resource));
  }).length;
