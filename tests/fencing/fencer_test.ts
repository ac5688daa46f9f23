import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import { instant } from "../../src/model/mod.ts";
import { device, done, fails, isOff, n1, n2, n3, need, NODES, Plant, works } from "./plant.ts";

const ipmi = device("ipmi");
const pdu1 = device("pdu1", { level: 2 });
const pdu2 = device("pdu2", { level: 2 });

Deno.test("a node is fenced by its device, and that is proved for the life that was known", () => {
  const plant = new Plant([ipmi]);
  plant.needs = [need(n2)];
  plant.lives.set(n2, 7);
  plant.run(500);
  assertEquals(plant.results, []);
  plant.run(600);
  assertEquals(plant.calls, ["n1: ipmi reboot n2"]);
  assertEquals(plant.results, [
    { kind: "fenced", target: n2, generation: 7, action: "reboot", devices: [ipmi.name], by: [n1] },
  ]);
});

Deno.test("what is wanted on and on is said once, and not fenced again at once", () => {
  const plant = new Plant([ipmi]);
  plant.needs = [need(n2)];
  plant.run(9000);
  assertEquals([plant.calls.length, plant.results.length], [1, 1]);
  plant.run(3000);
  assertEquals(plant.calls.length, 2);
});

Deno.test("a life that begins while the device is called is not what was ended", () => {
  const plant = new Plant([ipmi]);
  plant.needs = [need(n2)];
  plant.run(500);
  plant.lives.set(n2, 2);
  plant.run(600);
  assertEquals(plant.results.map((each) => each.kind === "fenced" && each.generation), [1]);
});

Deno.test("of several devices it is the life that the first of them was called for", () => {
  const plant = new Plant([pdu1, pdu2]);
  plant.needs = [need(n2)];
  plant.run(500);
  plant.lives.set(n2, 2);
  plant.run(2000);
  assertEquals(plant.results.map((each) => each.kind === "fenced" && each.generation), [1]);
});

Deno.test("the next level is tried where one device of a level fails", () => {
  const plant = new Plant(
    [ipmi, pdu1, pdu2],
    (operation) => operation.device === ipmi ? fails("no route to host") : done(),
  );
  plant.needs = [need(n2)];
  plant.run(3500);
  assertEquals(plant.calls.slice(0, 3), [
    "n1: ipmi reboot n2",
    "n1: pdu1 off n2",
    "n1: pdu2 off n2",
  ]);
  assertEquals(plant.results.map(({ devices }) => devices), [[pdu1.name, pdu2.name]]);
});

Deno.test("a reboot by several devices is all off, which proves it, then all on", () => {
  const plant = new Plant([pdu1, pdu2], ({ action }) => action === "on" ? fails("stuck") : done());
  plant.needs = [need(n2)];
  plant.run(2000);
  assertEquals(plant.results.length, 1);
  plant.needs = [];
  plant.run(10_000);
  assertEquals(plant.calls, [
    "n1: pdu1 off n2",
    "n1: pdu2 off n2",
    "n1: pdu1 on n2",
    "n1: pdu2 on n2",
  ]);
  assertEquals(plant.results.length, 1);
});

Deno.test("a device that is to be off is not switched on again with the others", () => {
  const plant = new Plant([pdu1, { ...pdu2, action: "off" }]);
  plant.needs = [need(n2)];
  plant.run(9000);
  assertEquals(plant.calls.at(-1), "n1: pdu1 on n2");
});

Deno.test("a failed call is tried again on another node, as often as the device has retries", () => {
  const plant = new Plant(
    [{ ...ipmi, retries: 2 }, pdu1],
    ({ device }) => device.name === ipmi.name ? fails("timed out") : done(),
  );
  plant.needs = [need(n2)];
  plant.run(4500);
  assertEquals(plant.calls, [
    "n1: ipmi reboot n2",
    "n3: ipmi reboot n2",
    "n1: ipmi reboot n2",
    "n1: pdu1 reboot n2",
  ]);
});

