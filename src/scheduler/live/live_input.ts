/** From a running cluster to the scheduler's input: with what operators want, and what stands in the way. */
import {
  INFINITY,
  type LocationConstraint,
  type NodeName,
  type ResourceConfig,
  type ResourceId,
  type Role,
  type Score,
  type Unit,
} from "../../model/mod.ts";
import type { Obstacle, ResourceInput, SchedulerInput } from "../input.ts";
import {
  atNode,
  constraintsOf,
  optionsOf,
  resourcesOf,
  stickinessOf,
  tiedTo,
} from "./definitions.ts";
import { factOf, isActive } from "./fact.ts";
import { type Fencing, fencingIn, policyOf } from "./fencing.ts";
import { holdersOf } from "./holders.ts";
import { factsOf, failuresOf, isWitness, nodeInputOf } from "./live_facts.ts";
import { uncleanFacts } from "./unclean_facts.ts";
import { withoutStrays } from "./strays.ts";
import { instancesIn, type LimitOf, limitsOf } from "./limits.ts";
import { obstaclesOf, unknownOn } from "./obstacles.ts";
import { reachWishes, shortIn } from "./reach.ts";
import type { ScheduleInput, ScheduleNode } from "./schedule_input.ts";

export interface LiveInput extends SchedulerInput {
  readonly limitOf: LimitOf;
  readonly byId: ReadonlyMap<string, ResourceConfig>;
  readonly fencing: Fencing;
}

export function liveInput(input: ScheduleInput): LiveInput {
  const { config, nodes, wishes: wanted } = input;
  const byId = new Map<string, ResourceConfig>(
    config.resources.map((resource) => [resource.id, resource]),
  );
  const instances = instancesIn(config);
  const limitOf = limitsOf(instances);
  const fencing = fencingIn(input);
  const obstacles = [
    ...instances.flatMap((each) => obstaclesOf(each, input, fencing)),
    ...input.units.flatMap((unit) => behindUnknown(unit, input)),
    ...input.vain ?? [],
  ];
  const obstructed = new Set(
    obstacles.flatMap(({ resource, node }) => node === null ? resource : []),
  );
  const loose = looseIn(input);
  const last = lastPlaces(input);
  const shown = withoutStrays(input);
  const known = { byId, limitOf, fencing, isBeside: besidesIn(input) };
  const wishes = input.units.flatMap((unit) => wishesFor(unit, input, { obstructed, loose }));
  return {
    now: input.now,
    options: optionsOf({ ...config, noQuorum: policyOf(input) }, wanted, false),
    quorum: input.quorum,
    nodes: nodes.filter((node) => !isWitness(node, input))
      .map((node) => nodeInputOf(node, input)),
    resources: runningFirst(
      resourcesOf(config, {
        wishes: wanted,
        loose,
        requirementOf: fencing.requirementOf,
        monitors: false,
      }),
      input,
      last,
    ),
    constraints: constraintsOf(config, [...wishes, ...strangers(input)]),
    tickets: [],
    facts: shown.flatMap((node) =>
      node.standing === "unclean"
        ? uncleanFacts(node, instances, known, shown)
        : factsOf(node, known, { ...input, nodes: shown })
    ),
    failures: nodes.flatMap(failuresOf),
    obstacles,
    comesToRest: true,
    ranOn: last,
    intended: new Map((input.intents ?? []).map((intent) => [intent.unit, intent])),
    hasFenceDevices: true,
    limitOf,
    byId,
    fencing,
  };
}

/**
 * What an operator moves, what is in two places and is to come together where more of it is, and what
 * was last on a node that reaches fewer ping nodes: with all that is tied to it.
 */
export function looseIn(input: ScheduleInput): (id: string) => boolean {
  const { config, units, nodes, moves, lastHolders } = input;
  const short = shortIn(input);
  const drawn = units.filter((unit) => {
    const holders = holdersOf(unit, nodes);
    const last = unit.members.flatMap(({ id }) => lastHolders.get(id) ?? []);
    return holders.length > 1 || [...holders, ...last].some((name) => short.has(name));
  });
  const tied = tiedTo(config, [...moves.keys(), ...drawn.map(({ name }) => name)]);
  return (id) => tied.has(id);
}

/** What runs, or did before the plan stopped it, has its place first, so that all else is spread around it. */
function runningFirst(
  resources: readonly ResourceInput[],
  { units, nodes }: ScheduleInput,
  last: ReadonlyMap<string, string>,
): readonly ResourceInput[] {
  const running = new Set(
    units.filter((unit) => holdersOf(unit, nodes).length > 0).map(({ name }) => name as string),
  );
  const runs = ({ id }: ResourceInput) => running.has(id) || last.has(id);
  return [...resources.filter(runs), ...resources.filter((one) => !runs(one))];
}

/** What was last on a node that could have it again. */
function lastPlaces(
  { units, nodes, lastHolders }: ScheduleInput,
): ReadonlyMap<string, string> {
  const online = new Set(nodes.flatMap(({ name, standing }) => standing === "online" ? name : []));
  return new Map(
    units.flatMap(({ name, clone, members }): readonly (readonly [string, string])[] => {
      const last = clone === null ? members.flatMap(({ id }) => lastHolders.get(id) ?? []) : [];
      const [node] = last;
      return node !== undefined && online.has(node) ? [[name, node]] : [];
    }),
  );
}

