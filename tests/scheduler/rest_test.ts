/** Plans come to rest: carried out one after the other, all well, they end in one with nothing to do. */
import "../pure.ts";
import fc from "fast-check";
import { assertEquals } from "@std/assert";
import {
  type CloneConfig,
  nodeName,
  type OrderConstraint,
  type ResourceReport,
  unitName,
  unitsOf,
} from "../../src/model/mod.ts";
import { LastHolders } from "../../src/node/last_holders.ts";
import {
  type Action,
  allBefore,
  intentsAfter,
  type Made,
  schedule,
  type ScheduleInput,
  type ScheduleNode,
} from "../../src/scheduler/mod.ts";
import { runs } from "../fuzz.ts";
import { mixtureInput } from "./arbitrary_mixture.ts";
import { member, readStory, STOPPED, tellPlan } from "./story.ts";

/** What an action makes of its resource where nothing fails. */
function done({ kind }: Action, before: ResourceReport): ResourceReport {
  switch (kind) {
    case "start":
      return { ...before, state: "started", definition: "new" };
    case "stop":
      return STOPPED;
    case "promote":
      return { ...before, promoted: true };
    case "demote":
      return { ...before, promoted: false };
    default:
      return before;
  }
}

/** The cluster after these, each of which was ready. */
function after(input: ScheduleInput, actions: readonly Action[]): ScheduleInput {
  const nodes = input.nodes.map((node): ScheduleNode => ({
    ...node,
    resources: actions.filter((action) => action.node === node.name).reduce(
      (all, action) => ({
        ...all,
        [action.resource]: done(action, all?.[action.resource] ?? STOPPED),
      }),
      node.resources,
    ),
  }));
  return { ...input, nodes };
}

/** Where a plan of so many rounds has not come to rest, none will. */
const ROUNDS = 40;

/** `picks`: which of the actions that are ready is done before the next plan; empty: all that are planned. */
function comeToRest(first: ScheduleInput, picks: readonly number[]): void {
  const holders = new LastHolders();
  let input = first;
  let last: Made | null = null;
  const told: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    holders.see(input.nodes, input.config as never);
    input = { ...input, lastHolders: new Map(holders.byResource) };
    input = { ...input, intents: intentsAfter(last, input) };
    const plan = schedule(input);
    last = { input, transition: plan };
    const actions = plan.actions.filter(({ kind }) => kind !== "notify");
    told.push(tellPlan({ ...plan, actions }));
    if (actions.length === 0) return;
    const pick = picks[round % picks.length] ?? 0;
    const byId = new Map(plan.actions.map((action) => [action.id, action]));
    const ready = actions.filter((action) =>
      allBefore(action, byId).isDisjointFrom(new Set(actions.map(({ id }) => id)))
    );
    const begun = picks.length === 0 ? actions : [ready[pick % ready.length] as Action];
    holders.begin(begun);
    input = after(input, begun);
  }
  throw new Error(`it does not end: ${told.slice(-4).join("\n")}`);
}

Deno.test("plans carried out whole come to rest", () => {
  fc.assert(fc.property(mixtureInput, (input) => comeToRest(input, [])), runs(300));
});

Deno.test("plans broken off after every action come to rest", () => {
  const picks = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(mixtureInput, picks, comeToRest), runs(300));
});

/** Each of three promotable clones follows the promotion of the one before; no agent is fit for one. */
function chainOfPromotions(): ScheduleInput {
  const resources = ["a", "b", "c"].map((id) => member(id));
  const clones = resources.map(({ id }): CloneConfig => ({
    name: unitName(`all-${id}`),
    of: id,
    prefer: [],
    meta: { promotable: true, interleave: false, ordered: (id as string) === "b" },
  }));
  const orders = ["a b", "b c"].map((pair): OrderConstraint => {
    const [first, then] = pair.split(" ").map((id) => `all-${id}`) as [string, string];
    return {
      id: `${first}-then-${then}`,
      first,
      firstAction: "promote",
      then,
      thenAction: "start",
      kind: "mandatory",
      symmetrical: true,
      requireAll: true,
    };
  });
  const story = readStory(["n1: a"]);
  const config = {
    ...story.config,
    resources,
    clones,
    orders,
    // The second could be promoted, if it could start.
    locations: [{
      id: "b-promoted",
      resource: "all-b",
      where: { kind: "node" as const, node: nodeName("n1"), score: 100 },
      role: "promoted" as const,
      discovery: "always" as const,
    }],
  };
  return {
    ...story,
    config,
    units: unitsOf(config),
    nodes: story.nodes.map((node) => ({
      ...node,
      resources: {
        ...node.resources,
        ...Object.fromEntries(["b", "c"].map((id) => [id, STOPPED])),
      },
    })),
    definitions: new Map(resources.map(({ id }) => [id, "new"])),
  };
}

Deno.test("what the next plan would stop again is not started, and it is said why", () => {
  const input = chainOfPromotions();
  const { actions, blocked } = schedule(input);
  assertEquals(actions.map(({ id }) => id), []);
  assertEquals(
    blocked.filter(({ unit }) => unit as string === "all-c").map((
      { why, passing },
    ) => [why, passing]),
    [["c would have to be stopped again", false]],
  );
  comeToRest(input, []);
});
