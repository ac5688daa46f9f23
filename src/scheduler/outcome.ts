/**
 * What is known once a plan has been carried out well, so that the next plan can be made from it.
 *
 * Only the facts change, as agents' answers change them. What an action merely asks another part of
 * the cluster for (a shutdown, forgetting failures) is not known to be done, and changes nothing.
 */
import { HistoryNames } from "./history_name.ts";
import type { HistoryStep, NodeInput, ResourceFact, SchedulerInput } from "./input.ts";
import { type Action, OCF } from "./state/action.ts";
import { cloneOf, type Primitive, rank } from "./state/resource.ts";
import type { Working } from "./state/working.ts";

/** `order`: the plan's actions, each after those that it waits for. */
export function afterPlan(
  input: SchedulerInput,
  working: Working,
  order: readonly Action[] = working.actions.filter(({ dumped }) => dumped),
): SchedulerInput {
  const names = new HistoryNames(working);
  const fenced = new Set<string>();
  const histories = input.histories?.after(stepsOf(order, names));
  const facts = new FactBook(input, names);
  for (const action of order) {
    const { resource, node, task } = action;
    if (node === null) continue;
    if (task === "stonith") {
      if (action.meta.get("stonith_action") === "on") continue;
      fenced.add(node.name);
      facts.forget(node.name);
    } else if (!action.pseudo && resource?.kind === "primitive") {
      facts.change(resource, node.name, (fact) => outcomeOf(action, resource, fact));
    }
  }
  return {
    ...input,
    nodes: input.nodes.map((node) => fenced.has(node.name) ? switchedOff(node) : node),
    facts: histories?.facts() ?? facts.all(),
    ...(histories === undefined ? {} : { histories }),
    failures: input.failures.filter(({ node }) => !fenced.has(node)),
  };
}

/** What nodes record of the actions; nothing of what is deleted. */
const stepsOf = (order: readonly Action[], names: HistoryNames): readonly HistoryStep[] =>
  order.flatMap((action): readonly HistoryStep[] => {
    const { resource, node, task, interval, meta } = action;
    if (node === null) return [];
    if (task === "stonith") {
      return meta.get("stonith_action") === "on" ? [] : [{ kind: "fenced", node: node.name }];
    }
    if (action.pseudo || resource?.kind !== "primitive" || UNRECORDED.has(task)) return [];
    const [source, target] = [meta.get("migrate_source"), meta.get("migrate_target")];
    return [{
      kind: "done",
      node: node.name,
      names: [names.shownName(resource), names.newName(resource)],
      agent: resource.input.agent,
      task: task === "reload-agent" ? "start" : task,
      interval,
      expects: action.expects ?? 0,
      ...(source === undefined || target === undefined ? {} : { migration: { source, target } }),
    }];
  });

const UNRECORDED: ReadonlySet<string> = new Set(["delete", "clear_failcount", "notify"]);

/** What has been said of it for as long as it is up is forgotten. */
function switchedOff(node: NodeInput): NodeInput {
  const attributes = node.permanent ?? node.attributes;
  return {
    ...node,
    online: false,
    unclean: null,
    pending: false,
    shutdown: false,
    seen: true,
    standby: isTrue(attributes.get("standby")),
    maintenance: isTrue(attributes.get("maintenance")),
    attributes,
  };
}

const isTrue = (value: string | undefined): boolean =>
  value !== undefined && ["true", "on", "yes", "y", "1"].includes(value.toLowerCase());

