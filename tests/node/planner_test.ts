/** Plans for many resources, made between keepalives. */
import "../pure.ts";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Planner } from "../../src/node/planner.ts";
import { schedule, type Transition } from "../../src/scheduler/mod.ts";
import { readStory } from "../scheduler/story.ts";

const LITTLE = readStory(["resource vip prefer n1", "n1:", "n2:"]);
const MUCH = readStory([
  ...Array.from({ length: 1000 }, (_, index) => `resource r${index}`),
  "n1:",
  "n2:",
]);

function finish(planner: Planner, basis: readonly unknown[]): { plan: Transition; steps: number } {
  for (let steps = 1; steps < 100; steps += 1) {
    const plan = planner.plan(basis, () => MUCH);
    if (plan !== null) return { plan, steps };
  }
  throw new Error("the plan is never finished");
}

Deno.test("a plan for little is there at once, and stays while nothing changes", () => {
  const planner = new Planner();
  const plan = planner.plan([1], () => LITTLE);
  assertEquals(plan, schedule(LITTLE));
  assertStrictEquals(planner.plan([1], () => LITTLE), plan);
  assert(planner.plan([2], () => LITTLE) !== plan);
});

Deno.test("a plan for much is made over several steps, and is the same", () => {
  const planner = new Planner();
  const { plan, steps } = finish(planner, [1]);
  assert(steps > 5, `${steps} steps`);
  assert(!planner.busy);
  assertEquals(plan, schedule(MUCH));
});

Deno.test("what changes on the way begins it anew, and at last it is made at once", () => {
  const planner = new Planner();
  for (let change = 1; change <= 5; change += 1) {
    assertEquals(planner.plan([change], () => MUCH), null);
    assert(planner.busy);
  }
  assert(planner.plan([6], () => MUCH) !== null);
});

Deno.test("a change that is taken back leaves the last plan", () => {
  const planner = new Planner();
  const { plan } = finish(planner, [1]);
  assertEquals(planner.plan([2], () => MUCH), null);
  assertStrictEquals(planner.plan([1], () => MUCH), plan);
  assert(!planner.busy);
});
