/** What holds of every plan. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ResourceReport } from "../../src/model/mod.ts";
import {
  type Action,
  doubled,
  type FenceNeed,
  schedule,
  type ScheduleInput,
  type ScheduleNode,
  type Transition,
  verify,
} from "../../src/scheduler/mod.ts";
import { arbitraryInput, tidyInput } from "./arbitrary_input.ts";
import { STOPPED, tellPlan } from "./story.ts";

const RUNS = { numRuns: 500 };

/** What an action makes of its resource where nothing fails. */
function done(action: Action, before: ResourceReport): ResourceReport {
  switch (action.kind) {
    case "start":
      return { ...before, state: "started", definition: "new" };
    case "stop":
      return { ...STOPPED, failcount: before.failcount };
    default:
      return before;
  }
}

/** The cluster after `actions` and `fences`, and what its coordinator goes on with. */
function after(
  input: ScheduleInput,
  actions: readonly Action[],
  fences: readonly FenceNeed[] = [],
): ScheduleInput {
  const nodes = input.nodes.map((node): ScheduleNode => {
    if (fences.some((fence) => fence.node === node.name)) {
      return { ...node, standing: "offline", unclean: null, resources: {} };
    }
    const mine = actions.filter((action) => action.node === node.name);
    const resources = mine.reduce((all, action) => ({
      ...all,
      [action.resource]: done(action, all?.[action.resource] ?? STOPPED),
    }), node.resources);
    return { ...node, resources };
  });
  const kept = [...input.kept].filter(([name]) =>
    input.units.some((unit) => unit.name === name && doubled(unit, nodes))
  );
  const announced = actions.flatMap(({ kind, resource }) => kind === "announce" ? resource : []);
  const announce = input.units.filter(({ name, members }) =>
    input.announce.has(name) && !members.some(({ id }) => announced.includes(id))
  );
  return { ...input, nodes, kept: new Map(kept), announce: new Set(announce.map((u) => u.name)) };
}

/** Some of a plan's actions, none before what it waits for; `picks` say which next. */
function prefix({ actions }: Transition, picks: readonly number[]): readonly Action[] {
  const begun: Action[] = [];
  for (const pick of picks) {
    const ready = actions.filter((action) =>
      !begun.includes(action) && action.after.every((id) => begun.some((each) => each.id === id))
    );
    if (ready.length === 0) break;
    begun.push(ready[pick % ready.length]!);
  }
  return begun;
}

/** Moves that are over are struck out, as the coordinator does. */
function withoutMovesDone(input: ScheduleInput): ScheduleInput {
  const { placements } = schedule(input);
  const moves = [...input.moves].filter(([name, { to }]) => {
    const unit = input.units.find((each) => each.name === name);
    const target = input.nodes.find((node) => node.name === to);
    const whole = unit?.members.every(({ id }) => target?.resources?.[id]?.state === "started");
    return to !== null && !whole && placements.find((each) => each.unit === name)?.node === to;
  });
  return { ...input, moves: new Map(moves) };
}

Deno.test("no plan says what no plan may say", () => {
  fc.assert(
    fc.property(arbitraryInput(false), (input) => {
      assertEquals(verify(schedule(input), input), []);
    }),
    RUNS,
  );
});

Deno.test("members stop in reverse: none while one that needs it still runs there", () => {
  fc.assert(
    fc.property(arbitraryInput(false), (input) => {
      const plan = schedule(input);
      for (const { kind, resource, node, after, id } of plan.actions) {
        if (kind !== "stop") continue;
        const unit = input.units.find(({ members }) => members.some((one) => one.id === resource));
        const index = unit?.members.findIndex((one) => one.id === resource) ?? 0;
        const needing = unit?.members.slice(index + 1).findLast((one) => {
          const report = input.nodes.find(({ name }) => name === node)?.resources?.[one.id];
          return report?.state === "started" || report?.state === "failed";
        });
        if (needing === undefined) continue;
        const chain = plan.actions.filter((each) => each.kind === "stop" && each.node === node);
        assert(chain.some((each) => each.resource === needing.id), `${id}: ${needing.id} runs on`);
        assert(after.length > 0, `${id} waits for nothing`);
      }
    }),
    RUNS,
  );
});

