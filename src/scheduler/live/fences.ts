/** The nodes that a plan wants fenced, and what it leaves undone until they are. */
import type { NodeName } from "../../model/mod.ts";
import type { Working } from "../state/working.ts";
import type { Blocked, FenceNeed } from "../transition_plan.ts";
import { uncleanOn } from "./fencing.ts";
import { headStart } from "./head_start.ts";
import type { LiveInput } from "./live_input.ts";
import { isFencing, type Postponed } from "./read_plan.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

/** All may be under way at once, but for that of the coordinator, which comes last. */
export const fencesOf = (
  w: Working,
  live: LiveInput,
  input: ScheduleInput,
): readonly FenceNeed[] =>
  w.actions.filter(isFencing).flatMap((action): readonly FenceNeed[] => {
    const node = input.nodes.find(({ name }) => name === action.node?.name);
    if (node === undefined) return [];
    return [{
      node: node.name,
      action: input.config.fencing.action,
      because: whyFenced(node, live),
      delay: Number(action.meta.get("priority_fencing_delay") ?? 0) || headStart(node, input),
      waits: action.before.some((edge) => edge.state === "dumped" && isFencing(edge.action)),
    }];
  });

/** As it was told, or by the failure that nothing else answers. */
export function whyFenced({ name, resources }: ScheduleNode, live: LiveInput): string {
  const told = live.nodes.find((node) => node.name === name)?.unclean ?? null;
  if (told !== null) return told;
  const id = live.facts.find(({ node, reaction }) => node === name && reaction === "fence")
    ?.resource as keyof typeof resources;
  const failure = resources?.[id]?.state === "stopFailed"
    ? "could not be stopped there"
    : `failed there (on_fail = "fence")`;
  return `${String(id)} ${failure}`;
}

/** What the plan made after the fencing will say. */
export const blockedByFencing = (
  postponed: readonly Postponed[],
  live: LiveInput,
  input: ScheduleInput,
): readonly Blocked[] =>
  postponed.flatMap(({ action: { kind, resource, node }, fenced }): readonly Blocked[] => {
    const unit = input.units.find(({ members }) => members.some(({ id }) => id === resource));
    const first = nodeOf(fenced, input);
    const done = DONE[kind];
    if (unit === undefined || first === undefined || done === undefined) return [];
    const { why, passing } = uncleanOn(first, whyFenced(first, live));
    return [{ unit: unit.name, why: `${resource} cannot be ${done} on ${node}: ${why}`, passing }];
  });

const DONE: Readonly<Record<string, string>> = { start: "started", promote: "promoted" };

const nodeOf = (name: NodeName, { nodes }: ScheduleInput): ScheduleNode | undefined =>
  nodes.find((node) => node.name === name);
