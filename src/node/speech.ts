/** What a node's keepalives and reports are made of, besides what its speaker keeps itself. */
import type { FencePending, Millis, NodeName, NodeReport, Settings } from "../model/mod.ts";
import type { Blocked, Keepalive } from "../wire/mod.ts";
import type { Leadership } from "./leadership.ts";

export interface Speech extends Omit<Keepalive, "kind" | "report" | "hears"> {
  readonly self: NodeName;
  readonly generation: number;
  readonly settings: Settings;
  readonly blocked: readonly Blocked[];
  readonly pending: readonly FencePending[];
  readonly cutOffFor: Millis | null;
  readonly reported: Reported;
}

/** What a report says besides what runs here; each part is the same object until it changes. */
export type Reported = Pick<
  NodeReport,
  "attributes" | "written" | "fencing" | "fenced" | "watchdog" | "pings"
>;

type Led = "epoch" | "coordinator" | "highest" | "leads" | "blocked" | "pending";

/** Of a long list of reasons the first ones are enough; receivers refuse longer texts. */
const WHY_LIMIT = 1000;

export const speechOf = (
  { accepted: epoch, coordinator, highest, leads, lead }: Leadership,
  rest: Omit<Speech, Led>,
): Speech => ({
  ...rest,
  epoch,
  coordinator,
  highest,
  leads,
  blocked: lead?.blocked.map(({ unit, why }) => ({ unit, why: why.slice(0, WHY_LIMIT) })) ?? [],
  pending: lead?.fencing.progress.map(({ problem, ...rest }) => ({
    ...rest,
    problem: problem?.slice(0, WHY_LIMIT) ?? null,
  })) ?? [],
});
