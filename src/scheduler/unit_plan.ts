/** The actions that bring one unit to its place, and what stands in their way. */
import type { NodeName, ResourceConfig, Unit } from "../model/mod.ts";
import { type Fact, factOf, isActive, isMember, type ScheduleNode } from "./facts.ts";
import type { ScheduleInput } from "./schedule.ts";
import {
  type Action,
  type ActionId,
  actionId,
  type Blocked,
  type Placement,
} from "./transition_plan.ts";

interface Obstacle {
  readonly why: string;
  readonly passing: boolean;
}

export interface UnitPlan {
  readonly actions: readonly Action[];
  readonly blocked: readonly Blocked[];
}

/**
 * Stops in reverse order wherever the unit must not be, then starts in order at its place. A
 * member starts only where its stop everywhere else is part of the plan or not needed.
 */
export function planUnit(unit: Unit, placement: Placement, input: ScheduleInput): UnitPlan {
  const planner = new UnitPlanner(unit, placement, input);
  return planner.plan();
}

class UnitPlanner {
  readonly #actions = new Map<ActionId, Action>();
  readonly #obstacles: Obstacle[] = [];
  readonly #target: ScheduleNode | null;
  readonly #room: number;

  constructor(
    private readonly unit: Unit,
    private readonly placement: Placement,
    private readonly input: ScheduleInput,
  ) {
    this.#target = input.nodes.find((node) => node.name === placement.node) ?? null;
    this.#room = placement.candidates.find(({ node }) => node === placement.node)?.room ?? 0;
  }

  plan(): UnitPlan {
    for (const node of this.input.nodes) this.#planStops(node);
    this.#planStarts();
    this.#planAnnouncements();
    this.#noteMissingRoom();
    const obstacle = this.#obstacles.find(({ passing }) => !passing) ?? this.#obstacles[0];
    const blocked = obstacle === undefined ? [] : [{ unit: this.unit.name, ...obstacle }];
    return { actions: [...this.#actions.values()], blocked };
  }

  get #members(): readonly ResourceConfig[] {
    return this.unit.members;
  }

  #fact(node: ScheduleNode, index: number): Fact {
    return factOf(node, this.#members[index] as ResourceConfig);
  }

  /**
   * The first member that must be off on this node, and with it all that follow: at the unit's
   * place the first that does not run as it should, anywhere else the first of all.
   */
  #firstToStop(node: ScheduleNode): number {
    if (node !== this.#target) return 0;
    const index = this.#members.findIndex((member, index) =>
      index >= this.#room || !this.#runsWell(node, index) || this.#isRedefined(node, member)
    );
    return index < 0 ? this.#members.length : index;
  }

  #runsWell(node: ScheduleNode, index: number): boolean {
    const { state, busy } = this.#fact(node, index);
    const report = node.resources?.[(this.#members[index] as ResourceConfig).id];
    return state === "on" && (!busy || (report?.busy ?? "announce") === "announce");
  }

  /** Its definition has changed since it was started, and the node knows the new one. */
  #isRedefined(node: ScheduleNode, member: ResourceConfig): boolean {
    const running = node.resources?.[member.id]?.definition ?? null;
    return node.sameConfig && running !== null && running !== this.input.definitions.get(member.id);
  }

  #planStops(node: ScheduleNode): void {
    if (!isMember(node)) return this.#noteOutOfReach(node);
    if (this.#awaitsProbe(node)) return;
    let after: ActionId | null = null;
    for (let index = this.#members.length - 1; index >= this.#firstToStop(node); index -= 1) {
      const member = this.#members[index] as ResourceConfig;
      const fact = this.#fact(node, index);
      if (fact.state === "stopFailed" && !fact.busy) {
        const advice = `look at it there, then run: hb cleanup ${member.id}`;
        this.#block(`${member.id} could not be stopped on ${node.name}; ${advice}`);
        return;
      }
      if (fact.busy) return this.#wait(`an operation of ${member.id} on ${node.name}`);
      if (fact.state !== "on" && fact.state !== "failed") continue;
      after = this.#add("stop", index, node, after === null ? [] : [after], this.#whyStop(node));
    }
  }

