/** What the end of each operation makes of a resource: states, failures, expiry, clean-up. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { INFINITY, instant } from "../../src/model/mod.ts";
import { Desk, dummy, ERROR, NOT_INSTALLED, NOT_RUNNING, OK } from "./desk.ts";

const A = dummy("a");
const judged = (desk: Desk) => [desk.state("a"), desk.of("a").failcount];

Deno.test("a probe that finds it running adopts it, one that finds it stopped is no failure", () => {
  assertEquals(judged(new Desk([A]).tick().end(NOT_RUNNING)), ["stopped", 0]);
  const desk = new Desk([A]).tick().end(OK);
  assertEquals([...judged(desk), ...desk.kinds()], ["started", 0, "adopted"]);
});

Deno.test("a probe that finds it broken is a failure to be mended by a restart", () => {
  assertEquals(judged(new Desk([A]).tick().end(ERROR)), ["failed", 1]);
});

const LACKING = { kind: "notSpawned", why: "Too many open files", transient: true } as const;

Deno.test("what the host could not look at is as it was; that is told once, and looked at again", () => {
  const desk = Desk.busy(A);
  for (const now of [10_000, 20_000, 30_000]) desk.tick(now).end(LACKING);
  assertEquals([...judged(desk), ...desk.kinds()], ["started", 0, "notLooked"]);
  assertEquals(desk.begun, ["monitor a", "monitor a", "monitor a"]);
  desk.tick(40_000).end(OK).clear().tick(50_000).end(LACKING);
  assertEquals([...judged(desk), ...desk.kinds()], ["started", 0, "notLooked"]);
  assertEquals(judged(desk.tick(60_000).end(NOT_RUNNING)), ["failed", 1]);
});

Deno.test("a failure that was counted is not counted again because nobody could look in between", () => {
  const desk = Desk.busy(dummy("a", { onFail: { monitor: "ignore" } }));
  desk.tick(10_000).end(ERROR).tick(20_000).end(LACKING).clear().tick(30_000).end(ERROR);
  assertEquals([desk.begun, desk.kinds()], [["monitor a"], []]);
});

Deno.test("a probe that could not be made leaves it unknown, and is made again", () => {
  const desk = new Desk([A]).tick().end(LACKING);
  assertEquals(judged(desk), ["unknown", 0]);
  assertEquals(desk.tick().begun, ["probe a", "probe a"]);
  assertEquals(judged(desk.end(OK)), ["started", 0]);
});

Deno.test("a start that the host could not begin in all its time leaves it stopped, and counts one", () => {
  const desk = Desk.idle(A).order("a", "start").end(LACKING);
  assertEquals([...judged(desk), ...desk.kinds()], ["stopped", 1, "operation", "failures"]);
  assertEquals(judged(desk.order("a", "start").end(OK)), ["started", 1]);
});

Deno.test("a stop that could not be begun in all its time has not stopped it", () => {
  assertEquals(judged(Desk.busy(A).order("a", "stop").end(LACKING)), ["stopFailed", INFINITY]);
});

Deno.test("where the software is missing it is stopped, and forbidden before anyone needs it", () => {
  assertEquals(judged(new Desk([A]).tick().end(NOT_INSTALLED)), ["stopped", INFINITY]);
});

Deno.test("each failed monitor counts one", () => {
  const desk = Desk.busy(A).tick(10_000).end(NOT_RUNNING);
  assertEquals([...judged(desk), ...desk.kinds()], ["failed", 1, "operation", "failures"]);
  desk.order("a", "stop").end(OK).order("a", "start").end(OK).tick(20_000).end(ERROR);
  assertEquals(judged(desk), ["failed", 2]);
});

Deno.test("what has failed is monitored no more", () => {
  const desk = Desk.busy(A).tick(10_000).end(NOT_RUNNING).clear().tick(90_000);
  assertEquals(desk.begun, []);
});

Deno.test("a start that fails, or does not end, forbids the node", () => {
  assertEquals(judged(Desk.idle(A).order("a", "start").end(ERROR)), ["failed", INFINITY]);
  const slow = { kind: "timedOut", after: 20_000, output: "" } as const;
  assertEquals(judged(Desk.idle(A).order("a", "start").end(slow)), ["failed", INFINITY]);
});

Deno.test("a stop that fails leaves it stuck until somebody has looked", () => {
  const desk = Desk.busy(A).order("a", "stop").end(ERROR).clear();
  assertEquals(judged(desk), ["stopFailed", INFINITY]);
  desk.tick(999_999);
  assertEquals(desk.begun, []);
  desk.ledger.cleanUp(A.id);
  desk.tick();
  assertEquals(desk.begun, ["probe a"]);
  assertEquals(judged(desk.end(NOT_RUNNING)), ["stopped", 0]);
});

Deno.test("a stop of what has stopped already is a good stop", () => {
  assertEquals(judged(Desk.busy(A).order("a", "stop").end(NOT_RUNNING)), ["stopped", 0]);
});

Deno.test("failures are forgotten failure_timeout after the last of them", () => {
  const timed = dummy("a", { failureTimeout: 60_000 });
  const desk = Desk.busy(timed).tick(10_000).end(NOT_RUNNING);
  desk.order("a", "stop").end(OK).order("a", "start").end(OK).tick(20_000).end(ERROR);
  assertEquals(desk.ledger.deadline(), 80_000);
  assertEquals(judged(desk.tick(79_999)), ["failed", 2]);
  assertEquals(judged(desk.tick(80_000)), ["failed", 0]);
  assertEquals(desk.events.at(-1), { kind: "failuresForgotten", resource: A.id, why: "expired" });
});

Deno.test("a clean-up forgets failures and looks again; what runs well it leaves alone", () => {
  const desk = Desk.idle(A).order("a", "start").end(ERROR).clear();
  desk.ledger.cleanUp(A.id);
  assertEquals(judged(desk.tick()), ["unknown", 0]);
  assertEquals([...desk.begun, ...desk.kinds()], ["probe a", "failuresForgotten"]);
  const well = Desk.busy(A);
  well.ledger.cleanUp(A.id);
  assertEquals([...well.tick().begun, well.state("a"), ...well.kinds()], ["started"]);
});

Deno.test("a daemon that comes back adopts what it left, with its failures and its start", () => {
  const changed = dummy("a", { params: { x: "1" } });
  const first = Desk.busy(dummy("a", { migrationThreshold: 3 }));
  first.tick(10_000).end(ERROR).order("a", "stop").end(OK).order("a", "start").end(OK);
  const second = new Desk([changed], first.ledger.saved());
  second.tick(15_000).end(OK);
  assertEquals(judged(second), ["started", 1]);
  assertEquals(second.of("a").definition, '["a",{}]', "as it was started, not as configured now");
  assertEquals(second.of("a").startedFor, 5000);
  assertEquals(second.of("a").lastFailure?.meaning, "error");
});

Deno.test("a daemon that comes back finds what died while it was away", () => {
  const second = new Desk([A], Desk.busy(A).ledger.saved()).tick().end(NOT_RUNNING);
  assertEquals([...judged(second), second.of("a").definition], ["stopped", 0, null]);
  assertEquals(second.ledger.saved(), {});
});

Deno.test("a daemon whose configuration has lost a resource still stops it as it was started", () => {
  const first = Desk.busy(A);
  const second = new Desk([], first.ledger.saved()).tick().end(OK);
  assertEquals(judged(second), ["started", 0]);
  second.order("a", "stop").end(OK);
  assertEquals(second.ledger.changesSince(0, instant(0)), { resources: {}, gone: [A.id] });
});

Deno.test("a start in progress is saved before its agent runs, so that a killed daemon knows of it", () => {
  const desk = Desk.idle(A);
  const before = desk.ledger.savedVersion;
  desk.order("a", "start");
  assertEquals(desk.ledger.savedVersion > before, true);
  assertEquals(desk.ledger.saved()[A.id]?.running, A);
});

Deno.test("an address that another host answers for is remarked until the next start", () => {
  const answered = { kind: "addressAnswered", address: "10.0.0.1", mac: "aa:bb" } as const;
  const taken = { kind: "exited", status: 0, output: "", notes: [answered] } as const;
  const desk = Desk.idle(A).order("a", "start").end(taken);
  assertEquals(desk.of("a").remark, "10.0.0.1 was still answered by aa:bb when it was taken over");
  desk.order("a", "stop").end(OK);
  assertEquals(desk.of("a").remark, null);
});