Deno.test("the target never calls a device for itself, nor does a node that may not", () => {
  const plant = new Plant([{ ...ipmi, from: [n2, n3] }]);
  plant.members = NODES;
  plant.needs = [need(n2)];
  plant.run(1500);
  assertEquals(plant.calls, ["n3: ipmi reboot n2"]);
});

Deno.test("only an operator has the last member fence itself", () => {
  const plant = new Plant([ipmi]);
  plant.members = [n1];
  plant.needs = [need(n1)];
  plant.run(1500);
  assertEquals(plant.calls, []);
  assertEquals(plant.fencer.progress[0]?.problem, "ipmi: no node is there that may use it");
  plant.needs = [need(n1, { byOperator: true })];
  plant.run(1500);
  assertEquals(plant.calls, ["n1: ipmi reboot n1"]);
});

Deno.test("the call of a node that was lost has failed, whatever comes of it later", () => {
  const plant = new Plant([{ ...ipmi, from: [n3], retries: 1 }]);
  plant.needs = [need(n2)];
  plant.run(500);
  plant.lose(n3);
  plant.run(1500);
  assertEquals(plant.results, []);
  assertEquals(
    plant.fencer.progress[0]?.problem,
    "ipmi on n3: the node was lost, and nobody knows what came of it; " +
      "ipmi: no node is there that may use it",
  );
});

Deno.test("where off is to be verified, the device must say afterwards that the node is off", () => {
  const verified = { ...ipmi, verify: true, action: "off" as const };
  const good = new Plant([verified]);
  good.needs = [need(n2)];
  good.run(1500);
  assertEquals(good.results, []);
  good.run(1000);
  assertEquals(good.calls, ["n1: ipmi off n2", "n1: ipmi status n2"]);
  assertEquals(good.results.length, 1);

  for (
    const [answer, said] of [[done(), "the node is still on"], [fails("busy"), "busy"]] as const
  ) {
    const bad = new Plant([verified], ({ action }) => action === "status" ? answer : done());
    bad.needs = [need(n2)];
    bad.run(2500);
    assertEquals(bad.results, []);
    assertEquals(bad.fencer.progress[0]?.problem, `ipmi on n1: ${said}`);
  }
});

Deno.test("a retry after a check that failed switches off anew", () => {
  let checks = 0;
  const plant = new Plant(
    [{ ...ipmi, verify: true, retries: 1 }],
    ({ action }) => action !== "status" ? done() : ++checks === 1 ? done() : isOff(),
  );
  plant.needs = [need(n2, { action: "off" })];
  plant.run(4500);
  assertEquals(plant.calls, [
    "n1: ipmi off n2",
    "n1: ipmi status n2",
    "n3: ipmi off n2",
    "n3: ipmi status n2",
  ]);
  assertEquals(plant.results.length, 1);
});

Deno.test("after a round in which all failed there is a rest, twice as long each time", () => {
  const plant = new Plant([ipmi], () => fails("no route to host"));
  plant.needs = [need(n2)];
  plant.run(300_000);
  const begun = plant.events.flatMap(([at, , { kind }]) =>
    kind === "fenceBegun" ? [at / 1000] : []
  );
  assertEquals(begun, [0, 3, 8, 17, 34, 67, 128, 189, 250]);
  const told = plant.events.filter(([, , { kind }]) => kind === "fencingFailed");
  assertEquals(told.length, 1);
});

Deno.test("a need that goes ends what has not begun, and what is under way still proves", () => {
  const plant = new Plant([device("slow", { delay: { [n2]: 5000 } })]);
  plant.needs = [need(n2)];
  plant.run(4000);
  plant.needs = [];
  plant.run(4000);
  assertEquals(plant.calls, []);
  plant.needs = [need(n2)];
  plant.run(5500);
  plant.needs = [];
  plant.run(1000);
  assertEquals(plant.calls.length, 1);
  assertEquals(plant.results.length, 1);

  const half = new Plant([pdu1, pdu2]);
  half.needs = [need(n2)];
  half.run(500);
  half.needs = [];
  half.run(5000);
  assertEquals(half.calls, ["n1: pdu1 off n2"]);
  assertEquals(half.results, []);
});

