/** Why each action is in a running cluster's plan: a clause for people. */
import { lackingIn, type NodeName, sameDigest, type Unit, type UnitName } from "../../model/mod.ts";
import type { Action as Planned } from "../state/action.ts";
import type { Primitive, Resource } from "../state/resource.ts";
import { topOf } from "../state/resource.ts";
import type { Candidate, Placement } from "../transition_plan.ts";
import { MORE } from "./reach.ts";
import type { ScheduleInput } from "./schedule_input.ts";

export function reasonsFor(
  input: ScheduleInput,
  placements: readonly Placement[],
): (action: Planned) => string {
  const unitOf = new Map<string, Unit>();
  for (const unit of input.units) for (const { id } of unit.members) unitOf.set(id, unit);
  const byName = new Map(placements.map((placement) => [placement.unit as string, placement]));
  const reasons = new Reasons(input, unitOf, byName);
  return (action) => reasons.of(action);
}

class Reasons {
  readonly #lacking: (unit: UnitName) => string | null;

  constructor(
    private readonly input: ScheduleInput,
    private readonly unitOf: ReadonlyMap<string, Unit>,
    private readonly placements: ReadonlyMap<string, Placement>,
  ) {
    this.#lacking = lackingIn(input.config, input.units, input.wishes);
  }

  of(action: Planned): string {
    const resource = action.resource as Primitive;
    const node = action.node?.name as NodeName;
    switch (action.task) {
      case "stop":
        return this.#whyStop(resource, node, action);
      case "start":
        return this.#whyStart(resource, node, action);
      case "promote":
        return `it is the best of ${topOf(resource).id} to be promoted`;
      case "demote":
        return this.#whyDemote(resource, node, action);
      case "notify":
        return `${action.meta.get("notify_type")}-${action.meta.get("notify_operation")} of ${
          topOf(resource).id
        }`;
      case "reload-agent":
        return `parameters of ${resource.baseId} have changed that it can load anew`;
      case "migrate_to":
      case "migrate_from":
        return `it moves to ${resource.assignedTo?.name} without a stop`;
    }
    return action.reason ?? "the plan needs it";
  }

  #whyStop(resource: Primitive, node: NodeName, action: Planned): string {
    if (resource.orphan) {
      return resource.parent === null
        ? "it is no longer in the configuration"
        : `there are more of ${topOf(resource).id} than there may be`;
    }
    const kept = this.#kept(resource);
    if (kept !== null && kept !== node) return `${kept} keeps it after both had it`;
    const { quorum, config } = this.input;
    const again = resource.actions.find((one) => one.task === "start" && !one.optional);
    if (!quorum && config.noQuorum !== "ignore" && !again?.dumped) {
      return `this partition has no quorum (no_quorum = ${config.noQuorum})`;
    }
    const target = resource.assignedTo?.name ?? null;
    if (target === node && resource.nextRole !== "stopped") {
      return this.#whyRestart(resource, node, action);
    }
    return this.#wish(resource) ?? this.#against(resource, node) ?? whyNowhere(resource) ??
      this.#better(resource, target) ?? `it is to run on ${target}`;
  }

  #whyRestart(resource: Primitive, node: NodeName, action: Planned): string {
    const own = this.#ownFault(resource, node);
    if (own !== null) return own;
    const unit = this.unitOf.get(resource.baseId);
    for (const { id } of unit?.members ?? []) {
      const fault = this.#memberFault(id, node);
      if (fault !== null) return fault;
    }
    return action.reason ?? "what it depends on restarts";
  }

  /** What is wrong with it, or new about it. */
  #ownFault(resource: Primitive, node: NodeName): string | null {
    return this.#memberFault(resource.baseId, node);
  }

  #memberFault(id: string, name: NodeName): string | null {
    const node = this.input.nodes.find((one) => one.name === name);
    const report = node?.resources?.[id as keyof typeof node.resources];
    if (report === undefined || report === null) return null;
    if (report.state === "failed") {
      return `${id} failed on ${name} (${report.lastFailure?.meaning ?? "not running"})`;
    }
    if (report.state === "stopped") return `${id} does not run on ${name}`;
    const wanted = this.input.definitions.get(id as never);
    const changed = node?.sameConfig === true && report.definition !== null &&
      wanted !== undefined && !sameDigest(wanted, report.definition);
    return changed ? `the definition of ${id} has changed` : null;
  }

  #whyStart(resource: Primitive, node: NodeName, action: Planned): string {
    const stop = resource.actions.find((one) => one.task === "stop" && one.dumped);
    if (stop?.node?.name === node) return this.#whyRestart(resource, node, action);
    if (stop?.node) return this.#whyStop(resource, stop.node.name as NodeName, stop);
    const unit = this.unitOf.get(resource.baseId);
    if (unit?.clone) return `an instance of ${unit.name} is to run on ${node}`;
    return unit?.prefer.includes(node) ? `it runs nowhere and prefers ${node}` : "it runs nowhere";
  }

  #whyDemote(resource: Primitive, node: NodeName, action: Planned): string {
    const fault = this.#memberFault(resource.baseId, node);
    if (fault !== null && fault.includes("failed")) return fault;
    if (resource.nextRole === "stopped") return this.#whyStop(resource, node, action);
    return this.#against(resource, node) ?? `another of ${topOf(resource).id} is to be promoted`;
  }

  /** What an operator has said of it, of what it is in, or of what comes before it there. */
  #wish(resource: Primitive): string | null {
    const { targetRoles, restarting } = this.input.wishes;
    for (let one: Resource | null = resource; one !== null; one = one.parent) {
      const what = one.baseId === resource.baseId ? "it" : one.baseId;
      if (restarting.includes(one.baseId)) return `an operator restarts ${what}`;
      if (targetRoles[one.baseId] === "stopped") return `an operator has stopped ${what}`;
    }
    const members = this.unitOf.get(resource.baseId)?.members ?? [];
    const before = members.slice(
      0,
      members.findIndex(({ id }) => id === resource.baseId as string),
    );
    const stopped = before.find(({ id }) => targetRoles[id] === "stopped");
    if (stopped !== undefined) return `an operator has stopped ${stopped.id}`;
    const lack = this.#lacking(topOf(resource).baseId as UnitName);
    return lack === null ? null : `it needs ${lack}, which is to be stopped`;
  }

  #kept({ baseId }: Primitive): NodeName | null {
    const unit = this.unitOf.get(baseId);
    return unit === undefined ? null : this.input.kept.get(unit.name) ?? null;
  }

  #against(resource: Primitive, node: NodeName): string | null {
    return this.#candidate(resource, node)?.against ?? null;
  }

  #better(resource: Primitive, target: string | null): string | null {
    const part = this.#candidate(resource, target)?.parts.find(({ name }) => name.startsWith(MORE));
    return part === undefined ? null : `${target} ${part.name}`;
  }

  #candidate({ baseId }: Primitive, node: string | null): Candidate | undefined {
    const unit = this.unitOf.get(baseId);
    const placement = unit === undefined ? undefined : this.placements.get(unit.name);
    return placement?.candidates.find((one) => one.node === node);
  }
}

function whyNowhere(resource: Primitive): string | null {
  if (resource.meta.targetRole === "stopped") return "it is to be stopped (target_role)";
  return resource.assignedTo === null ? "it must not run anywhere" : null;
}
