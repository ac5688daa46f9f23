/** Changes to what is known, to see what a cluster would make of them. Each gives a new input. */
import { stripNumber } from "../model/mod.ts";
import type { NodeInput, ResourceFact, SchedulerInput } from "../scheduler/mod.ts";

/** The node is suddenly gone. Where nodes are fenced it must be; else what ran there is taken to be gone too. */
export function withNodeLost(input: SchedulerInput, name: string): SchedulerInput {
  const { fencingEnabled } = input.options;
  const lost = withNode(input, name, (node) => ({
    ...node,
    online: false,
    pending: false,
    dc: false,
    unclean: node.online && fencingEnabled ? LOST : node.unclean,
  }));
  return fencingEnabled ? lost : withoutFacts(lost, name);
}

const withoutFacts = (input: SchedulerInput, name: string): SchedulerInput => ({
  ...input,
  facts: input.facts.filter(({ node }) => node !== name),
});

const LOST = "peer is no longer part of the cluster";

/** The node is a full member of the cluster; one that had been off runs nothing. */
export function withNodeUp(input: SchedulerInput, name: string): SchedulerInput {
  const was = input.nodes.find((node) => node.name === name);
  const changed = withNode(input, name, (node) => ({
    ...node,
    online: true,
    unclean: null,
    pending: false,
    shutdown: false,
    seen: true,
  }));
  return was?.online === false ? withoutFacts(changed, name) : changed;
}

export const withNodeStandby = (input: SchedulerInput, name: string): SchedulerInput =>
  withNode(input, name, (node) => ({ ...node, standby: true }));

const withNode = (
  input: SchedulerInput,
  name: string,
  change: (node: NodeInput) => NodeInput,
): SchedulerInput => ({
  ...input,
  nodes: input.nodes.map((node) => node.name === name ? change(node) : node),
});

/** A monitor has found that it has failed there, once more than before; null: it does not run there. */
export function withFailure(
  input: SchedulerInput,
  resource: string,
  node: string,
): SchedulerInput | null {
  const recorded = input.facts.find((fact) =>
    fact.node === node && (fact.resource === resource || fact.resource === stripNumber(resource)) &&
    RUNNING.has(fact.role)
  );
  if (recorded === undefined) return null;
  const failed: ResourceFact = {
    ...recorded,
    reaction: recorded.reaction ?? "recover",
  };
  const bare = stripNumber(recorded.resource);
  const monitor = recorded.recurring[0] ?? { name: "monitor", interval: 0 };
  const earlier = input.failures.find((failure) =>
    failure.resource === bare && failure.node === node && failure.operation?.name === "monitor"
  );
  const failure = {
    resource: bare,
    node,
    operation: earlier?.operation ?? { name: monitor.name, interval: monitor.interval },
    count: (earlier?.count ?? 0) + 1,
    last: input.now,
  };
  return {
    ...input,
    facts: input.facts.map((fact) => fact === recorded ? failed : fact),
    failures: [...input.failures.filter((one) => one !== earlier), failure],
  };
}

const RUNNING: ReadonlySet<ResourceFact["role"]> = new Set(["started", "unpromoted", "promoted"]);
