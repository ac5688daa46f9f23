/**
 * Whether what a plan leads to would last. Scores that depend on where things run can make a place look
 * better from each other one: then what runs well stays where it is, rather than to change for ever.
 */
import type { Obstacle } from "../input.ts";
import type { Action, Transition } from "../transition_plan.ts";
import { factOf, isActive } from "./fact.ts";
import { instancesIn } from "./limits.ts";
import { carriedOut, isWord, placesOf } from "./outlook.ts";
import type { Intent, ScheduleInput } from "./schedule_input.ts";

/** Plans in a row after which a cluster is taken for one that does not come to rest. */
const ROUNDS = 6;

type PlanInStages = (input: ScheduleInput) => Generator<void, Transition>;

/** What is to stay where it is, since the plan moves it and would not last; empty: the plan is fine. */
export function* holdsAgainst(
  plan: Transition,
  input: ScheduleInput,
  planOf: PlanInStages,
): Generator<void, readonly Intent[]> {
  if (!isTied(input) || plan.fences.length > 0 || input.kept.size > 0) return [];
  const moving = plan.actions.filter((action) => isMove(action, input));
  if (moving.length === 0) return [];
  const { intents: _, ...plain } = input;
  const now = carriedOut([], plain);
  const then = carriedOut(plan.actions, plain);
  if (yield* restsFrom(then, planOf)) return [];
  yield;
  // More that runs is worth a move where it can be held, and there cannot be more and more for ever.
  const isMore = servicesIn(then) > servicesIn(now);
  if (isMore && isAtRest(yield* planOf({ ...then, intents: placesOf(plan.actions, then) }))) {
    return [];
  }
  return placesOf(moving, now);
}

/**
 * Starts and promotions that the next plan would undo, and the one after it do again: Pacemaker starts
 * what is to follow a promotion that nobody is fit for, and stops it then.
 */
export function* vainIn(
  { actions }: Transition,
  input: ScheduleInput,
  planOf: PlanInStages,
): Generator<void, readonly Obstacle[]> {
  const follows = input.config.orders.some(({ firstAction }) => firstAction === "promote");
  const gains = actions.filter(({ kind }) => kind === "start" || kind === "promote");
  if (!follows || gains.length === 0) return [];
  const { intents: _, ...plain } = input;
  const then = carriedOut(actions, plain);
  yield;
  const next = yield* planOf(then);
  const vain = gains.filter(({ kind, resource, node }) =>
    next.actions.some((one) =>
      one.resource === resource && one.node === node &&
      one.kind === (kind === "start" ? "stop" : "demote")
    )
  );
  if (vain.length === 0 || (yield* restsFrom(then, planOf))) return [];
  return vain.map(({ kind, resource, node }) => ({
    resource,
    task: kind,
    node,
    why: `${resource} would have to be ${kind === "start" ? "stopped" : "demoted"} again`,
    passing: false,
  }));
}

/** Whether plans carried out from there on come to one with nothing to do. */
function* restsFrom(first: ScheduleInput, planOf: PlanInStages): Generator<void, boolean> {
  let state = first;
  for (let round = 0; round < ROUNDS; round += 1) {
    yield;
    const next = yield* planOf(state);
    if (isAtRest(next)) return true;
    state = carriedOut(next.actions, state);
  }
  return false;
}

const isAtRest = ({ actions }: Transition): boolean => actions.every(isWord);

/** Lone resources and groups that nothing ties together come to rest by themselves. */
const isTied = ({ config }: ScheduleInput): boolean =>
  config.clones.length + config.colocations.length + config.colocationSets.length > 0 ||
  config.options.placementStrategy !== "default";

/** What runs well is stopped or demoted. */
function isMove({ kind, resource, node: name }: Action, { nodes }: ScheduleInput): boolean {
  if (kind !== "stop" && kind !== "demote" && kind !== "migrate_to") return false;
  const node = nodes.find((one) => one.name === name);
  if (node?.standing !== "online") return false;
  const fact = factOf(node, { id: resource });
  return isActive(fact) && fact.state !== "failed" && fact.state !== "stopFailed";
}

/** How much there is of all that runs; what is promoted counts twice. */
const servicesIn = ({ nodes, config }: ScheduleInput): number =>
  nodes.flatMap((node) =>
    instancesIn(config).map(({ resource }) => {
      const fact = factOf(node, resource);
      return isActive(fact) ? fact.promoted ? 2 : 1 : 0;
    })
  ).reduce<number>((sum, one) => sum + one, 0);
