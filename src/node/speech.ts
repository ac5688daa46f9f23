/** What a node's keepalives and reports are made of, besides what its speaker keeps itself. */
import {
  clip,
  type FencePending,
  type Following,
  LONGEST_REASON,
  type Millis,
  type NodeName,
  type NodeReport,
  type Settings,
} from "../model/mod.ts";
import type { Blocked, Keepalive } from "../wire/mod.ts";
import type { Leadership } from "./leadership.ts";

export interface Speech
  extends Omit<Keepalive, "kind" | "report" | "hears" | "listening" | "release"> {
  readonly self: NodeName;
  readonly generation: number;
  readonly settings: Settings;
  readonly blocked: readonly Blocked[];
  readonly pending: readonly FencePending[];
  readonly cutOffFor: Millis | null;
  readonly reported: Reported;
  readonly follows: Following | null;
}

/** What a report says besides what runs here; each part is the same object until it changes. */
export type Reported = Pick<
  NodeReport,
  "attributes" | "written" | "fencing" | "fenced" | "watchdog" | "pings"
>;

type Led = "follows" | "epoch" | "coordinator" | "highest" | "leads" | "blocked" | "pending";

/** Characters of all reasons; of each of very many only its beginning is told. */
const REASONS_LIMIT = 256 * 1024;
const SHORTEST_REASON = 20;

/** Receivers refuse longer texts. */
const longestOf = (count: number): number =>
  Math.max(SHORTEST_REASON, Math.min(LONGEST_REASON, Math.floor(REASONS_LIMIT / count)));

export const speechOf = (
  { accepted: epoch, coordinator, follows, highest, leads, lead }: Leadership,
  rest: Omit<Speech, Led>,
): Speech => ({
  ...rest,
  epoch,
  coordinator,
  follows,
  highest,
  leads,
  blocked: lead?.blocked.map(({ unit, why }, _, { length }) => ({
    unit,
    why: clip(why, longestOf(length)),
  })) ?? [],
  pending: lead?.fencing.progress.map(({ problem, because, ...rest }) => ({
    ...rest,
    because: clip(because, LONGEST_REASON),
    problem: problem === null ? null : clip(problem, LONGEST_REASON),
  })) ?? [],
});