Deno.test("once all that is to be fenced is off, a plan carried out leaves nothing to do", () => {
  const picks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(arbitraryInput(true), picks, (first, order) => {
      const input = withFencesDone(first);
      // What was moved, or kept by one of several, goes after that where it is better off.
      const better = input.config.autoFailback || input.nodes.some(({ reach }) => reach !== null);
      fc.pre(!better || input.kept.size + input.moves.size === 0);
      // What several hold moves only once one of them has it alone.
      fc.pre(input.kept.size === 0 || input.moves.size === 0);
      const plan = schedule(input);
      const actions = prefix(plan, order);
      assertEquals(actions.length, plan.actions.length);
      const rest = withoutMovesDone(after(input, actions));
      const again = schedule(rest);
      const left = again.actions.filter(({ kind }) => kind !== "announce");
      assertEquals(left, [], tellPlan(plan) + tellPlan(again));
      assert(!rest.units.some((unit) => doubled(unit, rest.nodes)));
    }),
    RUNS,
  );
});

/** Each fencing may ask for another: the coordinator's own comes last. */
function withFencesDone(input: ScheduleInput): ScheduleInput {
  const { fences } = schedule(input);
  const ready = fences.filter(({ waits }) => !waits);
  assert(fences.length === 0 || ready.length > 0, "all fencings wait");
  return fences.length === 0 ? input : withFencesDone(after(input, [], ready));
}

Deno.test("wherever a plan is broken off, the next is sound, and in the end there is nothing to do", () => {
  const rounds = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), {
    minLength: 60,
    maxLength: 60,
  });
  fc.assert(
    fc.property(arbitraryInput(true), rounds, (first, rounds) => {
      let input = first;
      const told: string[] = [];
      for (const picks of rounds) {
        const plan = schedule(input);
        told.push(tellPlan(plan));
        assertEquals(verify(plan, input), []);
        if (plan.actions.length + plan.fences.length === 0) return;
        const fenced = plan.actions.length === 0 || picks.length === 1 ? plan.fences : [];
        input = withoutMovesDone(after(input, prefix(plan, picks), fenced));
      }
      throw new Error(`it does not end: ${told.slice(-3).join("\n")}`);
    }),
    RUNS,
  );
});

Deno.test("with all well every unit runs whole on one node, and only there", () => {
  fc.assert(
    fc.property(tidyInput, (input) => {
      const plan = schedule(input);
      const rest = after(input, plan.actions);
      for (const unit of input.units) {
        const at = plan.placements.find((each) => each.unit === unit.name)?.node ?? null;
        for (const { name, resources } of rest.nodes) {
          const states = unit.members.map(({ id }) => resources?.[id]?.state ?? "stopped");
          const expected = name === at ? "started" : "stopped";
          assert(states.every((state) => state === expected), tellPlan(plan));
        }
      }
    }),
    RUNS,
  );
});

Deno.test("the order of nodes and units decides nothing but ties", () => {
  const shortly = ({ actions, placements }: Transition) => ({
    actions: actions.map(({ id, after }) => `${id} after ${[...after].sort()}`).sort(),
    places: placements.map(({ unit, node }) => `${unit} on ${node}`).sort(),
  });
  fc.assert(
    fc.property(tidyInput, (input) => {
      const units = input.units.toReversed();
      const nodes = input.nodes.toReversed();
      const turned = {
        ...input,
        nodes,
        units,
        config: {
          ...input.config,
          groups: input.config.groups.toReversed(),
          resources: input.config.resources.toReversed(),
          nodes: input.config.nodes.toReversed(),
        },
      };
      assertEquals(shortly(schedule(turned)), shortly(schedule(input)));
    }),
    RUNS,
  );
});