/** Null: nothing is recorded of such an action. */
function outcomeOf(
  { task, interval, expects }: Action,
  resource: Primitive,
  fact: ResourceFact,
): ResourceFact | null {
  switch (task) {
    case "monitor":
      return interval === 0
        ? probed(fact, expects)
        : monitored(fact, interval, expects ?? 0, activeRole(resource));
    case "start":
    case "migrate_from":
      return { ...recovered(fact), role: "started", recurring: [], definition: "same" };
    case "stop":
      return {
        ...recovered(fact),
        role: "stopped",
        recurring: fact.recurring.filter((one) => one.expects === OCF.notRunning),
        definition: "same",
      };
    case "promote":
      return { ...recovered(fact), role: "promoted" };
    case "demote":
      return { ...recovered(fact), role: "unpromoted" };
    case "reload-agent":
      // It is recorded as a start.
      return { ...recovered(fact), role: "started", definition: "same" };
    case "cancel": {
      // A record of something done well there, and so a sign of life: crm_simulate's, not a real node's.
      const role = rank(fact.role) < rank("started") ? activeRole(resource) : fact.role;
      const recurring = fact.recurring.filter((one) => one.interval !== interval);
      return { ...fact, role, recurring };
    }
    case "migrate_to":
      return fact;
    default:
      return null;
  }
}

const activeRole = (resource: Primitive): "started" | "unpromoted" =>
  cloneOf(resource)?.promotable ? "unpromoted" : "started";

/** A probe finds what it was sent to find. */
function probed(before: ResourceFact, expects: number | null): ResourceFact {
  const fact = { ...before, pending: null };
  if (expects === OCF.notRunning) return { ...fact, role: "stopped" };
  if (expects === OCF.promoted) return { ...fact, role: "promoted" };
  return { ...fact, role: rank(fact.role) < rank("started") ? "started" : fact.role };
}

function monitored(
  fact: ResourceFact,
  interval: number,
  expects: number,
  active: ResourceFact["role"],
): ResourceFact {
  const role = expects === OCF.promoted
    ? "promoted"
    : expects === 0 && rank(fact.role) < rank("started")
    ? active
    : fact.role;
  const others = fact.recurring.filter((one) => one.interval !== interval);
  const recurring = { name: "monitor", interval, same: true, expects };
  return { ...fact, role, pending: null, recurring: [...others, recurring] };
}

/** What a failure asked for stays only where success does not answer it: that is for people to lift. */
const LASTING: readonly ResourceFact["reaction"][] = ["stop", "fence", "ban", "standby"];

function recovered(fact: ResourceFact): ResourceFact {
  const lasting = LASTING.includes(fact.reaction);
  return {
    ...fact,
    reaction: lasting ? fact.reaction : null,
    nextRole: lasting ? fact.nextRole : null,
    pending: null,
    migrating: undefined,
    nextRoleCleared: !lasting,
  };
}

/** Facts in the order recorded: node by node. */
class FactBook {
  readonly #byNode = new Map<string, Map<string, ResourceFact>>();

  constructor(
    { nodes, facts, reported = [] }: SchedulerInput,
    private readonly names: HistoryNames,
  ) {
    for (const name of reported) this.#of(name);
    for (const fact of facts) this.#of(fact.node).set(fact.resource, fact);
    for (const { name } of nodes) this.#of(name);
  }

  #of(node: string): Map<string, ResourceFact> {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const fresh = new Map<string, ResourceFact>();
    this.#byNode.set(node, fresh);
    return fresh;
  }

  forget(node: string): void {
    this.#of(node).clear();
  }

  change(
    resource: Primitive,
    node: string,
    outcome: (fact: ResourceFact) => ResourceFact | null,
  ): void {
    const facts = this.#of(node);
    const shown = this.names.shownName(resource);
    const name = facts.has(shown) ? shown : this.names.newName(resource);
    const after = outcome(facts.get(name) ?? unknownFact(resource, name, node));
    if (after !== null) facts.set(name, after);
  }

  all(): readonly ResourceFact[] {
    return [...this.#byNode.values()].flatMap((facts) => [...facts.values()]);
  }
}

const unknownFact = (resource: Primitive, name: string, node: string): ResourceFact => ({
  resource: name,
  node,
  agent: resource.input.agent,
  role: "unknown",
  failureIgnored: false,
  reaction: null,
  nextRole: null,
  bans: [],
  pending: null,
  recurring: [],
  definition: "same",
});