Deno.test("before each round it waits: what is asked, the device's delay, and a random part", () => {
  const at = (seed: number): number => {
    const slow = device("slow", { delay: { [n2]: 5000 }, randomDelay: 3000 });
    const plant = new Plant([slow], works, seed);
    plant.needs = [need(n2, { delay: 10_000 })];
    plant.run(20_000);
    return plant.events.flatMap(([at, , { kind }]) => kind === "fenceBegun" ? [at] : [])[0] ?? 0;
  };
  const drawn = [1, 2, 3, 4, 5].map(at);
  assert(drawn.every((each) => each >= 15_000 && each <= 18_000), drawn.join());
  assert(new Set(drawn).size > 1, drawn.join());
});

Deno.test("an operator's wish does not wait", () => {
  const plant = new Plant([device("slow", { delay: { [n2]: 5000 }, randomDelay: 3000 })]);
  plant.needs = [need(n2)];
  plant.run(1000);
  plant.needs = [need(n2), need(n2, { byOperator: true, action: "off" })];
  plant.run(10);
  assertEquals(plant.calls, ["n1: slow off n2"]);
});

Deno.test("an operator hears what came of his own wish, not of what was tried before", () => {
  const plant = new Plant([ipmi], () => fails("no route to host"));
  const problem = () => plant.fencer.progress[0]?.problem ?? null;
  plant.needs = [need(n2)];
  plant.run(1500);
  assertEquals(problem(), "ipmi on n1: no route to host");
  plant.needs = [need(n2, { byOperator: true })];
  plant.run(500);
  assertEquals([plant.calls.length, problem()], [2, null]);
  plant.run(1000);
  assertEquals(problem(), "ipmi on n1: no route to host");
});

Deno.test("switching on proves nothing", () => {
  const plant = new Plant([ipmi, device("hand", { agent: { kind: "manual" } })]);
  plant.needs = [need(n2, { byOperator: true, action: "on" })];
  plant.run(1500);
  assertEquals(plant.results, [
    { kind: "switchedOn", target: n2, devices: [ipmi.name], by: [n1] },
  ]);
});

Deno.test("several nodes are fenced at once, and one device is called for one at a time", () => {
  const plant = new Plant([
    device("each2", { targets: { [n2]: "2" } }),
    device("each3", { targets: { [n3]: "3" } }),
  ]);
  plant.members = [n1];
  plant.needs = [need(n2), need(n3)];
  plant.run(500);
  assertEquals(plant.calls.length, 2);

  const shared = new Plant([ipmi]);
  shared.needs = [need(n2), need(n1)];
  shared.run(500);
  assertEquals(shared.calls, ["n1: ipmi reboot n2"]);
  shared.run(1000);
  assertEquals(shared.calls, ["n1: ipmi reboot n2", "n3: ipmi reboot n1"]);
});

Deno.test("a call that another coordinator has begun ends before the device is called again", () => {
  const plant = new Plant([ipmi]);
  const id = { serial: 4, epoch: { counter: 0, node: n3, generation: 1 } };
  const ordered = { serial: 4, target: n2, targetGeneration: 1, device: ipmi.name };
  plant.desks.get(n3)?.order({ ...ordered, action: "off", because: "so" }, id, 0, plant.now);
  plant.needs = [need(n2)];
  plant.run(500);
  assertEquals(plant.calls, ["n3: ipmi off n2"]);
  plant.run(1000);
  assertEquals(plant.calls, ["n3: ipmi off n2", "n1: ipmi reboot n2"]);
});

Deno.test("a device that is the operator comes after those before it, each round, and before none", () => {
  const hand = device("hand", { level: 2, agent: { kind: "manual" } });
  const last = device("last", { level: 3 });
  const plant = new Plant([ipmi, hand, last], () => fails("no route to host"));
  plant.needs = [need(n2)];
  plant.run(5000);
  assertEquals(plant.calls, ["n1: ipmi reboot n2", "n1: ipmi reboot n2"]);
  assertEquals(
    plant.fencer.progress[0]?.problem,
    "ipmi on n1: no route to host; hand: waits for an operator",
  );
});

