/** The scheduler of a running cluster: everything that is known in, a plan out. */
import { baseOf } from "../../agent/mod.ts";
import type { NodeName, UnitName } from "../../model/mod.ts";
import { drain, runInStages } from "../run.ts";
import { type Action, actionId, type Blocked, type Transition } from "../transition_plan.ts";
import { blockedUnits, busyIn } from "./blocked.ts";
import { withoutCircles } from "./circles.ts";
import { factOf } from "./fact.ts";
import { blockedByFencing, fencesOf } from "./fences.ts";
import { type Alone, guard, unitOf } from "./guard.ts";
import { withoutDoubts } from "./in_doubt.ts";
import { liveInput } from "./live_input.ts";
import { placementsOf } from "./placements.ts";
import { readPlan } from "./read_plan.ts";
import { reasonsFor } from "./reasons.ts";
import { isWord } from "./outlook.ts";
import { holdsAgainst, vainIn } from "./rest.ts";
import { isMember, type ScheduleInput } from "./schedule_input.ts";
import { strayStops, withStrayStops } from "./strays.ts";

/** What would bring the cluster to where it should be. Nothing to do: no actions. */
export const schedule = (input: ScheduleInput): Transition => drain(scheduleInStages(input));

/** The same a stage at a time, for who has other things to do between them. */
export function* scheduleInStages(input: ScheduleInput): Generator<void, Transition> {
  const plan = yield* planInStages(input);
  const { intents = [], ...plain } = input;
  // All has come where it was to be: what is best now is asked anew.
  if (intents.length > 0 && plan.actions.every(isWord)) return yield* scheduleInStages(plain);
  const holds = yield* holdsAgainst(plan, input, planInStages);
  const lasting = holds.length === 0 ? input : { ...input, intents: holds };
  const held = holds.length === 0 ? plan : yield* planInStages(lasting);
  const vain = yield* vainIn(held, input, planInStages);
  return vain.length === 0 ? held : yield* planInStages({ ...lasting, vain });
}

function* planInStages(input: ScheduleInput): Generator<void, Transition> {
  const live = liveInput(input);
  yield;
  const first = yield* runInStages(live, true);
  yield;
  const sure = withoutDoubts(first, live);
  const second = sure === null ? first : yield* runInStages(sure, true);
  yield;
  const straight = withoutCircles(second, sure ?? live);
  const w = straight === null ? second : yield* runInStages(straight, true);
  yield;
  const placements = placementsOf(w, input);
  const own = readPlan(w, busyIn(input), reasonsFor(input, placements));
  const planned = withStrayStops(own.actions, strayStops(input));
  const { actions, blocked, alone } = guard(planned, live.limitOf, input);
  const stuck = blockedUnits(first, live, input, placements, actions);
  const later = [...blockedByFencing(own.postponed, live, input), ...blocked];
  return {
    fences: fencesOf(w, live, input),
    actions: [...actions, ...announcements(actions, input)],
    blocked: firstOfEach(
      withAlone(
        [...stuck, ...later],
        alone,
        (name) => actions.some(({ resource }) => unitOf(baseOf(resource), input) === name),
      ),
    ),
    placements,
  };
}

/** What waits for another waits for as long as that does; of one with which nothing is done, for good. */
const withAlone = (
  blocked: readonly Blocked[],
  alone: readonly Alone[],
  isChanging: (unit: UnitName) => boolean,
): readonly Blocked[] =>
  alone.reduce<readonly Blocked[]>((all, { unit, without, why }) => {
    const passing = all.find((one) => one.unit === without)?.passing ?? isChanging(without);
    return [...all, { unit, why, passing }];
  }, blocked);

/** One reason is enough for a unit. */
const firstOfEach = (blocked: readonly Blocked[]): readonly Blocked[] =>
  [
    ...new Map(blocked.toReversed().map((one) => [one.unit, one])).values(),
  ].toReversed();

/** After two nodes have held an address, the one that keeps it tells the network again. */
function announcements(actions: readonly Action[], input: ScheduleInput): readonly Action[] {
  return input.units.flatMap((unit) => {
    const kept = input.kept.get(unit.name) ?? onlyHolder(unit.members, input);
    if (!input.announce.has(unit.name) || kept === null) return [];
    return unit.members.flatMap((member): readonly Action[] => {
      const node = input.nodes.find(({ name }) => name === kept);
      if (member.agent.class !== "hb" || node === undefined || !isMember(node)) return [];
      if (node.standing === "maintenance") return [];
      const { state, busy } = factOf(node, member);
      if (state !== "on" || busy || actions.some((one) => isAt(one, member.id, kept))) return [];
      const stops = actions.filter((one) => one.kind === "stop" && one.resource === member.id);
      const goes = input.nodes.every((other) =>
        other === node || factOf(other, member).state === "off" ||
        stops.some((stop) => stop.node === other.name)
      );
      if (!goes) return [];
      return [{
        id: actionId("announce", member.id, kept),
        kind: "announce",
        resource: member.id,
        node: kept,
        after: stops.map(({ id }) => id),
        waits: false,
        meta: {},
        because: "another node held the address too",
      }];
    });
  });
}

const isAt = (action: Action, resource: string, node: NodeName): boolean =>
  action.resource as string === resource && action.node === node;

function onlyHolder(
  members: ScheduleInput["units"][number]["members"],
  { nodes }: ScheduleInput,
): NodeName | null {
  const holding = nodes.filter((node) =>
    members.every((member) => factOf(node, member).state === "on")
  );
  return holding.length === 1 ? holding[0]?.name ?? null : null;
}