const besidesIn = ({ units }: ScheduleInput) => (id: string, node: ScheduleNode): boolean =>
  units.some(({ clone, members }) =>
    clone === null && members.some((one) => one.id as string === id) &&
    members.some((one) => one.id as string !== id && isActive(factOf(node, one)))
  );

/**
 * A member waits for those before it to be known on the same node; where instances are told of starts,
 * for all: what the plan does not get to the end of it says nothing of.
 */
const behindUnknown = (unit: Unit, { nodes }: ScheduleInput): readonly Obstacle[] =>
  nodes.flatMap((node) => {
    const first = unit.members.findIndex((member) => factOf(node, member).state === "unknown");
    if (first < 0) return [];
    const why = unknownOn((unit.members[first] as ResourceConfig).id, node.name);
    const waiting = unit.clone?.meta.notify === true ? 0 : first + 1;
    return unit.members.slice(waiting).map(({ id }) => ({
      resource: id,
      task: "start",
      node: node.name,
      ...why,
    }));
  });

/** Above what preferences add up to, below INFINITY, which would swallow what else tells nodes apart. */
const MOVE: Score = INFINITY / 2;

/** Where a unit is to be, or not to be, for now. */
function wishesFor(
  unit: Unit,
  input: ScheduleInput,
  { obstructed, loose }: {
    readonly obstructed: ReadonlySet<string>;
    readonly loose: (id: string) => boolean;
  },
): readonly LocationConstraint[] {
  const kept = input.kept.get(unit.name);
  if (kept !== undefined) {
    return [atNode("keeps it after several had it", unit.name, kept, INFINITY)];
  }
  const holders = input.nodes.filter((node) =>
    unit.members.some((member) => isActive(factOf(node, member)))
  );
  const stays = stay(unit, holders, obstructed);
  return [
    ...stays,
    ...reachWishes(unit, input, holders, stays.length > 0),
    ...comeBack(unit, holders, input, loose),
    ...move(unit, holders, input),
  ];
}

/**
 * What was stopped only to be started again comes back to where it was: the plan that stopped it is
 * made anew after each step, and this is what held it there when it ran. So it holds what of its unit
 * still runs there.
 */
function comeBack(
  { clone, members }: Unit,
  holders: readonly ScheduleNode[],
  { config, lastHolders }: ScheduleInput,
  loose: (id: string) => boolean,
): readonly LocationConstraint[] {
  if (clone !== null) return [];
  return members.flatMap((member) => {
    const node = lastHolders.get(member.id);
    if (node === undefined || holders.some((holder) => isActive(factOf(holder, member)))) return [];
    if (holders.length > 0 && !holders.some(({ name }) => name === node)) return [];
    const score = stickinessOf(member, config.autoFailback, loose);
    return [atNode("it was there last", member.id, node, score)];
  });
}

/**
 * What runs well where it may run is not stopped for the sake of a better place, while something
 * still stands in the way of its start there. Once any of it has begun to move, the move goes on.
 */
function stay(
  unit: Unit,
  holders: readonly ScheduleNode[],
  obstructed: ReadonlySet<string>,
): readonly LocationConstraint[] {
  const [holder] = holders;
  if (unit.clone !== null || holder === undefined || holders.length > 1) return [];
  if (!unit.members.some(({ id }) => obstructed.has(id))) return [];
  const whole = unit.members.every((member) => {
    const { state, busy } = factOf(holder, member);
    return state === "on" && !busy;
  });
  return whole ? [atNode("stays while a start is in doubt", unit.name, holder.name, INFINITY)] : [];
}

function move(
  unit: Unit,
  holders: readonly ScheduleNode[],
  { moves, nodes }: ScheduleInput,
): readonly LocationConstraint[] {
  const move = moves.get(unit.name);
  if (move === undefined) return [];
  // Of what runs in two roles the promoted one moves.
  const role: Role | null = unit.clone?.meta.promotable === true ? "promoted" : null;
  const wish = (name: NodeName, score: Score): LocationConstraint => ({
    ...atNode("move", unit.name, name, score),
    role,
  });
  if (move.to !== null) return [wish(move.to, MOVE)];
  const from = holders.filter(({ resources }) =>
    role === null || unit.members.some(({ id }) => resources?.[id]?.promoted === true)
  );
  // Not a ban of where it is: with nowhere else to go it stays.
  return nodes.flatMap((node) => from.includes(node) ? [] : [wish(node.name, MOVE)]);
}

/** A node with another configuration runs only what it knows. */
function strangers({ config, nodes }: ScheduleInput): readonly LocationConstraint[] {
  return nodes.flatMap(({ name, sameConfig, resources }) =>
    sameConfig || resources === null
      ? []
      : config.resources.flatMap(({ id }) =>
        resources[id as ResourceId] === undefined
          ? [atNode(`${name} has another configuration`, id, name, -INFINITY)]
          : []
      )
  );
}
