/** One pass through the levels of a target: what is to be done next, and what has come of it. */
import type { FenceAction, FenceDeviceName, FencingConfig, NodeName } from "../model/mod.ts";
import { type FenceLevel, type FenceStep, levelsOf } from "./fence_level.ts";

export interface FenceRound {
  readonly action: FenceAction;
  /** The life of the target that is to end; null: nothing has been called yet. */
  readonly generation: number | null;
  readonly levels: readonly FenceLevel[];
  readonly level: number;
  /** Through the level's proving steps, then those after. */
  readonly step: number;
  /** Calls of this step's device that have failed. */
  readonly tries: number;
  /** Its device has done it, and is now asked whether the target is off. */
  readonly verifying: boolean;
  /** All proving steps of one level have succeeded. */
  readonly passed: boolean;
  readonly devices: readonly FenceDeviceName[];
  readonly by: readonly NodeName[];
  /** Which device said what, the last that each said. */
  readonly problems: ReadonlyMap<string, string>;
}

export const beginRound = (
  fencing: FencingConfig,
  target: NodeName,
  action: FenceAction,
): FenceRound => ({
  ...{ action, generation: null, levels: levelsOf(fencing, target, action), level: 0 },
  ...{ step: 0, tries: 0, verifying: false, passed: false },
  ...{ devices: [], by: [], problems: new Map<string, string>() },
});

/** What is to be done now; null: the round is over. */
export function stepOf({ levels, level, step }: FenceRound): FenceStep | null {
  const { proving, after } = levels[level] ?? NO_LEVEL;
  return [...proving, ...after][step] ?? null;
}

const NO_LEVEL: FenceLevel = { proving: [], after: [] };

/** Before the first call of the round the target had lived this often. */
export const calling = (round: FenceRound, generation: number): FenceRound => ({
  ...round,
  generation: round.generation ?? generation,
});

/** The call, or the check after it, has succeeded. @param by null: no agent was called for it. */
export function succeeded(round: FenceRound, by: NodeName | null): FenceRound {
  const now = stepOf(round);
  if (now === null) return round;
  if (now.verify && !round.verifying) return { ...round, verifying: true, by: join(round.by, by) };
  const step = round.step + 1;
  return {
    ...round,
    step,
    tries: 0,
    verifying: false,
    passed: round.passed || step === round.levels[round.level]?.proving.length,
    devices: round.passed ? round.devices : [...round.devices, now.device.name],
    by: round.passed ? round.by : join(round.by, by),
  };
}

const join = (nodes: readonly NodeName[], more: NodeName | null): readonly NodeName[] =>
  more === null || nodes.includes(more) ? nodes : [...nodes, more];

/**
 * It has failed, or nobody knows what came of it. The whole step is tried again, check and all, as
 * often as its device has retries; then comes the next level.
 */
export function failed(round: FenceRound, by: NodeName | null, why: string): FenceRound {
  const now = stepOf(round);
  if (now === null) return round;
  const noted = note(round, by, why);
  if (round.tries >= now.device.retries) return givenUp(noted);
  return { ...noted, tries: round.tries + 1, verifying: false };
}

/** Trying again could not change it. */
export const refused = (round: FenceRound, why: string): FenceRound =>
  givenUp(note(round, null, why));

function note(round: FenceRound, by: NodeName | null, why: string): FenceRound {
  const device = stepOf(round)?.device.name ?? "";
  const who = by === null ? device : `${device} on ${by}`;
  return { ...round, problems: new Map([...round.problems, [who, why]]) };
}

function givenUp(round: FenceRound): FenceRound {
  if (round.passed) return { ...round, step: round.step + 1, tries: 0, verifying: false };
  // Those after one that an operator is to see to are for when he has done so: none of them.
  const level = stepOf(round)?.device.agent.kind === "manual"
    ? round.levels.length
    : round.level + 1;
  return { ...round, level, step: 0, tries: 0, verifying: false, devices: [], by: [] };
}

/** What has gone wrong, as a clause; null: nothing. */
export function problemOf({ problems, levels, action }: FenceRound): string | null {
  if (levels.length === 0) {
    return action === "on" ? "no device can switch it on" : "no device is configured for it";
  }
  const said = [...problems].map(([who, why]) => `${who}: ${why}`);
  return said.length === 0 ? null : said.join("; ");
}