  /**
   * At the unit's place, a member that is not known yet may well run, as after the daemon alone was
   * started anew: what needs it is not stopped for that.
   */
  #awaitsProbe(node: ScheduleNode): boolean {
    const first = this.#firstToStop(node);
    return node === this.#target && first < this.#members.length &&
      this.#fact(node, first).state === "unknown";
  }

  /** What runs on a node that takes no orders can only be waited for. */
  #noteOutOfReach(node: ScheduleNode): void {
    const active = this.#members.find((_, index) => isActive(this.#fact(node, index)));
    if (active !== undefined) {
      const why = `${active.id} runs on ${node.name}, which cannot be told to stop it now`;
      this.#obstacles.push({ why, passing: true });
    }
  }

  #planStarts(): void {
    const node = this.#target;
    if (node === null) return;
    let before: ActionId | null = null;
    for (let index = this.#firstToStop(node); index < this.#room; index += 1) {
      const member = this.#members[index] as ResourceConfig;
      const obstacle = this.#obstacleToStart(node, index);
      if (obstacle !== null) {
        this.#obstacles.push(obstacle);
        return;
      }
      const stops = this.input.nodes.map((other) => actionId("stop", member.id, other.name))
        .filter((id) => this.#actions.has(id));
      const after: readonly ActionId[] = before === null ? stops : [...stops, before];
      before = this.#add("start", index, node, after, this.#whyStart(node, member));
    }
  }

  #obstacleToStart(target: ScheduleNode, index: number): Obstacle | null {
    const { id } = this.#members[index] as ResourceConfig;
    for (const node of this.input.nodes) {
      const { state, busy } = this.#fact(node, index);
      if (this.#actions.has(actionId("stop", id, node.name))) continue;
      if (state === "unknown") {
        const lastHolder = this.input.lastHolders.get(id) ?? node.name;
        if (node !== target && node.name !== lastHolder) continue;
        return { why: `it is not known yet whether ${id} runs on ${node.name}`, passing: true };
      }
      if (busy) return { why: `waits for an operation of ${id} on ${node.name}`, passing: true };
      if (state !== "off") {
        const where = node === target ? "here" : `on ${node.name}`;
        return { why: `${id} is still active ${where}`, passing: state !== "stopFailed" };
      }
    }
    return null;
  }

  /** After two nodes have held an address, the one that keeps it tells the network again. */
  #planAnnouncements(): void {
    const node = this.#target;
    if (node === null || !this.input.announce.has(this.unit.name)) return;
    for (const [index, member] of this.#members.entries()) {
      if (member.agent.class !== "hb" || index >= this.#firstToStop(node)) continue;
      if (this.#fact(node, index).busy || !this.#goesElsewhere(node, index)) continue;
      const stops = this.input.nodes.map((other) => actionId("stop", member.id, other.name))
        .filter((id) => this.#actions.has(id));
      this.#add("announce", index, node, stops, "another node held the address too");
    }
  }

  #goesElsewhere(target: ScheduleNode, index: number): boolean {
    const { id } = this.#members[index] as ResourceConfig;
    return this.input.nodes.every((node) =>
      node === target || this.#fact(node, index).state === "off" ||
      this.#actions.has(actionId("stop", id, node.name))
    );
  }

  #noteMissingRoom(): void {
    if (this.#room === this.#members.length) return;
    if (!this.input.quorum && this.input.noQuorum !== "ignore") {
      this.#block(`this partition has no quorum (no_quorum = ${this.input.noQuorum})`);
      return;
    }
    const reasons = this.placement.candidates.flatMap(({ against }) => against ?? []);
    const what = this.#members[this.#room]?.id ?? this.unit.name;
    this.#block(`${what} cannot run anywhere: ${reasons.join("; ")}`);
  }

  #whyStop(node: ScheduleNode): string {
    if (node === this.#target) return this.#whyRestart(node);
    if (this.input.kept.has(this.unit.name)) {
      return `${this.input.kept.get(this.unit.name)} keeps it after both had it`;
    }
    const against = this.placement.candidates.find(({ node: name }) => name === node.name)?.against;
    if (against) return against;
    if (this.#target === null) return "it must not run anywhere";
    return `it is to run on ${this.#target.name}`;
  }

  #whyRestart(node: ScheduleNode): string {
    const index = this.#firstToStop(node);
    const member = this.#members[index];
    if (member === undefined) return "it is to be restarted";
    if (index >= this.#room) {
      return this.placement.candidates.find(({ node: name }) => name === node.name)?.against ??
        "it must not run here";
    }
    if (this.#isRedefined(node, member) && this.#fact(node, index).state === "on") {
      return `the definition of ${member.id} has changed`;
    }
    if (this.#fact(node, index).state === "off") return `${member.id} does not run on ${node.name}`;
    const meaning = node.resources?.[member.id]?.lastFailure?.meaning ?? "not running";
    return `${member.id} failed on ${node.name} (${meaning})`;
  }

  #whyStart(node: ScheduleNode, member: ResourceConfig): string {
    if (this.#actions.has(actionId("stop", member.id, node.name))) return this.#whyRestart(node);
    const from = this.input.nodes.find((other) =>
      this.#actions.has(actionId("stop", member.id, other.name))
    );
    if (from !== undefined) return this.#whyStop(from);
    const score = this.placement.candidates.find(({ node: name }) => name === node.name);
    const preferred = score?.parts.some((part) => part.name === "prefer") ?? false;
    return preferred ? `it runs nowhere and prefers ${node.name}` : "it runs nowhere";
  }

  #add(
    kind: Action["kind"],
    index: number,
    node: ScheduleNode,
    after: readonly ActionId[],
    because: string,
  ): ActionId {
    const { id: resource } = this.#members[index] as ResourceConfig;
    const id = actionId(kind, resource, node.name);
    this.#actions.set(id, { id, kind, resource, node: node.name as NodeName, after, because });
    return id;
  }

  #block(why: string): void {
    this.#obstacles.push({ why, passing: false });
  }

  #wait(what: string): void {
    this.#obstacles.push({ why: `waits for ${what}`, passing: true });
  }
}
