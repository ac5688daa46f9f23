/** Plans for many resources, made between keepalives. */
import "../pure.ts";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { instant, later, NEVER } from "../../src/model/mod.ts";
import { Planner } from "../../src/node/planner.ts";
import { schedule, type Transition } from "../../src/scheduler/mod.ts";
import { readStory } from "../scheduler/story.ts";

const NOW = instant(1000);
const LONG_AFTER = later(NOW, 1000);
const LITTLE = readStory(["resource vip prefer n1", "n1:", "n2:"]);
const SOME = readStory([
  ...Array.from({ length: 50 }, (_, index) => `resource r${index}`),
  "n1:",
  "n2:",
]);
const MUCH = readStory([
  ...Array.from({ length: 1000 }, (_, index) => `resource r${index}`),
  "n1:",
  "n2:",
]);

function finish(planner: Planner, basis: readonly unknown[]): { plan: Transition; steps: number } {
  for (let steps = 1; steps < 100; steps += 1) {
    const plan = planner.plan(basis, () => MUCH, LONG_AFTER);
    if (plan !== null) return { plan, steps };
  }
  throw new Error("the plan is never finished");
}

Deno.test("a plan for little is there at once, and stays while nothing changes", () => {
  const planner = new Planner();
  const plan = planner.plan([1], () => LITTLE, NOW);
  assertEquals(plan, schedule(LITTLE));
  assertStrictEquals(planner.plan([1], () => LITTLE, NOW), plan);
  assert(planner.plan([2], () => LITTLE, LONG_AFTER) !== plan);
});

Deno.test("a plan for much is made over several steps, and is the same", () => {
  const planner = new Planner();
  const { plan, steps } = finish(planner, [1]);
  assert(steps > 5, `${steps} steps`);
  assertEquals(planner.deadline(LONG_AFTER), NEVER);
  assertEquals(plan, schedule(MUCH));
});

Deno.test("what changes on the way begins it anew, and at last it is made at once", () => {
  const planner = new Planner();
  for (let change = 1; change <= 5; change += 1) {
    assertEquals(planner.plan([change], () => MUCH, NOW), null);
    assertEquals(planner.deadline(NOW), later(NOW, 1));
  }
  assert(planner.plan([6], () => MUCH, NOW) !== null);
});

Deno.test("a change that is taken back leaves the last plan", () => {
  const planner = new Planner();
  const { plan } = finish(planner, [1]);
  assertEquals(planner.plan([2], () => MUCH, later(LONG_AFTER, 1000)), null);
  assertStrictEquals(planner.plan([1], () => MUCH, later(LONG_AFTER, 1000)), plan);
  assertEquals(planner.deadline(LONG_AFTER), NEVER);
});

Deno.test("changes that follow a plan within some milliseconds are planned for together", () => {
  const planner = new Planner();
  const plan = planner.plan([1], () => SOME, NOW);
  assertEquals(planner.plan([2], () => SOME, later(NOW, 1)), null);
  assertEquals(planner.plan([3], () => SOME, later(NOW, 4)), null);
  const due = planner.deadline(later(NOW, 4));
  assertEquals(due, later(NOW, 5));
  assert(planner.plan([3], () => SOME, due) !== plan);
  assertEquals(planner.deadline(due), NEVER);
});

Deno.test("a change that comes alone is planned for at once", () => {
  const planner = new Planner();
  planner.plan([1], () => SOME, NOW);
  assert(planner.plan([2], () => SOME, later(NOW, 5)) !== null);
});

Deno.test("little is planned for at each change", () => {
  const planner = new Planner();
  planner.plan([1], () => LITTLE, NOW);
  assert(planner.plan([2], () => LITTLE, NOW) !== null);
});
