/** A linter for a running cluster's plans: what none may ever say, found without knowing how they are made. */
import {
  isQuorumBound,
  metaOf,
  type NodeName,
  partsOf,
  type ResourceConfig,
  type ResourceMeta,
  stripNumber,
  type Unit,
} from "../model/mod.ts";
import { factOf } from "./live/fact.ts";
import { instancesIn } from "./live/limits.ts";
import { lastHolderOf } from "./live/migrations.ts";
import { isMember, type ScheduleInput, type ScheduleNode } from "./live/schedule_input.ts";
import {
  type Action,
  type ActionId,
  allBefore,
  type FenceNeed,
  type Transition,
} from "./transition_plan.ts";
import { misplacedTogether } from "./verify_places.ts";

/** Sentences, one for each thing that is wrong; none for a good plan. */
export function verify(transition: Transition, input: ScheduleInput): readonly string[] {
  const plan = new Plan(transition.actions);
  return [
    ...(plan.byId.size === transition.actions.length ? [] : ["an action is there twice"]),
    ...transition.actions.flatMap((action) => dangling(action, plan)),
    ...(isCyclic(plan) ? ["the actions wait for each other in a circle"] : []),
    ...transition.actions.flatMap((action) => misplaced(action, input)),
    ...transition.actions.flatMap((action) => secondPlace(action, plan, input)),
    ...misplacedTogether(transition.actions, input),
    ...transition.actions.flatMap((action) => tooEarly(action, input)),
    ...transition.fences.flatMap((fence) => unfounded(fence, plan, input)),
    ...transition.actions.flatMap((action) => outOfGroupOrder(action, plan, input)),
    ...transition.actions.flatMap((action) => outOfOrder(action, plan, input)),
  ];
}

class Plan {
  readonly byId: ReadonlyMap<ActionId, Action>;

  constructor(readonly actions: readonly Action[]) {
    this.byId = new Map(actions.map((action) => [action.id, action]));
  }

  /** All that is done before it, directly or by others. */
  before(action: Action): readonly Action[] {
    return [...allBefore(action, this.byId)].flatMap((id) => this.byId.get(id) ?? []);
  }

  holds(kind: Action["kind"], resource: string, node: NodeName): boolean {
    return this.actions.some((one) =>
      one.kind === kind && one.resource as string === resource && one.node === node
    );
  }
}

const dangling = (action: Action, { byId }: Plan): readonly string[] =>
  action.after.filter((id) => !byId.has(id)).map((id) => `${action.id} waits for no-one: ${id}`);

function isCyclic({ byId }: Plan): boolean {
  const left = new Map([...byId.values()].map(({ id, after }) => [id, after.length]));
  const followers = new Map<ActionId, ActionId[]>();
  for (const { id, after } of byId.values()) {
    for (const before of after) followers.set(before, [...followers.get(before) ?? [], id]);
  }
  const ready = [...left].flatMap(([id, count]) => count === 0 ? id : []);
  let done = 0;
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    done += 1;
    for (const follower of followers.get(id) ?? []) {
      const count = (left.get(follower) ?? 0) - 1;
      left.set(follower, count);
      if (count === 0) ready.push(follower);
    }
  }
  return done < byId.size;
}

const GIVES: ReadonlySet<Action["kind"]> = new Set(["start", "promote", "migrate_from"]);

/** Nothing is asked of a node that takes no orders, and nothing begun without quorum. */
function misplaced(action: Action, input: ScheduleInput): readonly string[] {
  const { nodes, quorum, config } = input;
  const node = nodes.find(({ name }) => name === action.node);
  if (node === undefined || !isMember(node)) return [`${action.id}: the node takes no orders`];
  if (node.standing === "witness") return [`${action.id}: the node is a witness`];
  if (node.standing === "maintenance") return [`${action.id}: the node is in maintenance`];
  if (!GIVES.has(action.kind)) return [];
  if (node.standing !== "online") return [`${action.id}: the node is ${node.standing}`];
  // Of what may be promoted the others go on as they are, whatever that takes.
  const demoted = config.noQuorum === "demote" && action.kind === "start" &&
    instancesIn(config).some(({ resource, limit }) =>
      resource.id === action.resource && limit.promoted > 0
    );
  const unasked = metaIn(action.resource, input).requires === "nothing";
  const fine = quorum || demoted || unasked || !isQuorumBound(config);
  return fine ? [] : [`${action.id}: there is no quorum`];
}

/** A start needs the resource off everywhere else, or a stop of it before; so does a second promoted one. */
function secondPlace(action: Action, plan: Plan, input: ScheduleInput): readonly string[] {
  const unit = unitOf(action.resource, input);
  if (action.kind !== "start" || unit === undefined || unit.clone !== null) return [];
  const freed = new Set(
    plan.before(action)
      .filter(({ kind, resource }) => kind === "stop" && resource === action.resource)
      .map(({ node }) => node),
  );
  return input.nodes.flatMap((node) => {
    if (freed.has(node.name) || node.standing === "unclean") return [];
    const { state, busy } = factOf(node, { id: action.resource });
    if (state === "off" && !busy) return [];
    const elsewhere = (lastHolderOf(action.resource, input) ?? node.name) !== node.name;
    if (state === "unknown" && elsewhere) return [];
    return [`${action.id}: it is ${busy ? "busy" : state} on ${node.name}`];
  });
}

