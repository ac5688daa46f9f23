/** What a new configuration would have done with what runs once the old one has come to rest. */
import type { SchedulerInput } from "../scheduler/mod.ts";
import { simulate } from "./simulation.ts";

/**
 * The new configuration's input, with what runs by the old one.
 * @param isRedefined whether a resource, or an instance (`:N`), was started with another definition than the new one.
 */
export function afterChange(
  before: SchedulerInput,
  after: SchedulerInput,
  isRedefined: (resource: string) => boolean,
): SchedulerInput {
  const { facts, failures } = simulate(before).outcome;
  const names = new Set(after.nodes.map(({ name }) => name));
  const isThere = ({ node }: { readonly node: string }) => names.has(node);
  return {
    ...after,
    failures: failures.filter(isThere),
    facts: facts.filter(isThere).map((fact) =>
      isRedefined(fact.resource) ? { ...fact, definition: "restart" } : fact
    ),
  };
}
