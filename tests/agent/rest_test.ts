/** Resources that are not watched for a while. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { ResourceId } from "../../src/model/mod.ts";
import { Desk, dummy, ERROR, NOT_RUNNING, OK } from "./desk.ts";

const A = dummy("a");
const B = dummy("b");

const all = () => true;
const none = () => false;
const only = (id: ResourceId) => (one: ResourceId) => one === id;

Deno.test("what rests has no monitors, and nothing is due for it", () => {
  const desk = Desk.busy(A, B);
  desk.ledger.leaveUnwatched(only(A.id));
  desk.tick(10_000);
  assertEquals(desk.begun, ["monitor b"]);
  desk.end(OK);
  desk.ledger.leaveUnwatched(all);
  desk.tick(60_000);
  assertEquals(desk.begun, ["monitor b"]);
  assertEquals(desk.ledger.deadline() > 60_000, true);
});

Deno.test("what is watched again is looked at first; what has ended meanwhile is no failure", () => {
  const desk = Desk.busy(A);
  desk.ledger.leaveUnwatched(all);
  desk.tick(20_000);
  desk.ledger.leaveUnwatched(none);
  desk.tick(20_000);
  assertEquals(desk.begun, ["probe a"]);
  desk.end(NOT_RUNNING).tick(60_000);
  assertEquals([desk.state("a"), desk.of("a").failcount], ["stopped", 0]);
  assertEquals(desk.begun, ["probe a"]);
});

Deno.test("what runs still is monitored at its interval from then on", () => {
  const desk = Desk.busy(A);
  desk.ledger.leaveUnwatched(all);
  desk.ledger.leaveUnwatched(none);
  desk.tick(20_000).end(OK).tick(29_999);
  assertEquals(desk.begun, ["probe a"]);
  desk.tick(30_000);
  assertEquals(desk.begun, ["probe a", "monitor a"]);
});

Deno.test("what was stopped may run by now: nothing is known of it until it has been looked at", () => {
  const desk = Desk.idle(A);
  desk.ledger.leaveUnwatched(all);
  desk.ledger.leaveUnwatched(none);
  assertEquals(desk.state("a"), "unknown");
  desk.tick().end(OK);
  assertEquals(desk.state("a"), "started");
});

Deno.test("what could not be stopped waits for its administrator as before", () => {
  const desk = Desk.busy(A);
  desk.order("a", "stop").end(ERROR);
  desk.ledger.leaveUnwatched(all);
  desk.ledger.leaveUnwatched(none);
  desk.tick(60_000);
  assertEquals(desk.begun, ["stop a"]);
  assertEquals(desk.state("a"), "stopFailed");
});

Deno.test("letting go spares what it is told to", () => {
  const desk = Desk.busy(A, B);
  assertEquals(desk.ledger.letGo([[A.id, B.id]], only(B.id)), false);
  desk.tick(1).end(OK);
  assertEquals(desk.ledger.letGo([[A.id, B.id]], only(B.id)), true);
  assertEquals(desk.ledger.active(), [B.id]);
});