/** A start waits until what may have the resource is known to be off, unless the file says otherwise. */
function tooEarly(action: Action, input: ScheduleInput): readonly string[] {
  if (!GIVES.has(action.kind)) return [];
  const { requires } = metaIn(action.resource, input);
  if (requires === "quorum" || requires === "nothing") return [];
  const last = lastHolderOf(action.resource, input);
  const held = requires !== "fencing" && unitOf(action.resource, input)?.clone === null;
  return input.nodes.flatMap(({ name, standing }) => {
    if (standing !== "unclean" || (held && last !== undefined && last !== name)) return [];
    return [`${action.id}: ${name} is to be fenced before`];
  });
}

/** A node is fenced only for a reason, by who may, and nothing is begun there before. */
function unfounded({ node: name }: FenceNeed, plan: Plan, input: ScheduleInput): readonly string[] {
  const { config, quorum } = input;
  const node = input.nodes.find((one) => one.name === name);
  if (node === undefined || !config.fencing.enabled) return [`fence ${name}: nobody may`];
  const lost = !quorum && config.noQuorum === "fence" && isMember(node);
  const failed = Object.entries(node.resources ?? {}).some(([id, { state }]) =>
    (state === "stopFailed" || state === "failed") && metaIn(id, input).managed !== false
  );
  const begun = plan.actions.filter(({ kind, node }) => GIVES.has(kind) && node === name);
  return [
    ...(node.standing === "unclean" || lost || failed ? [] : [`fence ${name}: for no reason`]),
    ...(quorum || config.noQuorum === "ignore" || node.standing !== "unclean"
      ? []
      : [`fence ${name}: there is no quorum`]),
    ...begun.map(({ id }) => `${id}: the node is to be fenced`),
  ];
}

/** It was ordered by an earlier plan, for reasons that were good then. */
const isUnderWay = ({ resource, node, waits }: Action, { nodes }: ScheduleInput): boolean =>
  waits && nodes.some((one) => one.name === node && factOf(one, { id: resource }).busy);

/** A member starts after the one before it runs, or is started before, at the same place. */
function outOfGroupOrder(action: Action, plan: Plan, input: ScheduleInput): readonly string[] {
  if (action.kind !== "start" || isUnderWay(action, input)) return [];
  const unit = unitOf(action.resource, input);
  const index = unit?.members.findIndex(({ id }) => id === action.resource) ?? 0;
  const earlier = unit?.members[index - 1];
  const node = input.nodes.find(({ name }) => name === action.node);
  if (earlier === undefined || node === undefined || isLeftAlone(earlier, input)) return [];
  return runsOrStarts(earlier, node, action, plan)
    ? []
    : [`${action.id}: ${earlier.id} does not run there before`];
}

/** What a mandatory order names first runs, or is started before. */
function outOfOrder(action: Action, plan: Plan, input: ScheduleInput): readonly string[] {
  if (action.kind !== "start" || isUnderWay(action, input)) return [];
  const unit = unitOf(action.resource, input);
  return input.config.orders.flatMap((order) => {
    const first = input.units.find(({ name }) => name as string === order.first);
    const named = order.then === action.resource as string || order.then === unit?.name;
    const plain = order.kind === "mandatory" && order.requireAll &&
      order.firstAction === "start" && order.thenAction === "start";
    if (!named || !plain || first === undefined || first.clone !== null) return [];
    const late = first.members.filter((member) =>
      !isLeftAlone(member, input) &&
      !input.nodes.some((node) => runsOrStarts(member, node, action, plan))
    );
    return late.map(({ id }) => `${action.id}: ${id} (${order.id}) does not run before`);
  });
}

/** Of what is not managed it is taken for granted that it is as it should be, as Pacemaker does. */
const isLeftAlone = ({ id }: ResourceConfig, input: ScheduleInput): boolean =>
  metaIn(id, input).managed === false;

function metaIn(id: string, { config, wishes }: ScheduleInput): ResourceMeta {
  const part = partsOf(config).get(stripNumber(id));
  return part === undefined ? {} : metaOf(part, config.defaults, wishes);
}

function runsOrStarts(
  member: ResourceConfig,
  node: ScheduleNode,
  action: Action,
  plan: Plan,
): boolean {
  const { state, busy } = factOf(node, member);
  // What failed and is left as it is counts as running.
  const runs = (state === "on" || state === "failed") && !plan.holds("stop", member.id, node.name);
  // What waits for an operation under way is planned anew after that.
  return runs || (action.waits && busy) ||
    plan.before(action).some((before) =>
      (before.kind === "start" || before.kind === "migrate_from") &&
      before.resource === member.id && before.node === node.name
    );
}

const unitOf = (resource: string, { units }: ScheduleInput): Unit | undefined =>
  units.find(({ members }) => members.some(({ id }) => id as string === resource));
