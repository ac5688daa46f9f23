/** Orders, monitors and their meetings. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { instant, resourceId } from "../../src/model/mod.ts";
import { Desk, dummy, ERROR, NOT_INSTALLED, NOT_RUNNING, OK } from "./desk.ts";

const A = dummy("a");
const B = dummy("b");
const C = dummy("c");

Deno.test("before anything else it looks what runs, a few at a time", () => {
  const many = Array.from({ length: 11 }, (_, index) => dummy(`r${index}`));
  const desk = new Desk(many).atOnce(4).tick();
  assertEquals(desk.running.size, 4);
  desk.end(NOT_RUNNING).tick();
  assertEquals(desk.running.size, 4);
  while (desk.running.size > 0) desk.end(NOT_RUNNING).tick();
  assertEquals(desk.begun.toSorted(), many.map(({ id }) => `probe ${id}`).toSorted());
});

Deno.test("a start, its monitors at their interval, a stop", () => {
  const desk = Desk.idle(A);
  desk.order("a", "start");
  assertEquals([desk.state("a"), desk.of("a").busy], ["stopped", "start"]);
  desk.end(OK).tick(9_999);
  assertEquals(desk.begun, ["start a"]);
  desk.tick(10_000).end(OK).tick(19_999).tick(20_000).end(OK);
  assertEquals(desk.begun, ["start a", "monitor a", "monitor a"]);
  desk.order("a", "stop").end(OK).tick(90_000);
  assertEquals([desk.state("a"), desk.of("a").busy], ["stopped", null]);
});

Deno.test("an order that comes again, or late, is not carried out again", () => {
  const desk = Desk.idle(A);
  desk.order("a", "start", 5).order("a", "start", 5).end(OK).order("a", "start", 5);
  desk.order("a", "stop", 4).order("a", "stop", 9, 0);
  assertEquals(desk.begun, ["start a"]);
  desk.order("a", "stop", 1, 2);
  assertEquals(desk.begun, ["start a", "stop a"], "a later epoch begins its own serials");
});

Deno.test("an order is finished when its operation has ended, and not before", () => {
  const desk = Desk.idle(A).order("a", "start", 5);
  assertEquals(desk.of("a").instruction?.finished, false);
  desk.end(OK);
  assertEquals(desk.of("a").instruction?.finished, true);
  desk.tick(10_000).order("a", "stop", 6);
  assertEquals(desk.of("a").instruction?.finished, false);
  desk.end(OK);
  assertEquals(desk.of("a").instruction?.finished, false, "it was the monitor that ended");
  desk.end(OK);
  assertEquals(desk.of("a").instruction?.finished, true);
});

Deno.test("an order while a monitor runs cancels it, and of the monitor nothing is believed", () => {
  const desk = Desk.busy(A).tick(10_000).order("a", "stop");
  assertEquals(desk.cancelled.length, 1);
  assertEquals(desk.begun, ["monitor a"]);
  desk.end(ERROR);
  assertEquals([desk.of("a").failcount, ...desk.begun], [0, "monitor a", "stop a"]);
});

Deno.test("a stop does not wait for a start; half a start may have started it", () => {
  const desk = Desk.idle(A).order("a", "start").order("a", "stop");
  assertEquals(desk.cancelled.length, 1);
  desk.end(OK);
  assertEquals([desk.state("a"), desk.of("a").busy, desk.begun.at(-1)], [
    "failed",
    "stop",
    "stop a",
  ]);
  desk.end(OK);
  assertEquals([desk.state("a"), desk.of("a").failcount], ["stopped", 0]);
});

Deno.test("a stop is never cut short", () => {
  const desk = Desk.busy(A).order("a", "stop").order("a", "start");
  assertEquals(desk.cancelled, []);
  desk.end(OK).end(OK);
  assertEquals([...desk.begun, desk.state("a")], ["stop a", "start a", "started"]);
});

Deno.test("letting go stops each sequence from its end, and side by side", () => {
  const desk = Desk.busy(A, B, C);
  const sequences = [[A.id, B.id], [C.id]] as const;
  assertEquals(desk.letGo(...sequences), false);
  assertEquals(desk.begun, ["stop b", "stop c"]);
  assertEquals(desk.letGo(...sequences), false);
  assertEquals(desk.begun, ["stop b", "stop c"], "asked again it changes nothing");
  desk.end(OK).end(OK);
  assertEquals(desk.letGo(...sequences), false);
  desk.end(OK);
  assertEquals(desk.letGo(...sequences), true);
  assertEquals(desk.begun, ["stop b", "stop c", "stop a"]);
});

Deno.test("letting go goes on past what cannot be stopped, and does not try it twice", () => {
  const desk = Desk.busy(A, B);
  desk.letGo([A.id, B.id]);
  desk.end(ERROR);
  assertEquals(desk.letGo([A.id, B.id]), false);
  desk.end(OK);
  assertEquals(desk.letGo([A.id, B.id]), true);
  assertEquals(desk.begun, ["stop b", "stop a"]);
  assertEquals([desk.ledger.stuck(), desk.ledger.active()], [[B.id], [B.id]]);
});

Deno.test("letting go cuts starts and monitors short, and stops what is no longer configured", () => {
  const desk = Desk.busy(A, B);
  desk.configure(A);
  desk.tick(10_000);
  assertEquals(desk.letGo([A.id]), false);
  assertEquals(desk.cancelled.length, 2);
  desk.end(OK).end(OK).end(OK).end(OK);
  assertEquals(desk.letGo([A.id]), true);
});

Deno.test("what the configuration no longer has is stopped as it was started, then forgotten", () => {
  const desk = Desk.busy(A, B);
  desk.configure(B);
  const version = desk.ledger.version;
  desk.tick(10_000).end(OK).end(OK);
  desk.order("a", "stop").end(OK);
  const { resources, gone } = desk.ledger.changesSince(version, instant(0));
  assertEquals([Object.keys(resources), gone], [["b"], [resourceId("a")]]);
});

Deno.test("what is removed before it was looked at is still looked at, and stopped if it runs", () => {
  const many = Array.from({ length: 9 }, (_, index) => dummy(`r${index}`));
  const desk = new Desk(many).tick();
  desk.configure();
  for (const { id } of many) {
    desk.end(OK, [...desk.running.keys()][0]).tick();
    desk.order(id, "stop");
  }
  while (desk.running.size > 0) desk.end(OK).tick();
  assertEquals(desk.ledger.changesSince(0, instant(0)).resources, {});
  assertEquals(desk.begun.filter((each) => each.startsWith("stop")).length, 9);
});

Deno.test("a new resource is probed; a changed one runs on as it was started", () => {
  const desk = Desk.busy(A);
  const changed = dummy("a", { params: { x: "1" } });
  desk.configure(changed, B);
  desk.tick();
  assertEquals(desk.begun, ["probe b"]);
  assertEquals(desk.of("a").definition, '["a",{}]');
  desk.order("a", "stop");
  assertEquals([...desk.running.values()].at(-1)?.resource.params, {});
  desk.end(OK).order("a", "start").end(OK);
  assertEquals(desk.of("a").definition, '["a",{"x":"1"}]');
});

Deno.test("a monitor that a new configuration has no more is not due for ever", () => {
  const deep = dummy("a", { monitors: [{ interval: 1000, depth: 10, role: null }] });
  const desk = Desk.busy(deep).tick(1000);
  assertEquals(desk.begun, ["monitor10 a"]);
  desk.configure(A);
  desk.end(OK);
  assertEquals(desk.ledger.deadline(), 11_000);
});

Deno.test("history is bounded, and a monitor that finds the same again adds nothing", () => {
  const monitors = [1, 2, 3, 4].map((depth) => ({ interval: depth * 1000, depth, role: null }));
  const desk = Desk.busy(dummy("a", { monitors }));
  const { version, savedVersion } = desk.ledger;
  for (let now = 1000; now < 60_000; now += 1000) {
    for (desk.tick(now); desk.running.size > 0; desk.tick()) desk.end(OK);
  }
  assertEquals(desk.of("a").history.length, 6, "a probe, a start, and each monitor");
  assert(desk.ledger.version - version === 4, "each monitor was news once");
  assertEquals(desk.ledger.savedVersion - savedVersion, desk.ledger.version - version);
});

const ORDERS = [
  "start",
  "stop",
  "announce",
  "promote",
  "demote",
  "notify",
  "reload",
  "migrate_to",
  "migrate_from",
] as const;

Deno.test("one operation a resource at a time, none twice, and no moment due for ever", () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constant("order"), id: fc.constantFrom("a", "b"), serial: fc.nat(30) }),
    fc.record({ kind: fc.constant("end"), which: fc.nat(), outcome: fc.nat(3) }),
    fc.record({ kind: fc.constant("tick"), millis: fc.nat(12_000) }),
    fc.record({ kind: fc.constantFrom("letGo", "cleanUp", "remove", "restore", "orphan") }),
  ) as fc.Arbitrary<Record<string, never> & { kind: string }>;
  const outcomes = [OK, ERROR, NOT_RUNNING, NOT_INSTALLED];
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const timed = (id: string) => dummy(id, { failureTimeout: 5000 });
      const desk = new Desk([timed("a"), timed("b")]);
      const seen = new Set<number>();
      const check = () => {
        const ids = [...desk.running.values()].map(({ resource }) => resource.id);
        assertEquals(new Set(ids).size, ids.length, "two operations of one resource");
        for (const id of desk.running.keys()) seen.add(id);
        assertEquals(seen.size, desk.begun.length, "an operation's id twice");
      };
      for (const { kind, ...more } of commands) {
        const { id = "a", serial = 0, which = 0, outcome = 0, millis = 0 } = more as Partial<
          { id: string; serial: number; which: number; outcome: number; millis: number }
        >;
        if (kind === "order") desk.order(id, ORDERS[serial % ORDERS.length]!, serial);
        if (kind === "end" && desk.running.size > 0) {
          desk.end(outcomes[outcome]!, [...desk.running.keys()][which % desk.running.size]);
        }
        if (kind === "tick") desk.tick(desk.now + millis);
        if (kind === "letGo") desk.letGo([resourceId("a")], [resourceId("b")]);
        if (kind === "cleanUp") desk.ledger.cleanUp(resourceId("a"));
        if (kind === "remove") desk.configure(timed("b"));
        if (kind === "orphan") desk.configure();
        if (kind === "restore") {
          desk.configure(timed("a"), timed("b"));
        }
        desk.tick();
        check();
        assert(desk.ledger.deadline() > desk.now, "due, and nothing done");
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("an operation knows which parameters its agent calls private", () => {
  const desk = new Desk([A]).tick();
  assertEquals([...desk.running.values()].map(({ secrets }) => secrets), [["pin"]]);
});
