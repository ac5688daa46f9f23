/** One run of the scheduler: its stages, in their order. */
import {
  applyConfigChanges,
  clearFailcounts,
  clearPastFailures,
  scheduleFencingAndShutdowns,
  scheduleProbes,
} from "./act/mod.ts";
import { applyNodeCriteria, assignAll, keepAlikeInPlace, unpackPlacement } from "./assign/mod.ts";
import type { SchedulerInput } from "./input.ts";
import {
  applyOrderings,
  buildGraph,
  createActions,
  internalConstraints,
  unpackOrders,
} from "./order/mod.ts";
import type { Working } from "./state/working.ts";
import { unpack } from "./unpack/mod.ts";

/** A plan: of the actions made, those that are `dumped` are to be done. `explain`: with the parts of scores. */
export function run(input: SchedulerInput, explain = false): Working {
  return drain(runInStages(input, explain));
}

/** The same a stage at a time, for who has other things to do between them. */
export function* runInStages(input: SchedulerInput, explain = false): Generator<void, Working> {
  const w = unpack(input, explain);
  yield;
  clearPastFailures(w);
  unpackPlacement(w);
  unpackOrders(w);
  applyNodeCriteria(w);
  yield;
  internalConstraints(w);
  yield;
  applyConfigChanges(w);
  yield;
  assignAll(w);
  if (input.comesToRest) keepAlikeInPlace(w);
  yield;
  scheduleProbes(w);
  yield;
  clearFailcounts(w);
  for (const resource of w.resources) createActions(w, resource);
  holdUp(w);
  scheduleFencingAndShutdowns(w);
  yield;
  applyOrderings(w);
  yield;
  buildGraph(w);
  return w;
}

/** All stages at once. */
export function drain<Result>(stages: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = stages.next();
    if (done) return value;
  }
}

/** What must not be begun now is not; what depends on it then is not either. */
function holdUp({ input, byId }: Working): void {
  const held = Map.groupBy(input.obstacles ?? [], ({ task, resource }) => `${task} ${resource}`);
  if (held.size === 0) return;
  for (const { kind, id, baseId, unique, actions } of byId.values()) {
    if (kind !== "primitive") continue;
    for (const action of actions) {
      if (action.optional) continue;
      const obstacle = held.get(`${action.task} ${unique ? id : baseId}`)?.find(({ node }) =>
        node === null || node === action.node?.name
      );
      if (obstacle === undefined) continue;
      action.runnable = false;
      action.reason = obstacle.why;
    }
  }
}
