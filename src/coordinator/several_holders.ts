/** Which node keeps a unit that several hold, as after a partition. */
import { type Millis, type NodeName, type ResourceReport, type Unit } from "../model/mod.ts";

export interface Holder {
  readonly node: NodeName;
  readonly resources: Readonly<Record<string, ResourceReport>>;
  /** How long ago it was cut off: no link of its own worked, or too few heard it. Null: never. */
  readonly cutOffFor: Millis | null;
}

export interface Kept {
  readonly node: NodeName;
  /** Why this one, as a clause. */
  readonly rule: string;
  /** How long two nodes at least have had it. */
  readonly together: Millis;
}

/**
 * In this order: the node on which more of the unit runs; the one that had not been cut off (its
 * clients had not lost it, and the others may have taken over by right); the one that has held it
 * longer (it has the sessions and the data); the first in the configuration. `holders` are at least two, in that order.
 */
export function keepOne(unit: Unit, holders: readonly Holder[]): Kept {
  const together = togetherFor(unit, holders);
  const judged = holders.map((holder) => ({
    node: holder.node,
    started: unit.members.filter(({ id }) => holder.resources[id]?.state === "started").length,
    cutOff: holder.cutOffFor !== null && holder.cutOffFor <= together,
    heldFor: heldFor(unit, holder),
  }));
  const ranked = [...judged].sort((one, other) =>
    other.started - one.started || Number(one.cutOff) - Number(other.cutOff) ||
    other.heldFor - one.heldFor
  );
  const [first, second] = ranked as [(typeof judged)[number], (typeof judged)[number]];
  const rule = first.started !== second.started
    ? "more of it runs there"
    : first.cutOff !== second.cutOff
    ? `${second.node} had been cut off`
    : first.heldFor !== second.heldFor
    ? "it has held it longer"
    : "it comes first in the configuration";
  return { node: first.node, rule, together };
}

function heldFor(unit: Unit, { resources }: Holder): Millis {
  return Math.max(0, ...unit.members.map(({ id }) => resources[id]?.startedFor ?? 0));
}

function togetherFor(unit: Unit, holders: readonly Holder[]): Millis {
  const [, second = 0] = holders.map((holder) => heldFor(unit, holder)).sort((a, b) => b - a);
  return second;
}