Deno.test("a watchdog has done it once the node has been silent for long enough", () => {
  const dog = device("dog", { agent: { kind: "watchdog" } });
  const plant = new Plant([dog]);
  plant.watchdogOf = 20_000;
  plant.silentSince = instant(-10_000);
  plant.needs = [need(n2)];
  plant.run(14_900);
  assertEquals([plant.results, plant.calls], [[], []]);
  plant.run(200);
  assertEquals(plant.results, [
    { kind: "fenced", target: n2, generation: 1, action: "reboot", devices: [dog.name], by: [] },
  ]);
});

Deno.test("a node that is heard again has not been reset by its watchdog", () => {
  const plant = new Plant([device("dog", { agent: { kind: "watchdog" } })]);
  plant.watchdogOf = 20_000;
  plant.silentSince = instant(0);
  plant.needs = [need(n2)];
  plant.run(24_000);
  plant.silentSince = null;
  plant.run(60_000);
  assertEquals(plant.results, []);
});

Deno.test("a watchdog that was not armed, or of a node that is heard, proves nothing", () => {
  const dog = device("dog", { agent: { kind: "watchdog" } });
  for (
    const [silentSince, watchdogOf, why] of [
      [instant(-1e9), null, "by its last word its watchdog would not reset it"],
      [null, 20_000, "a watchdog resets only what nobody hears"],
    ] as const
  ) {
    const plant = new Plant([dog]);
    Object.assign(plant, { silentSince, watchdogOf });
    plant.needs = [need(n2)];
    plant.run(1000);
    assertEquals(plant.results, []);
    assertEquals(plant.fencer.progress[0]?.problem, `dog: ${why}`);
  }
});

Deno.test("a node without any device is said to have none", () => {
  const plant = new Plant([device("other", { targets: { [n3]: "3" } })]);
  plant.needs = [need(n2)];
  plant.run(100);
  assertEquals(plant.fencer.progress[0]?.problem, "no device is configured for it");
});

Deno.test("a node to which the device did not answer is asked last", () => {
  const plant = new Plant(
    [{ ...ipmi, monitor: 60_000 }],
    (_, by) => by === n1 ? fails("no route to host") : done(),
  );
  plant.run(15_000);
  plant.needs = [need(n2)];
  plant.run(1500);
  assertEquals(plant.calls.at(-1), "n3: ipmi reboot n2");
  assertEquals(plant.results.length, 1);
});

Deno.test("an agent that never answers is given up, and the next level tried", () => {
  const plant = new Plant([ipmi, pdu1], ({ device }) => device.name === "ipmi" ? null : done());
  plant.needs = [need(n2)];
  plant.run(24_000);
  assertEquals(plant.results, []);
  plant.run(3000);
  assertEquals(plant.unanswered, 1);
  assertEquals(plant.results.map(({ devices }) => devices), [[pdu1.name]]);
});

Deno.test("a member that never says what came of a call is given up too", () => {
  const plant = new Plant([{ ...ipmi, from: [n3] }, pdu1]);
  plant.deaf = [n3];
  plant.needs = [need(n2)];
  plant.run(60_000);
  assertEquals(plant.results, []);
  plant.run(30_000);
  assertEquals(plant.results.map(({ devices }) => devices), [[pdu1.name]]);
});

Deno.test("who wants it otherwise meanwhile has it begun anew, once no call is under way", () => {
  const plant = new Plant([{ ...ipmi, retries: 3 }], () => fails("no route to host"));
  plant.needs = [need(n2)];
  plant.run(1500);
  plant.needs = [need(n2, { action: "off", byOperator: true })];
  plant.run(1000);
  assertEquals(plant.calls, [
    "n1: ipmi reboot n2",
    "n3: ipmi reboot n2",
    "n1: ipmi off n2",
  ]);
});
