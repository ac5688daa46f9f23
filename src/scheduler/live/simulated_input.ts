/** A running cluster, or one that is only configured, as `hb simulate` and `hb explain` take it. */
import type { ResourceConfig } from "../../model/mod.ts";
import type { RecurringFact, ResourceFact, SchedulerInput } from "../input.ts";
import { rank } from "../state/resource.ts";
import { optionsOf, resourcesOf } from "./definitions.ts";
import { policyOf } from "./fencing.ts";
import { liveInput, looseIn } from "./live_input.ts";
import type { ScheduleInput } from "./schedule_input.ts";

/** With the recurring monitors, which nodes see to themselves, and without what only holds orders up. */
export function simulatedInput(input: ScheduleInput): SchedulerInput {
  const { config, wishes } = input;
  const live = liveInput(input);
  return {
    ...live,
    options: optionsOf(
      { ...config, noQuorum: policyOf(input) },
      wishes,
      config.options.enableStartupProbes,
    ),
    resources: resourcesOf(config, {
      wishes,
      loose: looseIn(input),
      requirementOf: live.fencing.requirementOf,
      monitors: true,
    }),
    facts: live.facts.map((fact) => ({
      ...fact,
      recurring: monitorsOf(live.byId.get(fact.resource), fact),
    })),
    obstacles: [],
  };
}

/** Those that its node runs for it in its role. */
const monitorsOf = (
  config: ResourceConfig | undefined,
  { role }: ResourceFact,
): readonly RecurringFact[] =>
  rank(role) <= rank("stopped") ? [] : (config?.monitors ?? [])
    .filter((monitor) => (monitor.role === "promoted") === (role === "promoted"))
    .map(({ interval }) => ({
      name: "monitor",
      interval,
      same: true,
      expects: role === "promoted" ? 8 : 0,
    }));
